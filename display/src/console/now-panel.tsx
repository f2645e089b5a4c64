import { Alert, Anchor, Group, List, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ConsoleView } from '@piaojue/contract/console-view';
import { useConsoleText } from '../i18n/console-text.ts';
import { HoldButton } from './hold-button.tsx';
import { FORMS, nextAct } from './next-order.ts';
import { useOrders } from './orders.ts';
import { Agreements } from './round/agreements.tsx';
import { RoundFigures } from './round/round-figures.tsx';
import { RoundActions } from './round-actions.tsx';
import { meansNextStep } from './second-look-button.tsx';
import { stateKey } from './use-order-desk.ts';
import { useArmedKey } from './use-armed-key.ts';

/** The state, the one next step, and beside it in words what stands in its way. It never moves and hides nothing. */
export function NowPanel(props: {
  readonly view: ConsoleView;
  readonly serverNow: () => number;
  readonly onNewContest: () => void;
  readonly onCheck: () => void;
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

  return (
    <Paper withBorder p="md" className="now-panel" component="section" aria-label={t('now.title')}>
      <Stack gap="sm">
        <Group justify="space-between" align="baseline">
          <Title
            order={2}
            ref={heading}
            tabIndex={-1}
            data-testid="console-state"
            data-state={current?.state ?? 'none'}
          >
            {current === null ? t(view.signIn.open ? 'agenda.signInOpen' : 'now.noRound') : t(`state.${current.state}`)}
          </Title>
          <Text c="dimmed" data-testid="console-item">
            {current === null
              ? (view.agenda.items.find(({ id }) => id === view.agenda.now)?.title ?? '')
              : `${current.round.title} ${current.round.turn > 1 ? t('agenda.turn', { turn: current.round.turn }) : ''}`}
          </Text>
        </Group>
        {current !== null && <RoundFigures round={current} serverNow={props.serverNow} />}
        {current !== null && <Agreements agreements={current.agreements} />}
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
              size="xl"
              fullWidth
              data-testid="console-next"
            >
              {t(`next.${next.label}`)}
            </HoldButton>
          )}
          <div className="next-words" role="status">
            {next !== null && next.blockedBy.length > 0 && (
              <div data-testid="console-blockers">
                <Text fw={700}>{t('now.blocked')}</Text>
                <List size="sm">
                  {next.blockedBy.map((blocker) => (
                    <List.Item key={blocker} data-testid={`blocker-${blocker}`}>
                      {t(`blocker.${blocker}`)}
                    </List.Item>
                  ))}
                </List>
              </div>
            )}
            {next?.warnings.map((warning) => (
              <Text key={warning} size="sm" data-testid={`step-warning-${warning}`}>
                <span className="amber">▲ {t(`stepWarning.${warning}`)}</span>{' '}
                <Anchor component="button" type="button" size="sm" onClick={props.onCheck}>
                  {t('tabs.check')}
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
        <RoundActions key={current?.round.id} view={view} />
      </Stack>
    </Paper>
  );
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
