import { Progress } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { KeypadReport, ReadinessView } from '@piaojue/contract/readiness-view';
import { useSources } from '../../console/sources.ts';
import { useSetupText } from '../../i18n/setup-text.ts';
import type { StepProps } from '../setup-page.tsx';
import { PrimaryButton } from './primary-button.tsx';

/** More names than this help nobody at once. */
const MOST_NAMES = 24;
const LOOK_MS = 1000;

/** Roll call and press test at once: everybody presses 签到, and the counts rise until all have. */
export function KeypadsStep({ view, sequence }: StepProps) {
  const { t } = useSetupText();
  const { selfCheck, links, signIn, current } = view;
  const { sums, pressTest } = selfCheck;
  const running = pressTest?.running === true;
  const complete = running && sums.answered >= sums.all && sums.pressed >= sums.all;
  const blocked = links.every(({ state }) => state !== 'up')
    ? t('keypads.noReceiver')
    : signIn.open || current?.state === 'open' || current?.state === 'closing'
      ? t('keypads.open')
      : null;
  const finish = async () =>
    await sequence.run(async (order) => {
      await order('keypads:test', { action: 'stop' });
      await order('keypads:accept', {});
      await order('setup:step', { step: 'keypads', to: 'done' });
    });
  // All of them: nobody has to say so.
  const { run } = sequence;
  useEffect(() => {
    if (!complete) return;
    void run(async (order) => {
      await order('keypads:test', { action: 'stop' });
      await order('keypads:accept', {});
      await order('setup:step', { step: 'keypads', to: 'done' });
    });
  }, [complete, run]);
  return (
    <>
      <p className="setup-lead">{t('keypads.lead')}</p>
      {pressTest !== null && (
        <div className="setup-counts">
          <Count testId="keypads-answered" label={t('keypads.answered')} n={sums.answered} all={sums.all} />
          <Count testId="keypads-pressed" label={t('keypads.pressed')} n={sums.pressed} all={sums.all} />
        </div>
      )}
      {running && !complete && (
        <>
          <p role="status">{t('keypads.running')}</p>
          <Missing />
        </>
      )}
      {blocked !== null && !running && <p className="setup-note">▲ {blocked}</p>}
      {running ? (
        <PrimaryButton onPress={finish} testId="keypads-enough">
          {t('keypads.enough')}
        </PrimaryButton>
      ) : (
        <PrimaryButton
          disabled={blocked !== null}
          onPress={async () =>
            await sequence.run(async (order) => {
              await order('keypads:rollCall', {});
              await order('keypads:test', { action: 'start' });
            })
          }
          testId="keypads-start"
        >
          {t('keypads.start')}
        </PrimaryButton>
      )}
    </>
  );
}

function Count(props: { readonly testId: string; readonly label: string; readonly n: number; readonly all: number }) {
  const { t } = useSetupText();
  const { n, all, label } = props;
  return (
    <div>
      <span>{label}</span>
      <b data-testid={props.testId}>{t('keypads.of', { n, all })}</b>
      <Progress value={(100 * n) / Math.max(1, all)} size="lg" radius={0} aria-label={label} />
    </div>
  );
}

/** Who has not pressed yet, by name or by number of the keypad. */
function Missing() {
  const { t } = useSetupText();
  const report = useReadinessReport();
  const missing = (report?.keypads ?? []).filter(({ slot, pressed }) => slot !== null && !pressed);
  if (missing.length === 0) return null;
  const rest = missing.length - MOST_NAMES;
  return (
    <p className="setup-missing" data-testid="keypads-missing">
      {t('keypads.missing')} {missing.slice(0, MOST_NAMES).map(nameOf).join('、')}
      {rest > 0 && ` ${t('keypads.more', { n: rest })}`}
    </p>
  );
}

const nameOf = ({ name, keypad }: KeypadReport): string => (name === '' ? String(keypad) : `${name} ${keypad}`);

function useReadinessReport(): ReadinessView | null {
  const { readiness } = useSources();
  const [report, setReport] = useState<ReadinessView | null>(null);
  useEffect(() => {
    let gone = false;
    const look = async () => {
      const next = await readiness.report();
      if (!gone && next !== null) setReport(next);
    };
    void look();
    const timer = setInterval(() => void look(), LOOK_MS);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [readiness]);
  return report;
}
