import { useEffect, useState } from 'react';
import type { ConsoleView } from '@piaojue/contract/console-view';
import { useConsoleText } from '../i18n/console-text.ts';

/** ms until a write is safe, above which it is worth a look; an alarm comes later. */
const SLOW_MS = 100;
/** GB */
const LITTLE_GB = 1;

/** What everything stands on, as figures. Grey while it is well; amber with a triangle where it is not. */
export function HealthStrip(props: {
  readonly view: ConsoleView;
  readonly serverNow: () => number;
  readonly onLinks: () => void;
}) {
  const { t } = useConsoleText();
  const { links, health, screens, rehearsal, now } = props.view;
  const up = links.filter(({ state }) => state === 'up');
  const quiet = Math.max(0, ...up.map(({ silentMs }) => silentMs ?? 0));
  const { disk, backedUpAt } = health;
  const syncMs = disk?.syncMs ?? health.fsyncMs;
  const screen = ({ connected, late }: { readonly connected: number; readonly late: number }): Fact => ({
    value: late > 0 ? t('strip.missing', { n: connected, missing: late }) : String(connected),
    abnormal: late > 0,
  });
  const facts: readonly (readonly [id: string, label: string, fact: Fact])[] = [
    [
      'receivers',
      t('strip.receivers'),
      {
        value:
          links.length === 0
            ? t('strip.noReceiver')
            : [
                t('strip.up', { up: up.length, all: links.length }),
                ...(up.length > 0 ? [t('strip.heard', { seconds: (quiet / 1000).toFixed(1) })] : []),
              ].join(' · '),
        abnormal: up.length < links.length || links.length === 0,
      },
    ],
    ['sync', t('strip.sync'), { value: t('strip.ms', { ms: syncMs.toFixed(1) }), abnormal: syncMs >= SLOW_MS }],
    ...(disk === null
      ? []
      : [
          [
            'disk',
            t('strip.disk'),
            { value: t('strip.gb', { gb: Math.floor(disk.freeMb / 1000) }), abnormal: disk.freeMb < LITTLE_GB * 1000 },
          ] as const,
        ]),
    ['screens', t('strip.screens'), screen(screens.hall)],
    ['presidium', t('strip.presidium'), screen(screens.presidium)],
    ['officers', t('strip.officers'), { value: String(health.officers), abnormal: false }],
    [
      'backup',
      t('strip.backup'),
      {
        value:
          backedUpAt === null
            ? t('strip.noBackup')
            : t('strip.ago', { minutes: Math.max(0, Math.floor((now - backedUpAt) / 60_000)) }),
        abnormal: backedUpAt === null && !rehearsal,
      },
    ],
  ];
  return (
    <footer className="health-strip" aria-label={t('strip.title')} data-testid="health-strip">
      <dl>
        {facts.map(([id, label, { value, abnormal }]) => (
          <div key={id} data-testid={`strip-${id}`} data-abnormal={abnormal}>
            <dt>
              {abnormal && <span aria-hidden="true">▲ </span>}
              {label}
            </dt>
            <dd data-testid={id === 'officers' ? 'console-officers' : undefined}>{value}</dd>
          </div>
        ))}
        <div data-testid="strip-clock">
          <dt>{t('strip.clock')}</dt>
          <dd>
            <HallTime serverNow={props.serverNow} />
          </dd>
        </div>
      </dl>
      <button type="button" className="strip-button" onClick={props.onLinks} data-testid="strip-links">
        {t('strip.details')}
      </button>
    </footer>
  );
}

interface Fact {
  readonly value: string;
  readonly abnormal: boolean;
}

/** The time that the record is written by, which is the server's. */
function HallTime({ serverNow }: { readonly serverNow: () => number }) {
  const { language } = useConsoleText();
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1000);
    return () => clearInterval(timer);
  }, [serverNow]);
  return new Date(now).toLocaleTimeString(language, { hour12: false });
}
