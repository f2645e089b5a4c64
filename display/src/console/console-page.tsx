import { Button, Group, SegmentedControl, Tabs, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { ConsoleView } from '@piaojue/contract/console-view';
import { setConsoleLanguage, useConsoleText } from '../i18n/console-text.ts';
import type { SendCommand } from '../link/commands.ts';
import type { LinkState } from '../link/live-link.ts';
import { Agenda } from './agenda.tsx';
import { CheckPanel } from './check-panel.tsx';
import { ContestPanel } from './contest-panel.tsx';
import { HallPanel } from './hall-panel.tsx';
import { LinkMark, LinkPanel } from './link-panel.tsx';
import { NowPanel } from './now-panel.tsx';
import { OrdersProvider } from './orders.ts';
import { PictureSwitch } from './picture-switch.tsx';
import { ResultPanel } from './result-panel.tsx';
import { SeatPanel } from './seat-panel.tsx';
import { Thumbnail } from './thumbnail.tsx';
import { stateKey, useOrderDesk } from './use-order-desk.ts';

const TABS = ['seats', 'check', 'result', 'links', 'contest', 'hall'] as const;
type Tab = (typeof TABS)[number];

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
  const [tab, setTab] = useState<Tab>(props.firstTab ?? 'seats');
  return (
    <OrdersProvider value={orders}>
      <div className="desk" data-testid="console" data-link={state}>
        <Header view={view} state={state} onSignIn={props.onSignIn} />
        <Agenda view={view} />
        <main>
          <NowPanel view={view} onNewContest={() => setTab('contest')} onCheck={() => setTab('check')} />
          <Tabs value={tab} onChange={(value) => setTab(value as Tab)} keepMounted={false} mt="md">
            <Tabs.List>
              {TABS.map((id) => (
                <Tabs.Tab key={id} value={id} data-testid={`tab-${id}`}>
                  {t(`tabs.${id}`)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <div className="tab-body">
              {tab === 'seats' && <SeatPanel seats={view.seats} />}
              {tab === 'check' && <CheckPanel view={view} />}
              {tab === 'result' && <ResultPanel view={view} />}
              {tab === 'links' && <LinkPanel view={view} />}
              {tab === 'contest' && <ContestPanel />}
              {tab === 'hall' && <HallPanel view={view} />}
            </div>
          </Tabs>
        </main>
        <aside>
          <Thumbnail view={view.screen} serverNow={props.serverNow} />
          <PictureSwitch view={view} />
          <dl className="strip" aria-label={t('tabs.links')}>
            {view.links.map((link) => (
              <div key={`${link.gateway} ${link.port}`}>
                <dt title={link.port}>{link.port.split('/').at(-1)}</dt>
                <dd>
                  <LinkMark state={link.state} />
                </dd>
              </div>
            ))}
            <div>
              <dt>{t('links.screens')}</dt>
              <dd>{view.health.screens}</dd>
            </div>
          </dl>
        </aside>
      </div>
    </OrdersProvider>
  );
}

function Header(props: { readonly view: ConsoleView; readonly state: LinkState; readonly onSignIn: () => void }) {
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
