import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ConsoleView } from '@piaojue/contract/console-view';
import { SETUP_STEPS, type SetupStep, type SetupStepId } from '@piaojue/contract/setup-view';
import { useCharacterCheck } from '../characters/use-character-check.ts';
import { OrdersProvider } from '../console/orders.ts';
import { Program } from '../console/pictures/program.tsx';
import { stateKey, useOrderDesk } from '../console/use-order-desk.ts';
import { setSetupLanguage, useSetupText } from '../i18n/setup-text.ts';
import type { SendCommand } from '../link/commands.ts';
import type { LinkState } from '../link/live-link.ts';
import { HallStep } from './steps/hall-step.tsx';
import { KeypadsStep } from './steps/keypads-step.tsx';
import { LanguageStep } from './steps/language-step.tsx';
import { ReceiverStep } from './steps/receiver-step.tsx';
import { RehearsalStep } from './steps/rehearsal-step.tsx';
import { ReportStep } from './steps/report-step.tsx';
import { RollStep } from './steps/roll-step.tsx';
import { type Sequence, useSequence } from './use-sequence.ts';

/** What every step is given. */
export interface StepProps {
  readonly view: ConsoleView;
  readonly sequence: Sequence;
  readonly send: SendCommand;
}

const BODIES = {
  language: LanguageStep,
  hall: HallStep,
  receiver: ReceiverStep,
  keypads: KeypadsStep,
  roll: RollStep,
  rehearsal: RehearsalStep,
  report: ReportStep,
} as const satisfies Record<SetupStepId, (props: StepProps) => React.ReactNode>;

/** Steps left, the one that is worked on beside them. It may be left at any time: the console is always one click away. */
export function SetupPage(props: {
  readonly view: ConsoleView;
  readonly state: LinkState;
  readonly send: SendCommand;
  readonly serverNow: () => number;
}) {
  const { view, state, send } = props;
  const { t } = useSetupText();
  const { steps, characters } = view.setup;
  const sequence = useSequence(send);
  const orders = useOrderDesk(send, stateKey(view));
  useCharacterCheck(characters, send);
  const { step, choose } = useStep(steps);
  const heading = useHeadingFocus(step.id);
  const Body = BODIES[step.id];
  return (
    <div className="setup" data-testid="setup" data-step={step.id} data-link={state}>
      <SetupHeader view={view} state={state} />
      <nav aria-label={t('app.steps')}>
        <ol>
          {steps.map((each, i) => (
            <li key={each.id} data-state={each.state}>
              <button
                type="button"
                aria-current={each.id === step.id ? 'step' : undefined}
                onClick={() => choose(each.id)}
                data-testid={`step-${each.id}`}
                data-state={each.state}
              >
                <span className="setup-mark" aria-hidden="true">
                  {MARKS[each.state] ?? i + 1}
                </span>
                <span>
                  <b>{t(`step.${each.id}`)}</b>
                  <small>{stateWord(t, each)}</small>
                </span>
              </button>
            </li>
          ))}
        </ol>
      </nav>
      <main>
        <p className="setup-progress">
          {t('app.progress', { n: SETUP_STEPS.indexOf(step.id) + 1, all: SETUP_STEPS.length })}
        </p>
        <h2 ref={heading} tabIndex={-1} data-testid="setup-heading">
          {t(`step.${step.id}`)}
        </h2>
        {sequence.fault !== null && (
          <p className="setup-fault" role="alert" data-testid="setup-fault">
            ▲ {t('fault.title')}：{sequence.fault === 'no-answer' ? t('fault.none') : sequence.fault.detail}
          </p>
        )}
        <OrdersProvider value={orders}>
          <Body key={step.id} view={view} sequence={sequence} send={send} />
        </OrdersProvider>
        {step.id !== 'report' && step.state !== 'skipped' && step.state !== 'done' && (
          <Skip key={`skip ${step.id}`} step={step.id} sequence={sequence} />
        )}
      </main>
      <aside>
        <Program view={view} serverNow={props.serverNow} />
      </aside>
    </div>
  );
}

const MARKS: Readonly<Record<SetupStep['state'], string | undefined>> = {
  todo: undefined,
  done: '✓',
  skipped: '–',
  attention: '▲',
};

