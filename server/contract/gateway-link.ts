import { type Static, Type } from 'typebox';
import type { PortReport } from './port-view.ts';

/**
 * Gateway ↔ server. The gateway relays sealed frames unread: a frame is the payload of a serial line as base64url.
 * Frames go up in batches, one batch under way at a time; the next leaves when the acknowledgement came or its time
 * ran out. Nothing is kept for later: keypads send again (PROTOCOL GW4).
 */
export const MAX_BATCH = 2048;
/** Ports of one gateway, and gateways that one server knows, at most. */
export const MAX_PORTS = 64;
export const MAX_GATEWAYS = 32;
/** Ports that one gateway sees, at most: more are not told. */
export const MAX_SEEN_PORTS = 128;
/** ms between two reports of a gateway: each is acknowledged, so that both sides know when the other is gone. */
export const REPORT_MS = 500;

const MAX_NAME = 100;
/** Printable, without blanks. */
export const isGatewayName = (name: unknown): name is string =>
  typeof name === 'string' && name.length <= MAX_NAME && /^[^\p{C}\p{Z}]+$/u.test(name);
/** Why a gateway is not let in: the answer to its proof (gateway-admission.ts). */
export const GATEWAY_REFUSALS = [
  'unauthorized',
  'bad-name',
  'name-taken',
  'too-many-gateways',
  'too-many-tries',
] as const;
export type GatewayRefusal = (typeof GATEWAY_REFUSALS)[number];
const frame = Type.String({ maxLength: 160 });

/** `type` is the letter of the serial line (PROTOCOL): B ballot, S sign-in or status, H heard, L levels, D drained. */
export const FrameBatch = Type.Object(
  {
    port: Type.String({ maxLength: 200 }),
    frames: Type.Array(
      Type.Object(
        {
          type: Type.Union([
            Type.Literal('B'),
            Type.Literal('S'),
            Type.Literal('H'),
            Type.Literal('L'),
            Type.Literal('D'),
          ]),
          payload: frame,
        },
        { additionalProperties: false },
      ),
      { maxItems: MAX_BATCH },
    ),
  },
  { additionalProperties: false },
);
export type FrameBatch = Static<typeof FrameBatch>;

/** Why a port does not open. */
export const LinkFault = Type.Union([
  /** Nothing is plugged in there, or nobody listens there. */
  Type.Literal('not-there'),
  /** The system does not let this user open it. */
  Type.Literal('no-permission'),
  /** Another program has it. */
  Type.Literal('in-use'),
  /** The host of a tcp:// port does not answer, or nothing comes from a receiver at the port where it was. */
  Type.Literal('no-answer'),
  Type.Literal('failed'),
]);
export type LinkFault = Static<typeof LinkFault>;

export const LinkReport = Type.Object(
  {
    port: Type.String({ maxLength: 200 }),
    state: Type.Union([
      Type.Literal('opening'),
      Type.Literal('greeting'),
      Type.Literal('up'),
      Type.Literal('silent'),
      Type.Literal('lost'),
      Type.Literal('refused'),
    ]),
    /** 16 hex digits, from the greeting. */
    receiver: Type.Union([Type.String({ maxLength: 16 }), Type.Null()]),
    channel: Type.Union([Type.Integer({ minimum: 0, maximum: 255 }), Type.Null()]),
    /** ms since a good line came from the receiver. */
    silentMs: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    /** It holds the voice of its channel within this gateway. */
    speaks: Type.Boolean(),
    /** ms for which the receiver may still speak if nothing more is written to it (PROTOCOL GW12); 0: it is silent. */
    voiceMs: Type.Integer({ minimum: 0, maximum: 60_000 }),
    /** Why the port is not open; null: it is, or nothing was tried yet. */
    fault: Type.Union([LinkFault, Type.Null()]),
    counters: Type.Record(Type.String({ maxLength: 40 }), Type.Integer({ minimum: 0 })),
  },
  { additionalProperties: false },
);
export type LinkReport = Static<typeof LinkReport>;

/** Up: what a gateway may send. */
export interface GatewayToServer {
  'gateway:frames': (batch: FrameBatch, taken: () => void) => void;
  'gateway:links': (reports: LinkReport[], taken: () => void) => void;
  /** All serial ports that it sees, as they stand; at each change, and with every report of the links. */
  'gateway:ports': (reports: PortReport[]) => void;
}

/** What the lease of a state order says (PROTOCOL SRV24). */
export const VOICE_ORDERS = {
  /** The channel is this gateway's alone. */
  asYouLike: 0,
  /** Another gateway has the channel. */
  listen: 1,
  /** This gateway has the channel, and another one stands by. */
  shared: 2,
} as const;

/** Down: payloads of serial lines for one port, base64url. Each order is sent once; the gateway repeats it to the receiver. */
export interface ServerToGateway {
  /** Payload of line O; its lease is one of VOICE_ORDERS. */
  'hall:state': (order: { readonly port: string; readonly payload: string }) => void;
  /** Paper chunks, each the payload of a line P. */
  'hall:paper': (order: { readonly port: string; readonly chunks: readonly string[] }) => void;
  /** Receipts, each 15 bytes: keypad 2, number 4, status 1, MAC 8. The gateway packs them into lines R. */
  'hall:receipts': (order: { readonly port: string; readonly receipts: readonly string[] }) => void;
  'hall:closing': (order: { readonly port: string; readonly payload: string }) => void;
  'hall:rollCall': (order: { readonly port: string; readonly payload: string }) => void;
}
