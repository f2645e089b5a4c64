import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  admissionTranscript,
  type Answer,
  type Challenge,
  GATEWAY_LINK_VERSION,
  type GatewayAuth,
  isChallenge,
  NONCE_BYTES,
} from '@piaojue/contract/gateway-admission';

/** The gateway's side of being let in (contract: gateway-admission.ts). One for all connections of a gateway. */
export interface AdmissionParts {
  readonly name: string;
  readonly instance: string;
  /** Of the server; it never leaves this process. */
  readonly token: string;
}

export class Admission {
  readonly #parts: AdmissionParts;
  /** Of the connection that stands or is being made. */
  #nonce = '';

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
  }

  /** For a new connection, with a nonce of its own. */
  auth(): GatewayAuth {
    this.#nonce = randomBytes(NONCE_BYTES).toString('base64url');
    return this.#identity();
  }

  /** The proof for this connection; undefined if the other end has not proved that it holds the token. */
  answer(challenge: unknown): Answer | undefined {
    if (!isChallenge(challenge)) return undefined;
    const given = Buffer.from(challenge.proof);
    const expected = Buffer.from(this.#proof('server', challenge));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    return { proof: this.#proof('gateway', challenge) };
  }

  #identity(): GatewayAuth {
    const { name, instance } = this.#parts;
    return { version: GATEWAY_LINK_VERSION, gateway: name, instance, nonce: this.#nonce };
  }

  #proof(side: 'server' | 'gateway', challenge: Challenge): string {
    const text = admissionTranscript(side, this.#identity(), challenge);
    return createHmac('sha256', this.#parts.token).update(text).digest('base64url');
  }
}
