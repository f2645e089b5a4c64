import type { ConsoleView, HearingLinkView, NextStep, RoundDetail } from '@piaojue/contract/console-view';
import type { PortView } from '@piaojue/contract/port-view';
import type { ReadinessView } from '@piaojue/contract/readiness-view';
import type { DeckView } from '@piaojue/contract/rehearsal-view';
import { SETUP_STEPS, type SetupStepId, type SetupView } from '@piaojue/contract/setup-view';
import { sampleConsole, samplePort } from './console-samples.ts';
import { sampleReadiness } from './readiness-samples.ts';
import { candidates } from './sample-candidates.ts';
import { NOW, type Phase } from './samples.ts';
import { SAMPLE_SETUP } from './setup-samples.ts';

/** The first run at each of its steps: as it is when all goes well, and with each thing that somebody has to put right. */
export const SETUP_SCENES = [
  'language',
  'hall',
  'hallCard',
  'hallTooSmall',
  'hallNoScreen',
  'receiver',
  'receiverSimulated',
  'receiverNone',
  'receiverNoGateway',
  'receiverDenied',
  'receiverNoRule',
  'receiverBusy',
  'receiverGone',
  'receiverListening',
  'keypads',
  'keypadsRunning',
  'keypadsNoReceiver',
  'keypadsSignIn',
  'roll',
  'rollDoubles',
  'rollRare',
  'rollUnlisted',
  'rehearsal',
  'rehearsalSignIn',
  'rehearsalVote',
  'rehearsalRight',
  'rehearsalWrong',
  'rehearsalNoContest',
  'rehearsalBlocked',
  'rehearsalReal',
  'report',
  'reportOpen',
] as const;
export type SetupScene = (typeof SETUP_SCENES)[number];

/** What the page is given: the snapshot, and what it asks for beside it. */
export interface SetupSample {
  readonly view: ConsoleView;
  readonly deck: DeckView | null;
  readonly readiness: ReadinessView;
}

const DEPUTIES = 58;
const DONE_AT = NOW - 60 * 60_000;
const NO_RARE = SAMPLE_SETUP.characters;

/** Every step before this one is done, it and the rest are to do. */
const at = (step: SetupStepId, part: Partial<SetupView> = {}): SetupView => {
  const place = SETUP_STEPS.indexOf(step);
  return {
    ...SAMPLE_SETUP,
    finished: false,
    steps: SETUP_STEPS.map((id, i) => ({
      id,
      state: i < place ? 'done' : 'todo',
      at: i < place ? DONE_AT + i * 60_000 : null,
      word: null,
      figures: {},
    })),
    ...part,
  };
};

type Part = Partial<Omit<ConsoleView, 'health'>> & { readonly health?: Partial<ConsoleView['health']> };
function sample(phase: Phase, setup: SetupView, part: Part = {}, deck: DeckView | null = null): SetupSample {
  const view = sampleConsole(phase, { seats: DEPUTIES, rehearsal: true });
  const [first] = view.links;
  return {
    view: {
      ...view,
      ports: [],
      links: first ? [first] : [],
      ...part,
      setup,
      health: { ...view.health, ...part.health },
    },
    deck,
    readiness: sampleReadiness(DEPUTIES, 0),
  };
}

const port = (facts: Partial<PortView> & Pick<PortView, 'state'>): Part => ({
  links: [],
  ports: [
    samplePort({ path: '/dev/ttyUSB0', label: 'Piaojue Receiver A', user: 'piaojue', group: 'dialout', ...facts }),
    samplePort({ path: '/dev/ttyACM0', label: 'GNSS receiver', state: 'foreign' }),
  ],
});

const lost = ({ links: [link] }: ConsoleView): readonly HearingLinkView[] =>
  link ? [{ ...link, state: 'lost', heard: 0, silentMs: 4200 }] : [];

