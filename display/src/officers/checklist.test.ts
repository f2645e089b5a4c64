import { describe, expect, test } from 'vitest';
import type { AgreementView } from '@piaojue/contract/officers-view';
import { countedRound, openRound } from '../gallery/officers-samples.ts';
import { checklist } from './checklist.ts';

const states = (round: Parameters<typeof checklist>[0]) =>
  Object.fromEntries(checklist(round).map(({ id, state }) => [id, state]));
const asked = (what: AgreementView['what']): AgreementView => ({
  what,
  roles: ['chiefMonitor', 'monitor'],
  asked: true,
  given: null,
});

describe('checklist of the monitors', () => {
  test('an open round: the box was empty, ballots are out, nothing is counted', () => {
    expect(states(openRound())).toEqual({
      frozen: 'done',
      box: 'done',
      issued: 'done',
      returned: 'now',
      recount: 'later',
      sums: 'later',
      report: 'later',
    });
  });

  test('a ready round waits for the empty box, by the frozen hash', () => {
    const ready = openRound({ state: 'ready', agreements: [asked('emptyBox')] });
    const round = {
      ...ready,
      openedAt: null,
      figures: { ...ready.figures, issued: null, returned: null },
      seals: { ...ready.seals, emptyBox: null, presence: null },
    };
    expect(states(round)).toMatchObject({ frozen: 'done', box: 'now', issued: 'later', returned: 'later' });
    expect(checklist(round).find(({ id }) => id === 'box')?.agreement?.asked).toBe(true);
  });

  test('a box that was not empty is wrong, whatever else holds', () => {
    const round = openRound();
    const box = { ...round, seals: { ...round.seals, emptyBox: { ballots: 1, at: 0 } } };
    expect(states(box)['box']).toBe('wrong');
  });

  test('more returned than issued, and sums that do not add up, are wrong', () => {
    const round = openRound();
    expect(states({ ...round, figures: { ...round.figures, returned: 99 } })['returned']).toBe('wrong');
    const counted = countedRound();
    expect(states({ ...counted, figures: { ...counted.figures, invalid: 2 } })['sums']).toBe('wrong');
    expect(states({ ...counted, figures: { ...counted.figures, notSubmitted: 3 } })['sums']).toBe('wrong');
  });

  test('sums that hold are done only when a monitor confirmed them', () => {
    const counted = countedRound();
    expect(states(counted)['sums']).toBe('done');
    expect(states({ ...counted, agreements: [asked('sums')] })['sums']).toBe('now');
    const given = { ...asked('sums'), asked: false, given: { at: 5, by: 'monitor' as const } };
    const line = checklist({ ...counted, agreements: [given] }).find(({ id }) => id === 'sums');
    expect(line).toMatchObject({ state: 'done', at: 5 });
  });

  test('a round by hand has no box and no recount, and has paper', () => {
    const round = openRound({
      method: 'hand',
      state: 'counting',
      paper: { issued: 98, awaited: true, typedBy: null, agreed: false },
    });
    expect(checklist(round).map(({ id }) => id)).toEqual(['frozen', 'issued', 'returned', 'paper', 'sums', 'report']);
    expect(states(round)['paper']).toBe('now');
  });

  test('a disputed box is wrong until two people took it', () => {
    expect(states(openRound({ state: 'disputed' }))['recount']).toBe('wrong');
    expect(states(countedRound())['recount']).toBe('done');
  });
});
