import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RoundState } from '@piaojue/contract/console-view';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { totals } from '../rules/test-contest.ts';
import { MONITOR_PIN, type TestHall, testHall } from '../sitting/test-hall.ts';
import { brokenRow } from '../store/record-chain.ts';
import { testRound } from '../store/test-rows.ts';
import { StartRefused } from './round-runner.ts';

const COUNT = totals([4, 1, 0], 5, 1);
let t: TestHall;
afterEach(() => t.dispose());
const state = (id = 1): RoundState | undefined => t.store.round(id)?.state;
const events = (): string[] => t.store.record().map(({ event }) => event.event);
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A hall that is started again on a store in which the round stands in this state. */
function restarted(round: RoundState): TestHall {
  const before = testHall();
  before.store.createRound(testRound('draft'));
  before.store.putRound(testRound(round));
  before.store.setCounted(1, 6);
  before.store.close();
  const again = testHall({ folder: before.folder });
  again.boxSays.totals = COUNT;
  return again;
}

describe('opening', () => {
  it('box and key first, then S:open with who is present, then ballots may come', async () => {
    t = testHall();
    t.present(5);
    const round = t.store.createRound(testRound('draft'));
    await t.must('round:ready', { roundId: round.id });
    const opened = await t.runner.open(round.id, () => {
      // Whoever signs in while the box is made is in.
      expect([state(), t.box.asked, t.runner.taking]).toEqual(['opening', ['create'], false]);
      return new Set([0, 1, 2, 3, 4, 5]);
    });
    expect(opened.ok && [opened.value.presence?.present, opened.value.presence?.issued]).toEqual([6, 6]);
    expect([t.box.asked, state(), t.runner.boxRound]).toEqual([['create', 'open'], 'open', 1]);
    expect(t.store.record().at(-1)?.event).toMatchObject({ event: 'round opened', all: 6, present: 6, issued: 6 });
  });

  it('a box that can not be made leaves the round ready, and it can be opened later', async () => {
    t = testHall();
    t.present(6);
    const roundId = t.store.createRound(testRound('draft')).id;
    await t.must('round:ready', { roundId });
    t.boxSays.fails.create = { code: 'disk', detail: 'ENOSPC' };
    expect(await t.order('round:open', { roundId })).toMatchObject({ error: { code: 'box-failed', detail: 'ENOSPC' } });
    expect([state(), t.store.round(1)?.files, t.box.asked]).toEqual(['ready', null, ['create', 'destroy']]);
    delete t.boxSays.fails.create;
    await t.must('round:open', { roundId });
    expect(state()).toBe('open');
  });

  it('a box process that dies while it is made leaves nothing and the round ready', async () => {
    t = testHall();
    t.present(6);
    const roundId = t.store.createRound(testRound('draft')).id;
    await t.must('round:ready', { roundId });
    t.boxSays.holds = 'create';
    const opening = t.order('round:open', { roundId });
    await settle();
    t.box.die();
    expect(await opening).toMatchObject({ error: { code: 'box-failed' } });
    expect([state(), t.boxes.length, t.box.asked]).toEqual(['ready', 2, ['destroy']]);
  });
});

