import { SETUP_STEPS } from '@piaojue/contract/setup-view';
import { describe, expect, it } from 'vitest';
import { healthLines } from '../health/health-lines.ts';
import { rehearsalAct } from '../setup/rehearsal-run.ts';
import { type HealthScene, healthScene } from './health-scenes.ts';
import { SETUP_SCENES, setupScene } from './setup-scenes.ts';

describe('the samples of the first run', () => {
  it.each(SETUP_SCENES)('%s stands at the step that it is named after', (name) => {
    const { steps } = setupScene(name).view.setup;
    const step = steps.find(({ state }) => state === 'todo')?.id ?? 'none';
    expect(name.startsWith(step)).toBe(true);
  });

  it('show every step, each of them also with something to put right, and no two the same', () => {
    const of = (step: string) => SETUP_SCENES.filter((name) => name.startsWith(step)).length;
    expect(SETUP_STEPS.filter((step) => of(step) < (step === 'language' ? 1 : 2))).toEqual([]);
    expect(new Set(SETUP_SCENES.map((name) => JSON.stringify(setupScene(name)))).size).toBe(SETUP_SCENES.length);
  });

  it.each([
    ['rehearsal', 'order'],
    ['rehearsalSignIn', 'wait'],
    ['rehearsalVote', 'wait'],
    ['rehearsalRight', 'compare'],
    ['rehearsalNoContest', 'blocked'],
    ['rehearsalBlocked', 'blocked'],
  ] as const)('%s is a rehearsal that comes to %s', (name, kind) => {
    const { view, deck } = setupScene(name);
    expect(rehearsalAct(view, deck).kind).toBe(kind);
  });
});

describe('the samples of the health', () => {
  const open = (name: HealthScene) => healthLines(healthScene(name)).filter(({ well }) => !well);

  it('one is well in every line, one is ill in every line that can be', () => {
    expect(open('well')).toEqual([]);
    const stillWell = healthLines(healthScene('faults')).filter(({ well }) => well);
    expect(stillWell.map(({ id }) => id)).toEqual(['screen-presidium', 'certificate', 'versions']);
  });

  it('on a machine that was just started a receiver, a gateway, a screen and the self-check are missing', () => {
    expect(open('fresh').map(({ id }) => id)).toEqual(['receivers', 'gateways', 'screen-hall', 'check']);
  });
});
