import { type Static, Type } from 'typebox';

/**
 * Gateway ↔ server. The gateway relays sealed frames unread: a frame is the payload of a serial line as base64url.
 * Frames go up in batches, one batch under way at a time; the next leaves when the acknowledgement came or its time
 * ran out. Nothing is kept for later: keypads send again (PROTOCOL GW4).
 */
export const MAX_BATCH = 2048;
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
    silentMs: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    counters: Type.Record(Type.String({ maxLength: 40 }), Type.Integer({ minimum: 0 })),
  },
  { additionalProperties: false },
);
export type LinkReport = Static<typeof LinkReport>;

/** Up: what a gateway may send. */
export interface GatewayToServer {
  'gateway:frames': (batch: FrameBatch, taken: () => void) => void;
  'gateway:links': (reports: LinkReport[]) => void;
}

/** Down: payloads of serial lines for one port, base64url. `null` port = every port of this gateway. */
export interface ServerToGateway {
  /** Payload of line O without the lease; the gateway repeats it every second as its heartbeat. */
  'hall:state': (order: { readonly port: string; readonly payload: string }) => void;
  /** Paper chunks, each the payload of a line P. */
  'hall:paper': (order: { readonly port: string; readonly chunks: readonly string[] }) => void;
  /** Receipts, each 15 bytes: keypad 2, number 4, status 1, MAC 8. The gateway packs them into lines R. */
  'hall:receipts': (order: { readonly port: string; readonly receipts: readonly string[] }) => void;
  'hall:closing': (order: { readonly port: string; readonly payload: string }) => void;
  'hall:rollCall': (order: { readonly port: string; readonly payload: string }) => void;
}