describe('closing', () => {
  it('CLS1 goes through every step to closed; S:closing before the receivers are asked', async () => {
    t = testHall();
    const roundId = await t.openRound();
    t.boxSays.totals = COUNT;
    t.hub.holdsDrain = true;
    await t.must('round:close', { roundId });
    expect([state(), t.hub.drains.length, t.box.asked.at(-1)]).toEqual(['closing', 1, 'open']);
    const { box } = t;
    t.hub.drains[0]?.done();
    await t.runner.settled();
    expect(box.asked).toEqual(['create', 'open', 'cutoff', 'recount', 'destroy']);
    const round = t.store.round(1);
    expect(round).toMatchObject({ state: 'closed', totals: COUNT, decision: { outcome: 'complete', chosen: [1] } });
    expect([round?.participation, round?.counters]).toEqual([Uint8Array.of(0x3f), new Uint32Array(6).fill(1)]);
    expect(events()).toEqual([
      'round drafted',
      'round ready',
      'empty box made',
      'round opened',
      'sitting opened',
      'round closing',
      'round tallied',
      'round closed',
    ]);
    expect(t.store.record().at(-1)?.event).toMatchObject({ bundle: round?.bundleHash, outstanding: '' });
    expect(existsSync(join(t.runner.bundleFolder(1), 'bundle.sig'))).toBe(true);
    expect([t.runner.taking, t.runner.boxRound, box.running, t.troubles]).toEqual([false, undefined, false, []]);
    expect(brokenRow(t.store.record())).toBeUndefined();
  });

  it('CLS7 ballots still go to the box until it is gone: it answers closed(n)', async () => {
    t = testHall();
    const roundId = await t.openRound();
    t.boxSays.holds = 'recount';
    await t.must('round:close', { roundId });
    await settle();
    expect([state(), t.runner.boxRound]).toEqual(['counting', 1]);
    t.box.release();
    await t.runner.settled();
    expect(t.runner.boxRound).toBeUndefined();
  });

  it('a key copy on a medium that is not there is named in the record', async () => {
    t = testHall();
    t.boxSays.outstanding = ['/media/stick/1.key'];
    await t.closedRound(COUNT);
    const copies = '/media/stick/1.key';
    expect(
      t.store
        .record()
        .slice(-2)
        .map(({ event }) => event),
    ).toMatchObject([
      { event: 'round closed', outstanding: copies },
      { event: 'key copy outstanding', round: 1, copies },
    ]);
    expect(t.store.round(1)?.outstanding).toEqual([copies]);
  });

  it('ballots that were announced and are not in the box are a dispute; two people accept, or it is aborted', async () => {
    t = testHall();
    const roundId = await t.openRound();
    t.boxSays.totals = COUNT;
    t.boxSays.fails.recount = { code: 'disputed', detail: '6 ballots were announced as returned, the box holds 5' };
    await t.must('round:close', { roundId });
    await t.runner.settled();
    expect(t.store.round(1)).toMatchObject({ state: 'disputed', totals: null, reason: /announced/ });
    expect([t.box.running, t.box.asked.includes('destroy')]).toEqual([true, false]);
    expect(await t.order('round:accept', { roundId, monitorPin: '1' })).toMatchObject({ error: { code: 'forbidden' } });
    expect(state()).toBe('disputed');
    delete t.boxSays.fails.recount;
    await t.must('round:accept', { roundId, monitorPin: MONITOR_PIN });
    await t.runner.settled();
    expect([state(), t.store.record().map(({ event }) => event['accepted'])]).toEqual([
      'closed',
      expect.arrayContaining([true]),
    ]);
  });

  it('accepted from two consoles at once it is counted once, and nothing goes wrong', async () => {
    t = testHall();
    const roundId = await t.openRound();
    t.boxSays.totals = COUNT;
    t.boxSays.fails.recount = { code: 'disputed', detail: '6 ballots were announced as returned, the box holds 5' };
    await t.must('round:close', { roundId });
    await t.runner.settled();
    delete t.boxSays.fails.recount;
    const before = t.troubles.length;
    const accept = () => t.must('round:accept', { roundId, monitorPin: MONITOR_PIN });
    await Promise.all([accept(), accept()]);
    await t.runner.settled();
    await settle();
    expect([state(), t.troubles.slice(before)]).toEqual(['closed', []]);
    expect(t.store.record().filter(({ event }) => event.event === 'round tallied')).toHaveLength(1);
  });

  it('a dispute because the box process died is accepted from the file by a new process', async () => {
    t = testHall();
    const roundId = await t.openRound();
    t.boxSays.totals = COUNT;
    t.boxSays.holds = 'cutoff';
    await t.must('round:close', { roundId });
    await settle();
    const before = t.boxes.length;
    t.boxSays.fails.resume = { code: 'no-key', detail: 'no copy of the key' };
    t.boxSays.fails.cutoff = { code: 'missing', detail: 'no box is open in this process' };
    t.box.die();
    await t.runner.settled();
    expect(state()).toBe('disputed');
    delete t.boxSays.fails.resume;
    t.box.running = false;
    await t.must('round:accept', { roundId, monitorPin: MONITOR_PIN });
    await t.runner.settled();
    expect([state(), t.boxes.length > before]).toEqual(['closed', true]);
  });
});