/** Of a rehearsal in which everybody presses what the sheet says; `slip`: the first candidate has one vote too few. */
function deck(counted: boolean, slip = 0): DeckView {
  const rows = candidates(12).map(({ no, name = '' }, i) => {
    const expected = 52 - 3 * i;
    return { no, name, column: 'votes', expected, counted: counted ? expected - (i === 0 ? slip : 0) : null } as const;
  });
  const figures = (
    [
      ['returned', 57],
      ['valid', 55],
      ['invalid', 2],
      ['notSubmitted', 1],
    ] as const
  ).map(([figure, expected]) => ({ figure, expected, counted: counted ? expected : null }));
  return {
    roundId: 3,
    title: '2027年度民生实事项目票决',
    ballot: 'marks',
    ballots: [],
    distinct: true,
    rows,
    figures,
    differences: counted ? Number(slip !== 0) : null,
  };
}

/** The rehearsed round, and what the console's one button would do. */
function rehearsed(phase: Phase, round: Partial<RoundDetail>, next: Partial<NextStep> | null): Part {
  const view = sampleConsole(phase);
  if (view.current === null || view.next === null) throw new Error('the sample has a round and a next step');
  return {
    current: { ...view.current, issued: DEPUTIES, result: null, ...round },
    next: next === null ? null : { ...view.next, blockedBy: [], warnings: [], hold: false, ...next },
  };
}

const signIn = (present: number, open: boolean): Pick<ConsoleView, 'signIn'> => ({
  signIn: {
    ...sampleConsole('signIn').signIn,
    open,
    all: DEPUTIES,
    present,
    observers: 0,
    quorum: { needed: 39, met: present >= 39, num: 2, den: 3, strict: false },
  },
});

const withSums = (answered: number, pressed: number): Pick<ConsoleView, 'selfCheck'> => {
  const { selfCheck } = sampleConsole('signIn', { seats: DEPUTIES });
  const running = { at: NOW - 20_000, running: true };
  const sums = { ...selfCheck.sums, all: DEPUTIES, answered, pressed };
  return { selfCheck: { ...selfCheck, rollCall: running, pressTest: running, sums, accepted: null } };
};
const untested = (): Pick<ConsoleView, 'selfCheck'> => {
  const { selfCheck } = withSums(0, 0);
  return { selfCheck: { ...selfCheck, rollCall: null, pressTest: null } };
};

const listed = (): ConsoleView['seats'] => {
  const { keypads } = sampleReadiness(DEPUTIES, 0);
  return sampleConsole('signIn', { seats: DEPUTIES }).seats.map((seat, i) => ({
    ...seat,
    // Each name once; the sample of the self-check has six.
    name: i < 6 ? (keypads[i]?.name ?? '') : seat.name,
  }));
};

