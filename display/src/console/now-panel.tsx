import { Alert, Anchor, Paper, PasswordInput, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ConsoleView, NextStep } from '@piaojue/contract/console-view';
import { useConsoleText } from '../i18n/console-text.ts';
import { HoldButton } from './hold-button.tsx';
import { FORMS, nextAct } from './next-order.ts';
import { useOrders } from './orders.ts';
import { Repair } from './repair.tsx';
import { Agreements } from './round/agreements.tsx';
import { RoundFigures } from './round/round-figures.tsx';
import { RoundActions } from './round-actions.tsx';
import { meansNextStep } from './second-look-button.tsx';
import type { Tab } from './tabs.ts';
import { stateKey } from './use-order-desk.ts';
import { useArmedKey } from './use-armed-key.ts';

/** The state, the one next step, and beside it in words what stands in its way. It never moves and hides nothing. */
export function NowPanel(props: {
  readonly view: ConsoleView;
  readonly serverNow: () => number;
  readonly onNewContest: () => void;
  /** Opens one of the tabs below. */
  readonly go: (tab: Tab) => void;
}) {
  const { view } = props;
  const { t } = useConsoleText();
  const orders = useOrders();
  const heading = useRef<HTMLHeadingElement>(null);
  const [monitorPin, setMonitorPin] = useState('');
  const { current, next } = view;
  const key = stateKey(view);
  const seen = useRef(key);

  useEffect(() => {
    if (seen.current === key) return;
    seen.current = key;
    const focused = document.activeElement;
    // Only from the button that just changed its meaning: somebody typing elsewhere is left alone.
    if (focused === document.body || focused?.closest('.now-panel')) heading.current?.focus({ preventScroll: true });
  }, [key]);

  const takesPin = next?.command === 'round:accept';
  const blocked = next === null || next.blockedBy.length > 0 || orders.busy || orders.justAnswered;
  const confirm = () => {
    if (blocked || orders.isGuarded()) return;
    const act = nextAct(view);
    if (act.kind === 'order') void act.give(orders, monitorPin).then(() => setMonitorPin(''));
    else if (act.kind === 'form') {
      if (act.form === 'contest') props.onNewContest();
      else document.getElementById(FORMS[act.form])?.focus();
    }
  };
  const armed = useArmedKey(!blocked, confirm, meansNextStep);

  const round = current?.round ?? null;
  const act = round === null ? '' : t(`act.${round.kind}`);
  return (
    <Paper withBorder className="now-panel" component="section" aria-label={t('now.title')}>
      <div className="now-top">
        <header className="now-head">
          <Title
            order={2}
            ref={heading}
            tabIndex={-1}
            data-testid="console-state"
            data-state={current?.state ?? 'none'}
          >
            {current === null
              ? t(view.signIn.open ? 'agenda.signInOpen' : 'now.noRound')
              : t(`state.${current.state}`, { act })}
          </Title>
          <Text className="now-item" data-testid="console-item">
            {round === null
              ? (view.agenda.items.find(({ id }) => id === view.agenda.now)?.title ?? '')
              : `${round.title} ${round.turn > 1 ? t('agenda.turn', { turn: round.turn }) : ''}`}
          </Text>
        </header>
        <div className="next-step">
          {next === null ? (
            <Text className="working" data-testid="console-working">
              {t('now.working')}
            </Text>
          ) : (
            <HoldButton
              hold={next.hold}
              disabled={blocked}
              onConfirm={confirm}
              className="next-button"
              effect={t(effectOf(view), { act })}
              size="xl"
              fullWidth
              data-testid="console-next"
            >
              {t(`next.${next.label}`, { act })}
            </HoldButton>
          )}
          <div className="next-words" role="status">
            {next !== null && next.blockedBy.length > 0 && (
              <div data-testid="console-blockers">
                <Text fw={700}>{t('now.blocked')}</Text>
                <ul className="blockers">
                  {next.blockedBy.map((blocker) => (
                    <li key={blocker} data-testid={`blocker-${blocker}`}>
                      <span aria-hidden="true">■ </span>
                      {t(`blocker.${blocker}`)} <Repair blocker={blocker} view={view} go={props.go} />
                    </li>
                  ))}
                </ul>
              </div>
            )}
            {next?.warnings.map((warning) => (
              <Text key={warning} size="sm" data-testid={`step-warning-${warning}`}>
                <span className="amber">▲ {t(`stepWarning.${warning}`)}</span>{' '}
                <Anchor component="button" type="button" size="sm" onClick={() => props.go('check')}>
                  {t('repair.check')}
                </Anchor>
              </Text>
            ))}
            {next?.command === 'round:close' && <Unreached view={view} />}
            {next !== null && next.blockedBy.length === 0 && (
              <Text size="sm" className="next-hint" data-armed={armed !== null}>
                {armed === null ? t(next.hold ? 'now.hold' : 'now.press') : t('now.armed', { seconds: armed })}
              </Text>
            )}
          </div>
        </div>
      </div>
      {takesPin && (
        <PasswordInput
          label={t('now.monitorPin')}
          description={t('now.acceptHint')}
          autoComplete="off"
          value={monitorPin}
          onChange={(event) => setMonitorPin(event.currentTarget.value)}
          data-testid="console-monitor-pin"
        />
      )}
      {orders.fault !== null && orders.fault.code !== 'bad-contest' && (
        <Alert color="yellow" variant="light" data-testid="console-fault" data-code={orders.fault.code}>
          <b>{t(`fault.${orders.fault.code}`)}</b> {orders.fault.detail}
        </Alert>
      )}
      {current?.dispute !== null && current !== null && (
        <Alert color="yellow" title={t('now.dispute')} data-testid="console-dispute">
          {current.dispute}
        </Alert>
      )}
      {current !== null && <RoundFigures round={current} serverNow={props.serverNow} />}
      {current !== null && <Agreements agreements={current.agreements} />}
      <RoundActions key={current?.round.id} view={view} />
    </Paper>
  );
}

/** What the step does to the hall's screen, in the words under its name. */
function effectOf({ next, agenda }: ConsoleView): `effect.${NextStep['label'] | 'nextPlenary'}` {
  const label = next?.label ?? 'freeze';
  const plenary = agenda.items.find(({ id }) => id === agenda.next)?.kind === 'plenary';
  return label === 'nextItem' && plenary ? 'effect.nextPlenary' : `effect.${label}`;
}

/** Receivers that can't be reached are named before the close: what their keypads still hold would come too late. */
function Unreached({ view }: { readonly view: ConsoleView }) {
  const { t } = useConsoleText();
  const ports = view.links.filter(({ state }) => state !== 'up').map(({ port }) => port);
  if (ports.length === 0) return null;
  return (
    <Text size="sm" data-testid="console-unreached">
      ▲ {t('now.unreached', { ports: ports.join('、') })}
    </Text>
  );
}