describe('aborting', () => {
  it.each(['open', 'closing', 'counting'] as const)(
    'from %s: key and box destroyed, no totals, R and I kept',
    async (from) => {
      t = testHall();
      const roundId = await t.openRound();
      t.boxSays.totals = COUNT;
      t.box.turnout(4);
      t.hub.holdsDrain = from === 'closing';
      if (from === 'counting') t.boxSays.holds = 'recount';
      if (from !== 'open') await t.must('round:close', { roundId });
      await settle();
      expect(state()).toBe(from);
      const { box } = t;
      t.store.setHeard(roundId, Uint8Array.of(0b11));
      await t.must('round:abort', { roundId, reason: '停电' });
      t.hub.drains[0]?.done();
      await t.runner.settled();
      await settle();
      expect(t.store.round(1)).toMatchObject({
        state: 'aborted',
        reason: '停电',
        returned: from === 'counting' ? 6 : 4,
        totals: null,
        decision: null,
        patterns: null,
        participation: null,
      });
      expect(t.store.heard(roundId)).toBeUndefined();
      expect(box.asked.at(-1)).toBe('destroy');
      expect(t.store.record().at(-1)?.event).toMatchObject({ event: 'round aborted', issued: 6, reason: '停电' });
      expect(events()).not.toContain('round disputed');
      expect(events()).not.toContain('round tallied');
      expect(t.troubles).toEqual([]);
      expect(JSON.stringify(t.store.record())).not.toMatch(/votes|valid/);
    },
  );

  it('works when the box process is gone', async () => {
    t = testHall();
    const roundId = await t.openRound();
    t.boxSays.fails.resume = { code: 'no-key', detail: 'no copy of the key' };
    t.box.die();
    await settle();
    t.box.running = false;
    expect(await t.order('round:close', { roundId })).toMatchObject({ error: { code: 'box-failed' } });
    await t.must('round:abort', { roundId, reason: 'box' });
    await t.runner.settled();
    expect([state(), t.box.asked]).toEqual(['aborted', ['destroy']]);
  });
});

describe('a box process that dies in an open round', () => {
  it('is started again from the file; the turnout that was shown does not fall; the beacons say busy meanwhile', async () => {
    t = testHall();
    await t.openRound();
    t.box.turnout(5);
    t.boxSays.totals = COUNT;
    t.boxSays.holds = 'resume';
    t.box.die();
    await settle();
    expect([t.hall.order().busy, t.hall.returned()]).toEqual([true, 5]);
    t.box.release();
    await settle();
    expect([t.hall.order().busy, t.hall.returned(), t.boxes.length]).toEqual([false, 6, 2]);
    expect(t.store.round(1)?.rebuiltAt).not.toBeNull();
    expect(events().at(-1)).toBe('live count rebuilt from the box');
  });

  it('that holds fewer ballots than were counted is a dispute', async () => {
    t = testHall();
    await t.openRound();
    t.box.turnout(6);
    t.boxSays.totals = totals([1, 0, 0], 1);
    t.box.die();
    await settle();
    expect(t.store.round(1)).toMatchObject({
      state: 'disputed',
      reason: /6 ballots had been counted, the box holds 1/,
    });
  });

  it('whose file is broken does not take the server along', async () => {
    t = testHall();
    await t.openRound();
    t.boxSays.fails.resume = { code: 'broken', detail: 'frame 2 does not open' };
    t.box.die();
    await settle();
    expect([state(), t.runner.taking]).toEqual(['open', false]);
    expect(t.troubles.at(-1)).toMatch(/frame 2 does not open/);
  });

  it('again and again is started at once three times, and then only from time to time', async () => {
    t = testHall();
    await t.openRound();
    for (let i = 0; i < 6; i++) {
      t.box.die();
      await settle();
    }
    expect([t.boxes.length, t.runner.taking, state()]).toEqual([4, false, 'open']);
    for (let second = 0; second < 11; second++) t.runner.tick();
    await settle();
    expect([t.boxes.length, t.runner.taking, state()]).toEqual([5, true, 'open']);
  });

  it.each(['held', 'disk', 'exited'] as const)(
    'and whose file can not be had at once (%s) is tried again: the hall votes on, and the round can be closed',
    async (code) => {
      t = testHall();
      const roundId = await t.openRound();
      t.box.turnout(4);
      t.boxSays.totals = COUNT;
      t.boxSays.fails.resume = { code, detail: 'the former box process 4711 still holds it' };
      t.box.die();
      await settle();
      for (let second = 0; second < 40; second++) {
        t.runner.tick();
        await settle();
      }
      expect([t.runner.taking, state(), t.hall.returned()]).toEqual([false, 'open', 4]);
      // What was said already is not said at each try.
      expect(t.troubles.filter((text) => text.includes('4711'))).toHaveLength(1);
      delete t.boxSays.fails.resume;
      for (let second = 0; second < 11; second++) t.runner.tick();
      await settle();
      expect([t.hall.order().busy, t.runner.taking]).toEqual([false, true]);
      await t.must('round:close', { roundId });
      await t.runner.settled();
      expect(state()).toBe('closed');
    },
  );

  it('and is taken up while the disk of the store is full: ballots are taken when it has room', async () => {
    t = testHall();
    await t.openRound();
    t.boxSays.totals = COUNT;
    const full = vi.spyOn(t.store, 'putRound').mockImplementation(() => {
      throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
    });
    t.box.die();
    await settle();
    expect(t.runner.taking).toBe(false);
    full.mockRestore();
    for (let second = 0; second < 11; second++) t.runner.tick();
    await settle();
    expect([t.runner.taking, state(), t.boxes.filter(({ running }) => running).length]).toEqual([true, 'open', 1]);
  });

  it('in the drain is started again, and the round closes', async () => {
    t = testHall();
    const roundId = await t.openRound();
    t.hub.holdsDrain = true;
    await t.must('round:close', { roundId });
    t.boxSays.totals = COUNT;
    t.box.die();
    await settle();
    t.hub.drains[0]?.done();
    await t.runner.settled();
    expect([state(), t.store.round(1)?.rebuiltAt !== null]).toEqual(['closed', true]);
  });

  it('as the drain ends is waited for until it has read its file: the round closes without a dispute', async () => {
    t = testHall();
    const roundId = await t.openRound();
    t.hub.holdsDrain = true;
    await t.must('round:close', { roundId });
    t.boxSays.totals = COUNT;
    t.boxSays.holds = 'resume';
    t.box.die();
    t.hub.drains[0]?.done();
    await settle();
    expect([state(), t.box.asked]).toEqual(['closing', ['resume']]);
    t.box.release();
    await t.runner.settled();
    expect([state(), events().includes('round disputed')]).toEqual(['closed', false]);
    expect(t.box.asked).toEqual(['resume', 'cutoff', 'recount', 'destroy']);
  });

  it.each([
    ['before its end was written', false, ['resume', 'cutoff', 'recount', 'destroy']],
    ['after its end was written', true, ['resume', 'recount', 'destroy']],
  ])('in the cut-off, %s, is started again, and the round closes without a dispute', async (_when, ended, asked) => {
    t = testHall();
    const roundId = await t.openRound();
    t.boxSays.totals = COUNT;
    t.boxSays.holds = 'cutoff';
    await t.must('round:close', { roundId });
    await settle();
    t.boxSays.ended = ended;
    t.box.die();
    await t.runner.settled();
    expect([state(), events().includes('round disputed'), t.box.asked]).toEqual(['closed', false, asked]);
  });
});

