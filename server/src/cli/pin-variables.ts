import { ROLES, type Role } from '@piaojue/contract/live';
import type { Pins } from '../access/pins.ts';

/** The environment variables that give PINs; roles without one keep theirs, or are drawn one. */
const PIN_VARIABLES: Readonly<Record<Role, string>> = {
  operator: 'PIAOJUE_OPERATOR_PIN',
  presiding: 'PIAOJUE_PRESIDING_PIN',
  chiefMonitor: 'PIAOJUE_CHIEF_MONITOR_PIN',
  monitor: 'PIAOJUE_MONITOR_PIN',
  screen: 'PIAOJUE_SCREEN_PIN',
  presidium: 'PIAOJUE_PRESIDIUM_PIN',
};

export const givenPins = (env: NodeJS.ProcessEnv): Partial<Pins> =>
  Object.fromEntries(ROLES.flatMap((role) => (env[PIN_VARIABLES[role]] ? [[role, env[PIN_VARIABLES[role]]]] : [])));

export const pinVariables = (pins: Partial<Pins>): Record<string, string> =>
  Object.fromEntries(ROLES.flatMap((role) => (pins[role] ? [[PIN_VARIABLES[role], pins[role]]] : [])));

export const pinsInWords = (pins: Partial<Pins>): string =>
  ROLES.flatMap((role) => (pins[role] ? [`${PIN_NAMES[role]} ${pins[role]}`] : [])).join(' · ');

const PIN_NAMES: Readonly<Record<Role, string>> = {
  operator: 'operator',
  presiding: 'presiding officer',
  chiefMonitor: 'chief monitor',
  monitor: 'monitor',
  screen: 'screen',
  presidium: 'presidium screen',
};
