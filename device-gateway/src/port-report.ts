import { basename } from 'node:path';
import type { PortReport, PortState } from '@piaojue/contract/port-view';
import type { LinkHealth } from './driver.ts';
import { BY_ID } from './finder/found-devices.ts';
import { whoMayOpen } from './transport/who-may-open.ts';

/** A port that was named with `--port`, in the words of those that are found. */
export function portReportOf({ port, state, fault, receiver }: LinkHealth): Omit<PortReport, 'forMs'> {
  const access = fault === 'no-permission' ? whoMayOpen(port) : null;
  return {
    path: port,
    byId: port.startsWith(`${BY_ID}/`) ? port : null,
    label: basename(port),
    state: state === 'lost' && fault !== null ? AT_FAULT[fault] : AT_STATE[state],
    user: access?.user ?? null,
    group: access?.group ?? null,
    holder: null,
    receiver,
  };
}

const AT_STATE: Readonly<Record<LinkHealth['state'], PortState>> = {
  opening: 'candidate',
  greeting: 'listening',
  up: 'receiver',
  silent: 'listening',
  lost: 'listening',
  refused: 'receiver',
};
const AT_FAULT: Readonly<Record<NonNullable<LinkHealth['fault']>, PortState>> = {
  'not-there': 'gone',
  'no-answer': 'gone',
  'no-permission': 'denied',
  'in-use': 'busy',
  failed: 'foreign',
};