export function setupScene(name: SetupScene): SetupSample {
  const idle = sampleConsole('idle');
  const simulated = { deckOf: null };
  switch (name) {
    case 'language':
      return sample('idle', at('language', { position: null }));
    case 'hall':
      return sample('idle', at('hall'));
    case 'hallCard':
      return sample('calibration', at('hall'));
    case 'hallTooSmall':
      return sample('idle', at('hall', { position: { lastRow: 32, imageHeight: 2.4 } }));
    case 'hallNoScreen':
      return sample('idle', at('hall', { position: null }), { health: { screens: 0 } });
    case 'receiver':
      return sample('idle', at('receiver'), { links: idle.links.slice(0, 2) });
    case 'receiverSimulated':
      return sample('idle', at('receiver', { simulated }));
    case 'receiverNone':
      return sample('idle', at('receiver'), { links: [] });
    case 'receiverNoGateway':
      return sample('idle', at('receiver'), { links: [], health: { gateways: 0 } });
    case 'receiverDenied':
      return sample('idle', at('receiver'), port({ state: 'denied' }));
    case 'receiverNoRule':
      return sample('idle', at('receiver'), port({ state: 'denied', group: null }));
    case 'receiverBusy':
      return sample('idle', at('receiver'), port({ state: 'busy', holder: 'ModemManager (pid 812)' }));
    case 'receiverGone':
      return sample('idle', at('receiver'), { ...port({ state: 'gone' }), links: lost(idle) });
    case 'receiverListening':
      return sample('idle', at('receiver'), port({ state: 'listening', label: '' }));
    case 'keypads':
      return sample('idle', at('keypads'), { ...signIn(0, false), ...untested() });
    case 'keypadsRunning':
      return sample('idle', at('keypads'), { ...signIn(0, false), ...withSums(55, 53) });
    case 'keypadsNoReceiver':
      return sample('idle', at('keypads'), { ...signIn(0, false), ...untested(), links: lost(idle) });
    case 'keypadsSignIn':
      return sample('signIn', at('keypads'), { ...signIn(31, true), ...untested() });
    case 'roll':
      return sample('idle', at('roll'), { ...signIn(0, false), seats: listed() });
    case 'rollDoubles':
      return sample('idle', at('roll'), {
        ...signIn(0, false),
        seats: listed().map((seat, i) => (i === 7 || i === 31 ? { ...seat, name: '王明' } : seat)),
      });
    case 'rollRare':
      return sample(
        'idle',
        at('roll', { characters: { rare: '䶮㛃𬱖𬭎', drawn: '㛃', accepted: '𬱖', open: '䶮𬭎' } }),
        {
          ...signIn(0, false),
          seats: listed().map((seat, i) => (i === 3 ? { ...seat, name: '尉迟䶮' } : seat)),
        },
      );
    case 'rollUnlisted':
      return sample('idle', at('roll'), {
        ...signIn(0, false),
        handout: 'unlisted',
        seats: listed().map((seat) => ({ ...seat, name: '', group: '' })),
      });
    case 'rehearsal':
      return sample('idle', at('rehearsal', { simulated }), {
        ...signIn(0, false),
        ...rehearsed('idle', { state: 'draft', issued: null }, { command: 'signIn:start' }),
      });
    case 'rehearsalSignIn':
      return sample('signIn', at('rehearsal'), {
        ...signIn(24, true),
        ...rehearsed(
          'idle',
          { state: 'draft', issued: null },
          { command: 'round:ready', blockedBy: ['no-quorum', 'nobody-present'] },
        ),
      });
    case 'rehearsalVote':
      return sample(
        'voting',
        at('rehearsal', { simulated: { deckOf: 3 } }),
        { ...signIn(DEPUTIES, false), ...rehearsed('voting', { returned: 41 }, { command: 'round:close' }) },
        deck(false),
      );
    case 'rehearsalRight':
    case 'rehearsalWrong': {
      const { current } = sampleConsole('complete');
      return sample(
        'complete',
        at('rehearsal', { simulated: { deckOf: 3 }, characters: NO_RARE }),
        {
          ...signIn(DEPUTIES, false),
          ...rehearsed('complete', { state: 'closed', result: current?.result ?? null }, { command: 'round:announce' }),
        },
        deck(true, name === 'rehearsalWrong' ? 1 : 0),
      );
    }
    case 'rehearsalNoContest':
      return sample('idle', at('rehearsal'), {
        ...signIn(0, false),
        rounds: [],
        ...rehearsed('idle', { state: 'draft' }, { command: 'contest:import' }),
        current: null,
      });
    case 'rehearsalBlocked':
      return sample('idle', at('rehearsal'), {
        ...signIn(51, false),
        ...rehearsed(
          'idle',
          { state: 'ready' },
          { command: 'round:open', blockedBy: ['receiver-silent', 'box-not-confirmed'] },
        ),
      });
    case 'rehearsalReal':
      return sample('idle', at('rehearsal'), {
        ...signIn(0, false),
        rehearsal: false,
        screen: idle.screen,
        screens: idle.screens,
      });
    case 'report':
      return sample('idle', at('report'));
    case 'reportOpen': {
      const { steps, ...rest } = at('report');
      return sample('idle', {
        ...rest,
        steps: steps.map((step) =>
          step.id === 'receiver'
            ? { ...step, state: 'attention' }
            : step.id === 'keypads'
              ? { ...step, state: 'skipped', word: '备用表决器下午才送到，开会前补做' }
              : step,
        ),
      });
    }
  }
}
