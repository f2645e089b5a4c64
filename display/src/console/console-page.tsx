import { Button, Group, SegmentedControl, Tabs, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { ConsoleView } from '@piaojue/contract/console-view';
import { useCharacterCheck } from '../characters/use-character-check.ts';
import { setConsoleLanguage, useConsoleText } from '../i18n/console-text.ts';
import type { SendCommand } from '../link/commands.ts';
import type { LinkState } from '../link/live-link.ts';
import { Agenda } from './agenda/agenda.tsx';
import { AlarmBand } from './alarms/alarm-band.tsx';
import { asks } from './alarms/alarm-groups.ts';
import { AlarmPanel } from './alarms/alarm-panel.tsx';
import { CheckPanel } from './check-panel.tsx';
import { ContestPanel } from './contest/contest-panel.tsx';
import type { ContestStart } from './contest/contest-draft.ts';
import { HallPanel } from './hall-panel.tsx';
import { HealthStrip } from './health-strip.tsx';
import { HelpCard } from './help-card.tsx';
import { ImportPanel } from './import/import-panel.tsx';
import { LinkPanel } from './link-panel.tsx';
import { NowPanel } from './now-panel.tsx';
import { OrdersProvider } from './orders.ts';
import { PicturesPanel } from './pictures/pictures-panel.tsx';
import { RecordPanel } from './record/record-panel.tsx';
import { ResultPanel } from './result/result-panel.tsx';
import { DecisionPanel } from './round/decision-panel.tsx';
import { HandTotals } from './round/hand-totals.tsx';
import { RulesInWords } from './round/rules-in-words.tsx';
import { SeatPanel } from './seats/seat-panel.tsx';
import { TABS, type Tab } from './tabs.ts';
import { useDeskKeys } from './use-desk-keys.ts';
import './styles/desk.css';
import './styles/desk-sizes.css';
import { stateKey, useOrderDesk } from './use-order-desk.ts';

/** The operator's desk, drawn from the last snapshot: agenda left, now in the middle, the hall's picture right. */
export function ConsolePage(props: {
  readonly view: ConsoleView;
  readonly state: LinkState;
  readonly send: SendCommand;
  readonly serverNow: () => number;
  readonly onSignIn: () => void;
  readonly firstTab?: Tab;
}) {
  const { view, state } = props;
  const { t } = useConsoleText();
  const orders = useOrderDesk(props.send, stateKey(view));
  useCharacterCheck(view.setup.characters, props.send);
  const [tab, setTab] = useState<Tab>(props.firstTab ?? 'seats');
  /** What the form of a new vote begins with; another `key` is another form. */
  const [start, setStart] = useState<ContestStart>({ key: 0, itemId: null, candidates: null });
  const newContest = (part: Partial<ContestStart>) => {
    setStart({ itemId: null, candidates: null, ...part, key: start.key + 1 });
    setTab('contest');
  };
  const { current } = view;
  const { help, setHelp } = useDeskKeys();
  const asking = view.alarms.filter(asks).length;
  const open = (wanted: Tab) => {
    setTab(wanted);
    document.querySelector<HTMLElement>(`[data-testid="tab-${wanted}"]`)?.focus();
  };
  return (
    <OrdersProvider value={orders}>
      <div className="desk" data-testid="console" data-link={state}>
        <Header view={view} state={state} onSignIn={props.onSignIn} onHelp={() => setHelp(!help)} help={help} />
        <AlarmBand view={view} onAll={() => open('alarms')} />
        <Agenda view={view} onContest={(itemId) => newContest({ itemId })} />
        <main className="desk-main">
          <div className="desk-now">
            <NowPanel
              view={view}
              serverNow={props.serverNow}
              onNewContest={() => newContest({ itemId: voteWithoutContest(view) })}
              go={open}
            />
          </div>
          <div className="desk-work">
            {help && <HelpCard onClose={() => setHelp(false)} />}
            {current?.paper?.awaited === true && (
              <HandTotals
                key={`totals ${current.round.id}`}
                round={current.round}
                candidates={current.candidates}
                paper={current.paper}
                role="operator"
              />
            )}
            <DecisionPanel view={view} />
            {current !== null && <RulesInWords key={`rules ${current.round.id}`} round={current} />}
            <Tabs value={tab} onChange={(value) => setTab(value as Tab)} keepMounted={false}>
              <Tabs.List>
                {TABS.map((id) => (
                  <Tabs.Tab key={id} value={id} data-testid={`tab-${id}`}>
                    {t(`tabs.${id}`)}
                    {id === 'alarms' && asking > 0 && <b className="tab-count">▲ {asking}</b>}
                  </Tabs.Tab>
                ))}
              </Tabs.List>
              <div className="tab-body">
                {tab === 'seats' && <SeatPanel seats={view.seats} voting={current?.state === 'open'} />}
                {tab === 'alarms' && <AlarmPanel view={view} />}
                {tab === 'check' && <CheckPanel view={view} />}
                {tab === 'result' && <ResultPanel view={view} />}
                {tab === 'links' && <LinkPanel view={view} />}
                {tab === 'contest' && <ContestPanel key={start.key} start={start} agenda={view.agenda} />}
                {tab === 'import' && (
                  <ImportPanel
                    onCandidates={(content) => newContest({ candidates: content, itemId: voteWithoutContest(view) })}
                  />
                )}
                {tab === 'record' && <RecordPanel />}
                {tab === 'hall' && <HallPanel view={view} />}
              </div>
            </Tabs>
          </div>
        </main>
        {/* It scrolls where the window is low: by the keyboard, too. */}
        <aside tabIndex={0} aria-label={t('picture.onScreen')}>
          <PicturesPanel view={view} serverNow={props.serverNow} />
        </aside>
        <HealthStrip view={view} serverNow={props.serverNow} onLinks={() => open('links')} />
      </div>
    </OrdersProvider>
  );
}

/** The vote that the hall is at, if nothing was set up for it yet: a new contest is meant for it. */
function voteWithoutContest({ agenda }: ConsoleView): string | null {
  const item = agenda.items.find(({ id }) => id === agenda.now);
  return item?.kind === 'vote' && item.contest === null ? item.id : null;
}

function Header(props: {
  readonly view: ConsoleView;
  readonly state: LinkState;
  readonly onSignIn: () => void;
  readonly help: boolean;
  readonly onHelp: () => void;
}) {
  const { t, language } = useConsoleText();
  const { state } = props;
  return (
    <header className="desk-header">
      <Title order={1} size="h3">
        {t('app.title')}
      </Title>
      <Text>
        {props.view.screen.sitting.congress} {props.view.screen.sitting.meeting}
      </Text>
      {props.view.rehearsal && (
        <Text className="amber" fw={700} data-testid="console-rehearsal">
          ▲ {t('app.rehearsal')}
        </Text>
      )}
      <Group gap="sm" ml="auto" wrap="nowrap">
        <Text role="status" className={state === 'live' ? '' : 'amber'} data-testid="console-link" data-state={state}>
          {state === 'live' ? `● ${t('app.live')}` : `▲ ${t(state === 'pin' ? 'app.pin' : 'app.lost')}`}
        </Text>
        {/* A tab of its own, so that the desk stays; `opener` takes the session along. */}
        <a href="/projects" target="_blank" rel="opener" data-testid="console-projects">
          {t('app.projects')}
        </a>
        <Button variant="default" aria-expanded={props.help} onClick={props.onHelp} data-testid="help-open">
          <kbd>F1</kbd> {t('help.open')}
        </Button>
        {state === 'pin' && <Button onClick={props.onSignIn}>{t('app.signInAgain')}</Button>}
        <SegmentedControl
          aria-label={t('app.language')}
          value={language}
          data={[
            { value: 'zh-CN', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
          onChange={(value) => setConsoleLanguage(value)}
          data-testid="console-language"
        />
      </Group>
    </header>
  );
}
