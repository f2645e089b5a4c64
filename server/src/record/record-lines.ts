import type { Incident, RecordLine } from '@piaojue/contract/officers-view';
import type { RecordRow } from '../store/store.ts';
import { recordWords } from './record-words.ts';

/** Most incidents that are shown on a page that is there all the time. */
const MAX_INCIDENTS = 50;

/** What the report names as out of the ordinary (RULES §5). */
const INCIDENTS: ReadonlySet<string> = new Set([
  'readiness waived',
  'keypad barred',
  'keypad replaced',
  'deputy left',
  'round aborting',
  'round aborted',
  'round disputed',
  'disputed box agreed to',
  'box accepted by operator and monitor',
  'live count rebuilt from the box',
  'participation lost',
  'key copy outstanding',
  'key copy destroyed',
  'sitting restored',
  'clock jumped',
  'voters moved to paper',
  'paper totals differ',
  'presidium ruled',
  'incident noted',
]);

function incident({ seq, at, event }: RecordRow): Incident {
  const round = event['round'];
  return {
    seq,
    at,
    // Records of before name nobody: everything but what the machine did by itself was the operator's.
    by: event.by ?? 'operator',
    round: typeof round === 'number' ? round : null,
    event: event.event,
    words: recordWords(event),
  };
}

/** The newest first. A report asks for all of them. */
export const incidentsOf = (record: readonly RecordRow[], most = MAX_INCIDENTS): Incident[] =>
  record
    .filter(({ event }) => INCIDENTS.has(event.event))
    .slice(-most)
    .toReversed()
    .map(incident);

/** The whole record, in order. */
export const recordLines = (record: readonly RecordRow[]): RecordLine[] =>
  record.map((row) => {
    const { event: _, by: __, ...fields } = row.event;
    const plain = Object.entries(fields).map(([name, value]): [string, Exclude<typeof value, undefined>] => [
      name,
      value ?? null,
    ]);
    return { ...incident(row), hash: row.hash, fields: Object.fromEntries(plain) };
  });
