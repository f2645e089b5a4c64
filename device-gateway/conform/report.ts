import { FEATURES, type GreetingMessage } from '@piaojue/firmware-protocol/messages';
import { type Check, type Finding, seconds } from './check.ts';
import { type Judged, passes } from './play.ts';

export interface Report {
  readonly port: string;
  readonly baud: number;
  readonly greeting: GreetingMessage | undefined;
  /** ms */
  readonly took: number;
  readonly judged: readonly Judged[];
}

const WORDS = { ok: 'ok', failed: 'FAILED', notSeen: 'not seen', skipped: 'skipped' } as const;
const WIDTH = 10;

const count = (judged: readonly Judged[], verdict: Finding['verdict']): number =>
  judged.filter(({ finding }) => finding.verdict === verdict).length;

/** The last screen of a run: for somebody who has the receiver in his hand. */
export function reportText(report: Report): string {
  const { judged, took } = report;
  const lines = [aboutReceiver(report), '', ...judged.flatMap(aboutCheck), '', summary(judged, took)];
  return lines.join('\n');
}

function aboutReceiver({ port, baud, greeting }: Report): string {
  const at = `${port}, ${baud} baud`;
  if (!greeting) return `${at}: no greeting came`;
  const { receiver, channel, oldest, newest, queue, features } = greeting;
  const offers = Object.entries(FEATURES).filter(([, bit]) => (features & bit) !== 0);
  const offered = offers.map(([name]) => name).join(', ') || 'nothing optional';
  const id = Buffer.from(receiver).toString('hex');
  return `${at}: receiver ${id}, channel ${channel}, wire ${oldest} to ${newest}, queue ${queue}, offers ${offered}`;
}

function aboutCheck({ check, finding }: Judged): string[] {
  const optional = check.optional === true ? ' (optional)' : '';
  const head = `${WORDS[finding.verdict].padEnd(WIDTH)}${(check.rules[0] ?? '').padEnd(WIDTH)}${check.title}${optional}`;
  const more = (name: string, text: string): string => `${' '.repeat(2 * WIDTH)}${name.padEnd(WIDTH)}${text}`;
  const remark = (text: string): string => `${' '.repeat(2 * WIDTH)}${text}`;
  switch (finding.verdict) {
    case 'ok':
      return [finding.note === undefined ? head : `${head} (${finding.note})`];
    case 'notSeen':
      return [head, remark(finding.missing)];
    case 'skipped':
      return [head, remark(finding.why)];
    case 'failed': {
      const { expected, came, where } = finding;
      const lines = [head, more('rules', check.rules.join(' ')), more('expected', expected), more('came', came)];
      if (where) lines.push(more('at', `${seconds(where.at)} after the begin`));
      if (where?.hex !== undefined) lines.push(more('line', readable(where.hex)), more('in hex', where.hex));
      return lines;
    }
  }
}

/** `$TAA…`, with a dot for what is not printable. */
const readable = (hex: string): string =>
  Buffer.from(hex.replaceAll(' ', ''), 'hex')
    .toString('latin1')
    .trimEnd()
    .replaceAll(/[^\x20-\x7e]/g, '·');

function summary(judged: readonly Judged[], took: number): string {
  const open = judged.filter(({ check, finding }) => finding.verdict === 'notSeen' && check.optional !== true).length;
  const failed = count(judged, 'failed');
  const told = `${judged.length} checks in ${seconds(took)}: ${count(judged, 'ok')} ok, ${failed} failed, ${count(judged, 'notSeen')} not seen, ${count(judged, 'skipped')} skipped.`;
  if (passes(judged)) return `${told} The receiver passes.`;
  if (failed > 0) return `${told} The receiver does not pass.`;
  return `${told} Nothing failed, but ${open} checks that are required saw nothing to judge.`;
}

export function reportJson({ port, baud, greeting, took, judged }: Report): string {
  const receiver = greeting && { ...greeting, receiver: Buffer.from(greeting.receiver).toString('hex') };
  const checks = judged.map(({ check: { name, rules, title }, finding }) => ({ name, rules, title, ...finding }));
  const passed = passes(judged);
  return JSON.stringify(
    { port, baud, receiver: receiver ?? null, tookMs: Math.round(took), passes: passed, checks },
    null,
    1,
  );
}

export const listText = (checks: readonly Check[]): string =>
  checks.map(({ name, rules, title }) => `${name.padEnd(24)}${rules.join(' ').padEnd(14)}${title}`).join('\n');