const stateWord = (t: ReturnType<typeof useSetupText>['t'], { state, word }: SetupStep): string =>
  state === 'skipped' ? t('state.skipped', { word: word ?? '' }) : t(`state.${state}`);

/** `/setup#roll`: from where something is put right in that step. */
function fromAddress(steps: readonly SetupStep[]): { readonly id: SetupStepId; readonly was: string } | null {
  const step = steps.find(({ id }) => `#${id}` === location.hash);
  return step ? { id: step.id, was: `${step.state} ${step.at}` } : null;
}

/** The one that somebody chose; else the first that is still to do, which goes on by itself when a step is done. */
function useStep(steps: readonly SetupStep[]): {
  readonly step: SetupStep;
  readonly choose: (id: SetupStepId) => void;
} {
  const [chosen, setChosen] = useState<{ readonly id: SetupStepId; readonly was: string } | null>(() =>
    fromAddress(steps),
  );
  const open = steps.find(({ state }) => state === 'todo');
  const stateOf = (id: SetupStepId) => {
    const step = steps.find((each) => each.id === id);
    return `${step?.state} ${step?.at}`;
  };
  // What was chosen stays until it is done anew.
  const stays = chosen !== null && chosen.was === stateOf(chosen.id);
  const id = stays ? chosen.id : (open?.id ?? 'report');
  const step = steps.find((each) => each.id === id);
  if (!step) throw new Error(`there is no step ${id}`);
  return { step, choose: (next) => setChosen({ id: next, was: stateOf(next) }) };
}

/** A reader hears where it is when the step changes, not at the first sight. */
function useHeadingFocus(id: SetupStepId) {
  const heading = useRef<HTMLHeadingElement>(null);
  const last = useRef(id);
  useEffect(() => {
    if (last.current !== id) heading.current?.focus();
    last.current = id;
  }, [id]);
  return heading;
}

function SetupHeader({ view, state }: { readonly view: ConsoleView; readonly state: LinkState }) {
  const { t, language } = useSetupText();
  const { sitting } = view.screen;
  return (
    <header>
      <h1>{t('app.title')}</h1>
      <span className="setup-sitting">
        {sitting.congress} {sitting.meeting}
      </span>
      {view.rehearsal && (
        <b className="amber" data-testid="setup-rehearsal">
          ▲ {t('app.rehearsal')}
        </b>
      )}
      {state === 'lost' && (
        <span className="amber" role="status" data-testid="setup-lost">
          ▲ {t('app.lost')}
        </span>
      )}
      <span className="setup-links">
        <a href="/console/health" data-testid="setup-health">
          {t('app.health')}
        </a>
        <a href="/console" data-testid="setup-console">
          {t('app.console')}
        </a>
        <SegmentedControl
          aria-label={t('app.language')}
          value={language}
          data={[
            { value: 'zh-CN', label: t('language.zh') },
            { value: 'en', label: t('language.en') },
          ]}
          onChange={(value) => setSetupLanguage(value === 'en' ? 'en' : 'zh-CN')}
          data-testid="setup-language"
        />
      </span>
    </header>
  );
}

function Skip({ step, sequence }: { readonly step: SetupStepId; readonly sequence: Sequence }) {
  const { t } = useSetupText();
  const [asks, setAsks] = useState(false);
  const [word, setWord] = useState('');
  if (!asks)
    return (
      <button type="button" className="setup-skip" onClick={() => setAsks(true)} data-testid="setup-skip">
        {t('act.skip')}
      </button>
    );
  return (
    <form
      className="setup-skip-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (word.trim() !== '')
          void sequence.run(async (order) => await order('setup:step', { step, to: 'skipped', word: word.trim() }));
      }}
    >
      <TextInput
        label={t('act.skipWhy')}
        value={word}
        maxLength={200}
        onChange={(event) => setWord(event.currentTarget.value)}
        data-testid="setup-skip-word"
      />
      <Button
        type="submit"
        variant="default"
        disabled={word.trim() === '' || sequence.busy}
        data-testid="setup-skip-now"
      >
        {t('act.skipNow')}
      </Button>
      <Button variant="subtle" onClick={() => setAsks(false)}>
        {t('act.back')}
      </Button>
    </form>
  );
}
