import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { GatewayRefusal } from './gateway-link.ts';

/**
 * How a gateway is let in. Both sides hold the gateway token and show it to each other without sending it: each answers
 * for both nonces, drawn anew for every connection, so that nothing recorded opens another one.
 *
 *     gateway → server   the connection's auth: version, name, instance, nonce Ng
 *     server  → gateway  'hall:challenge'  nonce Ns, run, HMAC-SHA256(token, transcript of the server)
 *     gateway → server   'gateway:prove'   HMAC-SHA256(token, transcript of the gateway); answered with null or a refusal
 *
 * Until then the server hears nothing else of this connection, and says nothing else. Version 1 sent the token itself.
 */
export const GATEWAY_LINK_VERSION = 2;
/** ms from the connection to the proof; a connection without one is ended. */
export const PROVE_MS = 5000;
/** Bytes of a nonce and of a proof. */
export const NONCE_BYTES = 24;
export const PROOF_BYTES = 32;

/** base64url without padding. */
const base64url = (bytes: number) => {
  const length = Math.ceil((bytes * 4) / 3);
  return Type.String({ minLength: length, maxLength: length, pattern: '^[A-Za-z0-9_-]+$' });
};
const Nonce = base64url(NONCE_BYTES);
const Proof = base64url(PROOF_BYTES);

/**
 * Goes with the connection. A gateway is known by its name, which it keeps when it is started again; `instance` is drawn
 * at each start and tells a connection that comes back from a second gateway of the same name.
 */
export const GatewayAuth = Type.Object(
  {
    version: Type.Literal(GATEWAY_LINK_VERSION),
    gateway: Type.String({ minLength: 1, maxLength: 100 }),
    instance: Type.String({ minLength: 1, maxLength: 64 }),
    nonce: Nonce,
  },
  { additionalProperties: false },
);
export type GatewayAuth = Static<typeof GatewayAuth>;
export const isGatewayAuth = (auth: unknown): auth is GatewayAuth => Value.Check(GatewayAuth, auth);

/** `run` is drawn at each start of the server. */
export const Challenge = Type.Object(
  { nonce: Nonce, run: Type.String({ minLength: 1, maxLength: 64 }), proof: Proof },
  { additionalProperties: false },
);
export type Challenge = Static<typeof Challenge>;
export const isChallenge = (challenge: unknown): challenge is Challenge => Value.Check(Challenge, challenge);

export const Answer = Type.Object({ proof: Proof }, { additionalProperties: false });
export type Answer = Static<typeof Answer>;
export const isAnswer = (answer: unknown): answer is Answer => Value.Check(Answer, answer);

export interface AdmissionToGateway {
  'hall:challenge': (challenge: Challenge) => void;
}
export interface AdmissionToServer {
  'gateway:prove': (answer: Answer, taken: (refusal: GatewayRefusal | null) => void) => void;
}

/** What a side proves: everything that both have said, and which side says it, so that no proof is good for the other. */
export const admissionTranscript = (
  side: 'server' | 'gateway',
  { gateway, instance, nonce }: Pick<GatewayAuth, 'gateway' | 'instance' | 'nonce'>,
  challenge: Pick<Challenge, 'nonce' | 'run'>,
): string =>
  JSON.stringify([
    'piaojue gateway link',
    GATEWAY_LINK_VERSION,
    side,
    challenge.run,
    challenge.nonce,
    nonce,
    gateway,
    instance,
  ]);

/** In whole words, because a gateway of another version knows no code of this one and shows what it is told. */
export const versionRefusal = (theirs: unknown): string =>
  `this server speaks version ${GATEWAY_LINK_VERSION} of the gateway link, the gateway speaks ${
    typeof theirs === 'number' ? `version ${theirs}` : 'version 1, which sends the token itself'
  }: run the same release of piaojue on both`;