describe('a key copy that is presented', () => {
  it('while the next round is opened: that one keeps its box', async () => {
    t = testHall();
    const copy = join(t.folder, 'stick.key');
    t.boxSays.outstanding = [copy];
    await t.closedRound(COUNT);
    t.boxSays.outstanding = [];
    writeFileSync(copy, 'x');
    t.boxSays.holds = 'destroy';
    t.runner.tick();
    await settle();
    const old = t.box;
    expect(old.asked).toEqual(['destroy']);
    const roundId = t.store.createRound(testRound('draft')).id;
    await t.must('round:ready', { roundId });
    const opening = t.must('round:open', { roundId });
    await settle();
    old.release();
    await opening;
    await settle();
    expect([state(roundId), t.runner.boxRound, t.runner.taking]).toEqual(['open', roundId, true]);
    expect([t.boxes.filter(({ running }) => running), t.store.round(1)?.outstanding]).toEqual([[t.box], []]);
  });
});

describe('a server that goes down', () => {
  it.each(['cutoff', 'recount', 'destroy'] as const)(
    'in the middle of %s leaves the round as it stands',
    async (step) => {
      t = testHall();
      const roundId = await t.openRound();
      t.boxSays.holds = step;
      await t.must('round:close', { roundId });
      await settle();
      const stood = state();
      await t.runner.end();
      await t.runner.settled();
      expect([state(), t.troubles]).toEqual([stood, []]);
      expect(events()).not.toContain('round disputed');
    },
  );
});

