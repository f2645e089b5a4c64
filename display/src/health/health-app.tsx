import { Button, MantineProvider, SegmentedControl } from '@mantine/core';
import type { ConsoleView } from '@piaojue/contract/console-view';
import { useCharacterCheck } from '../characters/use-character-check.ts';
import { deskTheme } from '../console/theme.ts';
import { screenText } from '../i18n/screen-text.ts';
import { setSetupLanguage, useSetupText } from '../i18n/setup-text.ts';
import type { SendCommand } from '../link/commands.ts';
import { type LiveLink, type LinkState, useLive } from '../link/live-link.ts';
import { PinForm } from '../link/pin-form.tsx';
import { StaleNotice } from '../link/stale-notice.tsx';
import { type HealthLine, healthLines } from './health-lines.ts';

/** The page `/console/health`: each thing that the hall stands on, how it is, and what to do. To look at and to print. */
export function HealthApp({ link }: { readonly link: LiveLink<ConsoleView> }) {
  const { state, view, fault } = useLive(link);
  const { t, language } = useSetupText();
  return (
    <MantineProvider theme={deskTheme} forceColorScheme="light">
      <StaleNotice t={screenText(language)} />
      {view === null && state !== 'pin' && (
        <p className="health" role="status">
          {fault === null ? t('app.waiting') : screenText(language)(`pin.${fault}`)}
        </p>
      )}
      {view !== null && state !== 'pin' && <HealthPage view={view} state={state} send={link.send} />}
      {state === 'pin' && <PinForm t={screenText(language)} fault={fault} onPin={link.enterPin} />}
    </MantineProvider>
  );
}

export function HealthPage(props: {
  readonly view: ConsoleView;
  readonly state: LinkState;
  readonly send: SendCommand;
}) {
  const { view, state, send } = props;
  const { t, language } = useSetupText();
  useCharacterCheck(view.setup.characters, send);
  const lines = healthLines(view);
  const open = lines.filter(({ well }) => !well);
  // What wants somebody comes first.
  const sorted = [...open, ...lines.filter(({ well }) => well)];
  const { sitting } = view.screen;
  return (
    <div className="health" data-testid="health" data-open={open.length} data-link={state}>
      <header>
        <h1>{t('health.title')}</h1>
        <span>
          {sitting.congress} {sitting.meeting}
        </span>
        {view.rehearsal && (
          <b className="amber" data-testid="health-rehearsal">
            ▲ {t('app.rehearsal')}
          </b>
        )}
        {state === 'lost' && (
          <span className="amber" role="status">
            ▲ {t('app.lost')}
          </span>
        )}
        <span className="health-links">
          <a href="/console">{t('app.console')}</a>
          <a href="/setup">{t('app.title')}</a>
          <Button variant="default" onClick={() => window.print()} data-testid="health-print">
            {t('health.print')}
          </Button>
          <SegmentedControl
            aria-label={t('app.language')}
            value={language}
            data={[
              { value: 'zh-CN', label: t('language.zh') },
              { value: 'en', label: t('language.en') },
            ]}
            onChange={(value) => setSetupLanguage(value === 'en' ? 'en' : 'zh-CN')}
            data-testid="health-language"
          />
        </span>
      </header>
      <main>
        <h2 className={open.length === 0 ? 'good' : 'amber'} data-testid="health-verdict">
          {open.length === 0 ? `✓ ${t('health.allWell')}` : `▲ ${t('health.some', { n: open.length })}`}
        </h2>
        <table>
          <thead>
            <tr>
              <th>{t('health.state')}</th>
              <th>{t('health.what')}</th>
              <th>{t('health.cause')}</th>
              <th>{t('health.fix')}</th>
              <th>{t('health.seen')}</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((line) => (
              <Line key={line.id} line={line} now={view.now} />
            ))}
          </tbody>
        </table>
      </main>
    </div>
  );
}

function Line({ line, now }: { readonly line: HealthLine; readonly now: number }) {
  const { t } = useSetupText();
  const { id, name, well, cause, fix, seenAt } = line;
  return (
    <tr data-testid={`health-${id}`} data-well={well}>
      <td className="health-mark">{well ? `✓ ${t('health.ok')}` : `▲ ${t('health.attention')}`}</td>
      <th scope="row">{t(name.key, name.values)}</th>
      <td>{t(cause.key, cause.values)}</td>
      <td>{fix === null ? '' : t(fix.key, fix.values)}</td>
      <td className="health-seen">{seenWords(t, seenAt, now)}</td>
    </tr>
  );
}

/** A minute or less in seconds, else the time of day. */
function seenWords(t: ReturnType<typeof useSetupText>['t'], at: number | null, now: number): string {
  const s = at === null ? 0 : Math.max(0, Math.round((now - at) / 1000));
  if (at === null || s < 2) return t('health.now');
  if (s <= 60) return t('health.ago', { s });
  return t('health.at', { time: new Date(at).toLocaleTimeString('zh-CN', { hour12: false }) });
}
