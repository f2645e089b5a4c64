import { Alert, Button, Group } from '@mantine/core';
import type { Role } from '@piaojue/contract/live';
import type { OfficersView } from '@piaojue/contract/officers-view';
import { OrdersProvider } from '../console/orders.ts';
import { useOrderDesk } from '../console/use-order-desk.ts';
import { setConsoleLanguage, useConsoleText } from '../i18n/console-text.ts';
import type { SendCommand } from '../link/commands.ts';
import type { LinkState } from '../link/live-link.ts';
import { MonitorPage } from './monitor-page.tsx';
import { PresidingPage } from './presiding-page.tsx';
import { WallClock } from './wall-clock.tsx';
import { useWakeLock } from './use-wake-lock.ts';

export type OfficersPageName = 'monitor' | 'presiding';

/** Changes when a button could mean something else than a moment ago; ticks of a vote do not. */
const keyOf = ({ run, round }: OfficersView): string =>
  [run, round?.round.id, round?.state, round?.announcedAt, round?.paper?.typedBy].join('|');

/** What both pages have: who sits here, the clock, the link; the last text stays when the link is lost. */
export function OfficersPage(props: {
  readonly page: OfficersPageName;
  readonly role: Role;
  readonly view: OfficersView;
  readonly state: LinkState;
  readonly send: SendCommand;
  readonly serverNow: () => number;
  readonly onSignIn: () => void;
}) {
  const { page, role, view, state } = props;
  const { t, language } = useConsoleText();
  const orders = useOrderDesk(props.send, keyOf(view));
  useWakeLock();
  const isLive = state === 'live';
  return (
    <OrdersProvider value={orders}>
      <div className="officers" data-page={page} data-link={state} data-testid="officers">
        <header>
          <div>
            <p className="officers-sitting">
              {view.sitting.congress}
              {view.sitting.meeting} · {t(`role.${role}`)}
            </p>
            <h1 data-testid="officers-title">{view.round?.round.title ?? t('officers.noRound')}</h1>
          </div>
          <Group gap="sm">
            {view.rehearsal && <b className="officers-rehearsal">{t('app.rehearsal')}</b>}
            <Button
              variant="subtle"
              onClick={() => setConsoleLanguage(language === 'en' ? 'zh-CN' : 'en')}
              data-testid="officers-language"
            >
              {language === 'en' ? '中文' : 'English'}
            </Button>
            {page === 'monitor' && <WallClock serverNow={props.serverNow} />}
          </Group>
        </header>
        {!isLive && (
          <Alert color="gray" variant="filled" className="officers-lost" data-testid="officers-lost">
            {t(state === 'pin' ? 'app.pin' : 'app.lost')}{' '}
            {state === 'pin' && (
              <Button variant="default" size="compact-md" onClick={props.onSignIn}>
                {t('app.signInAgain')}
              </Button>
            )}
          </Alert>
        )}
        {orders.fault !== null && (
          <Alert color="yellow" role="alert" data-testid="officers-fault" data-code={orders.fault.code}>
            {t(`fault.${orders.fault.code}`)}
            {orders.fault.detail === '' ? '' : ` (${orders.fault.detail})`}
          </Alert>
        )}
        {page === 'monitor' ? (
          <MonitorPage view={view} role={role} live={isLive} />
        ) : (
          <PresidingPage view={view} live={isLive} serverNow={props.serverNow} />
        )}
      </div>
    </OrdersProvider>
  );
}
