import { type Static, Type } from 'typebox';

/** POST /api/session: a PIN for a role. */
export const SessionRequest = Type.Object(
  { pin: Type.String({ minLength: 1, maxLength: 64 }) },
  { additionalProperties: false },
);
export type SessionRequest = Static<typeof SessionRequest>;

export const Session = Type.Object({
  token: Type.String(),
  role: Type.Union([Type.Literal('operator'), Type.Literal('screen'), Type.Literal('monitor')]),
});
export type Session = Static<typeof Session>;
