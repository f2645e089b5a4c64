import { type Static, Type } from 'typebox';

/**
 * Serial ports of a gateway, whether a receiver is behind them or not: how receivers are found, and what keeps a port
 * from being one. A port is only listened to until it has said a valid line of ours (PROTOCOL GW14).
 */
export const PortState = Type.Union([
  /** Seen, not listened to yet, or not now. */
  Type.Literal('candidate'),
  /** Open, nothing is written: its heartbeat is waited for. */
  Type.Literal('listening'),
  /** A receiver: it said a valid line, and greeted. */
  Type.Literal('receiver'),
  /** It said nothing of ours while it was listened to: left alone, nothing was written to it. */
  Type.Literal('foreign'),
  /** The system does not let this user open it: `user` and `group` say what helps. */
  Type.Literal('denied'),
  /** Another program has it: `holder`, where the system tells. */
  Type.Literal('busy'),
  /** A receiver was there, and was pulled; or nothing is at a port that was named. */
  Type.Literal('gone'),
]);
export type PortState = Static<typeof PortState>;

const text = Type.String({ maxLength: 200 });
const maybe = Type.Union([text, Type.Null()]);

const facts = {
  /** Where it is now (`/dev/ttyUSB0`), or was; of tcp:// ports the address. */
  path: text,
  /** The name that stays the same when it is plugged in again (`/dev/serial/by-id/…`). */
  byId: maybe,
  /** Maker, product and serial number, as the device says them. */
  label: text,
  state: PortState,
  /** Under whom the gateway runs, where it may not open the port. */
  user: maybe,
  /** The system's group whose members may open the port; null: it has none, and wants a udev rule (`piaojue install-service`). */
  group: maybe,
  /** Who has the port, as `name (pid 123)`. */
  holder: maybe,
  /** 16 hex digits, from its greeting. */
  receiver: Type.Union([Type.String({ maxLength: 16 }), Type.Null()]),
} as const;

/** Up: as a gateway says it. */
export const PortReport = Type.Object(
  {
    ...facts,
    /** ms since it is in this state. */
    forMs: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
);
export type PortReport = Static<typeof PortReport>;

/** As the console is told. */
export interface PortView extends Omit<PortReport, 'forMs'> {
  readonly gateway: string;
  /** ms since the epoch, of the server's clock. */
  readonly since: number;
}
