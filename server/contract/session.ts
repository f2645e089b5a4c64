import { type Static, Type } from 'typebox';
import { type Role, ROLES } from './live.ts';

/** POST /api/session: a PIN for a role. */
export const SessionRequest = Type.Object(
  { pin: Type.String({ minLength: 1, maxLength: 64 }) },
  { additionalProperties: false },
);
export type SessionRequest = Static<typeof SessionRequest>;

export const Session = Type.Object({
  token: Type.String(),
  role: Type.Unsafe<Role>(Type.Union(ROLES.map((role) => Type.Literal(role)))),
});
export type Session = Static<typeof Session>;