describe('a start', () => {
  it.each([
    ['draft', 'draft', []],
    ['ready', 'ready', []],
    ['opening', 'ready', ['destroy']],
    ['open', 'open', ['resume']],
    ['closing', 'closing', ['resume']],
    ['counting', 'closed', ['resume', 'recount', 'destroy']],
    ['disputed', 'disputed', ['resume']],
    ['tallied', 'closed', ['resume', 'recount', 'destroy']],
    ['recorded', 'closed', ['destroy']],
    ['destroying', 'closed', ['destroy']],
    ['closed', 'closed', []],
    ['aborting', 'aborted', ['destroy']],
    ['aborted', 'aborted', []],
  ] as const)('takes a round that was %s to %s', async (from, to, asked) => {
    t = restarted(from);
    await t.runner.recover();
    expect([state(), t.boxes.flatMap((box) => box.asked)]).toEqual([to, asked]);
    expect([t.runner.taking, t.boxes.some(({ running }) => running)]).toEqual([
      to === 'open' || to === 'closing',
      asked.includes('resume' as never) && !asked.includes('destroy' as never),
    ]);
    if (to === 'closed') expect(t.store.round(1)?.totals?.returned).toBe(6);
    if (to === 'closing') {
      t.runner.resumeClosing();
      await t.runner.settled();
      expect([state(), t.hub.drains.length]).toEqual(['closed', 1]);
    }
  });

  it('a box with END in a round that was closing goes straight to the count', async () => {
    t = restarted('closing');
    t.boxSays.ended = true;
    await t.runner.recover();
    expect([state(), t.hub.drains]).toEqual(['closed', []]);
  });

  it('a box without END in a round that was counting is for the box to dispute, and the totals are not shown', async () => {
    t = restarted('counting');
    t.boxSays.fails.recount = { code: 'disputed', detail: 'the box has no end' };
    await t.runner.recover();
    expect(t.store.round(1)).toMatchObject({ state: 'disputed', totals: null });
  });

  it('without a copy of the key an open round can only be aborted', async () => {
    t = restarted('open');
    t.boxSays.fails.resume = { code: 'no-key', detail: 'no copy of the key of round 1 is left' };
    await t.runner.recover();
    expect([state(), t.hall.order().busy]).toEqual(['open', true]);
    await t.must('round:abort', { roundId: 1, reason: '停电' });
    await t.runner.settled();
    expect(t.store.round(1)).toMatchObject({ state: 'aborted', returned: 6 });
  });

  it('without a copy of the key a tallied round keeps its totals and loses who took part', async () => {
    t = restarted('tallied');
    t.boxSays.fails.resume = { code: 'no-key', detail: 'no copy of the key of round 1 is left' };
    t.boxSays.fails.recount = { code: 'missing', detail: 'no box is open in this process' };
    await t.runner.recover();
    expect(t.store.round(1)).toMatchObject({ state: 'closed', participation: null, totals: { returned: 6 } });
    expect(events()).toContain('participation lost');
  });

  it('a tallied round whose box can not be had at once keeps who took part: it is read when it can be', async () => {
    t = restarted('tallied');
    t.boxSays.fails.resume = { code: 'held', detail: 'the former box process 4711 still holds it' };
    await t.runner.recover();
    expect([state(), events()]).toEqual(['tallied', expect.not.arrayContaining(['participation lost'])]);
    delete t.boxSays.fails.resume;
    await t.runner.settled();
    expect(t.store.round(1)).toMatchObject({ state: 'closed', participation: Uint8Array.of(0x3f) });
    expect(events()).not.toContain('participation lost');
  });

  it('a broken box stops the start, and nothing was destroyed', async () => {
    t = restarted('open');
    t.boxSays.fails.resume = { code: 'broken', detail: 'frame 2 at byte 300 does not open' };
    await expect(t.runner.recover()).rejects.toThrow(StartRefused);
    expect([state(), t.boxes.flatMap((box) => box.asked)]).toEqual(['open', ['resume']]);
  });

  it.each(['closed', 'aborted'] as const)('destroys what is left of a round that is %s', async (end) => {
    t = restarted(end);
    mkdirSync(join(t.folder, 'boxes'));
    writeFileSync(join(t.folder, 'boxes', 'round-1.box'), 'x');
    await t.runner.recover();
    expect(t.boxes.flatMap((box) => box.asked)).toEqual(['destroy']);
    expect(t.troubles.at(-1)).toMatch(/left over from round 1/);
  });

  it.each([
    ['an unknown round', 9, 'ready'],
    ['a round that was not opened', 1, 'ready'],
    ['a draft', 1, 'draft'],
  ] as const)('files of %s stop it, untouched', async (_what, id, from) => {
    t = restarted(from);
    mkdirSync(join(t.folder, 'boxes'));
    const path = join(t.folder, 'boxes', `round-${id}.box`);
    writeFileSync(path, 'x');
    await expect(t.runner.recover()).rejects.toThrow(/Move it away/);
    expect([existsSync(path), t.boxes]).toEqual([true, []]);
  });
});
