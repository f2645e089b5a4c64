import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  admissionTranscript,
  type AdmissionToGateway,
  type AdmissionToServer,
  type Challenge,
  GATEWAY_LINK_VERSION,
  type GatewayAuth,
  isAnswer,
  isGatewayAuth,
  NONCE_BYTES,
  PROVE_MS,
  versionRefusal,
} from '@piaojue/contract/gateway-admission';
import type { GatewayRefusal, GatewayToServer, ServerToGateway } from '@piaojue/contract/gateway-link';
import type { Namespace, Socket } from 'socket.io';
import { TokenBuckets } from '../access/token-buckets.ts';

/**
 * Connections that have not proved themselves yet, at most: those of a whole county come back at once. One more puts out the one
 * that waits longest: a gateway proves itself within milliseconds, so strangers who wait keep none of them out.
 */
const MAX_WAITING = 256;
/**
 * Failures of one address. The token has 192 bits, so it is not guessed; a bound on the work. Gateways with a wrong token
 * come again each second, and others behind the same address must get in meanwhile.
 */
const FAILURES = { burst: 60, perSecond: 5 } as const;
/** Addresses of which the operator is told. */
const MAX_TOLD = 32;

export type GatewaySocket = Socket<GatewayToServer & AdmissionToServer, ServerToGateway & AdmissionToGateway>;
type GatewaySpace = Namespace<GatewayToServer & AdmissionToServer, ServerToGateway & AdmissionToGateway>;

/** What the hub asks of where gateways come in: each is looked at, then connected. */
export interface GatewayEntrance {
  use(check: (socket: GatewaySocket, next: (error?: Error) => void) => void): void;
  on(event: 'connection', listener: (socket: GatewaySocket) => void): void;
}

export interface DoorParts {
  readonly token: string;
  /** Drawn at each start of the server. */
  readonly run: string;
  /** ms of a clock. */
  readonly now?: () => number;
  /** Somebody without the token was turned away, in words for the operator; once for each address. */
  readonly refused?: (text: string) => void;
  /** ms; for tests. */
  readonly proveMs?: number;
  /** For tests. */
  readonly maxWaiting?: number;
  /** A gateway was let in. */
  readonly admitted?: (socket: GatewaySocket) => void;
}

/** Lets gateways in that prove that they hold the token (contract: gateway-admission.ts), and nobody else further. */
export class GatewayDoor implements GatewayEntrance {
  readonly #parts: DoorParts;
  readonly #checks: Parameters<GatewayEntrance['use']>[0][] = [];
  readonly #listeners: ((socket: GatewaySocket) => void)[] = [];
  readonly #failures: TokenBuckets;
  readonly #told = new Set<string>();
  /** In the order in which they came. */
  readonly #waiting = new Set<GatewaySocket>();

  constructor(space: GatewaySpace, parts: DoorParts) {
    this.#parts = parts;
    this.#failures = new TokenBuckets(FAILURES, parts.now ?? (() => performance.now()));
    space.use((socket, next) => {
      const refusal = this.#refusal(socket);
      next(refusal === undefined ? undefined : new Error(refusal));
    });
    space.on('connection', (socket) => this.#challenge(socket, socket.handshake.auth as GatewayAuth));
  }

  use(check: Parameters<GatewayEntrance['use']>[0]): void {
    this.#checks.push(check);
  }

  on(_event: 'connection', listener: (socket: GatewaySocket) => void): void {
    this.#listeners.push(listener);
  }

  #refusal({ handshake: { auth, address } }: GatewaySocket): string | undefined {
    const version: unknown = auth['version'];
    if (version !== GATEWAY_LINK_VERSION) {
      if (version !== undefined || auth['token'] !== undefined)
        this.#tell(address, 'a gateway of another version of piaojue');
      return versionRefusal(version);
    }
    if (!isGatewayAuth(auth)) return 'bad-name' satisfies GatewayRefusal;
    return this.#failures.has(address) ? undefined : ('too-many-tries' satisfies GatewayRefusal);
  }

  #challenge(socket: GatewaySocket, auth: GatewayAuth): void {
    const [longest] = this.#waiting;
    if (longest && this.#waiting.size >= (this.#parts.maxWaiting ?? MAX_WAITING)) longest.disconnect(true);
    this.#waiting.add(socket);
    const shut = (): boolean => {
      clearTimeout(limit);
      return this.#waiting.delete(socket);
    };
    const limit = setTimeout(() => socket.disconnect(true), this.#parts.proveMs ?? PROVE_MS);
    limit.unref();
    socket.once('disconnect', shut);
    const said = { nonce: randomBytes(NONCE_BYTES).toString('base64url'), run: this.#parts.run };
    const proof = (side: 'server' | 'gateway'): string =>
      createHmac('sha256', this.#parts.token)
        .update(admissionTranscript(side, auth, said))
        .digest('base64url');
    // Once: a second answer for the same nonces is heard by nobody.
    socket.once('gateway:prove', (answer: unknown, taken: unknown) => {
      if (!shut()) return;
      const right = isAnswer(answer) && timingSafeEqual(Buffer.from(answer.proof), Buffer.from(proof('gateway')));
      const refusal = right ? this.#checked(socket) : this.#failed(socket);
      if (typeof taken === 'function') (taken as (refusal: string | null) => void)(refusal ?? null);
      if (refusal !== undefined) {
        socket.disconnect();
        return;
      }
      this.#parts.admitted?.(socket);
      for (const listener of this.#listeners) listener(socket);
    });
    socket.emit('hall:challenge', { ...said, proof: proof('server') } satisfies Challenge);
  }

  #failed({ handshake: { address } }: GatewaySocket): GatewayRefusal {
    this.#failures.take(address);
    this.#tell(address, 'a program without the gateway token');
    return 'unauthorized';
  }

  /** What the hub has against it. */
  #checked(socket: GatewaySocket): string | undefined {
    let refusal: string | undefined;
    for (const check of this.#checks) check(socket, (error) => (refusal ??= error?.message));
    return refusal;
  }

  #tell(address: string, who: string): void {
    const text = `${who} was turned away at ${address}`;
    if (this.#told.has(text) || this.#told.size >= MAX_TOLD) return;
    this.#told.add(text);
    this.#parts.refused?.(text);
  }
}
