import { Button, NumberInput, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useSetupText } from '../../i18n/setup-text.ts';
import { tiers, usableHeight } from '../../screen/plan.ts';
import type { StepProps } from '../setup-page.tsx';
import { PrimaryButton } from './primary-button.tsx';

/** A usual hall: 25 m to the last row, an LED wall of 4.2 m. */
const USUAL = { lastRow: 25, imageHeight: 4.2 } as const;
/** Above this the image is too low for its hall. */
const LARGEST_R = 9;
/** Rows are 1.74 of their type high; two cut lines and the head of the list take two of them. */
const ROW_PITCH = 1.74;
const OTHER_ROWS = 2;

export function HallStep({ view, sequence }: StepProps) {
  const { t } = useSetupText();
  const { hall } = view.screen;
  const { position } = view.setup;
  const [lastRow, setLastRow] = useState<number | string>(position?.lastRow ?? USUAL.lastRow);
  const [imageHeight, setImageHeight] = useState<number | string>(position?.imageHeight ?? USUAL.imageHeight);
  const measured = { lastRow: Number(lastRow), imageHeight: Number(imageHeight) };
  const isMeasured =
    measured.lastRow >= 1 && measured.lastRow <= 200 && measured.imageHeight >= 0.3 && measured.imageHeight <= 40;
  const r = isMeasured
    ? Math.min(20, Math.max(2, Math.round((measured.lastRow / measured.imageHeight) * 10) / 10))
    : hall.r;
  const rows = Math.max(1, Math.floor(usableHeight(hall) / (ROW_PITCH * tiers({ ...hall, r }).floor)) - OTHER_ROWS);
  const showsCard = view.screen.picture.kind === 'calibration';
  const { screens } = view.health;
  const set = (fields: { theme?: 'light' | 'dark'; safe?: 3.5 | 5 }) =>
    void sequence.run(async (order) => await order('screen:set', fields));
  return (
    <>
      <p className="setup-lead">{t('hall.lead')}</p>
      <div className="setup-row">
        <NumberInput
          size="lg"
          label={t('hall.lastRow')}
          value={lastRow}
          min={1}
          max={200}
          decimalScale={1}
          hideControls
          onChange={setLastRow}
          data-testid="hall-last-row"
        />
        <NumberInput
          size="lg"
          label={t('hall.imageHeight')}
          value={imageHeight}
          min={0.3}
          max={40}
          decimalScale={2}
          hideControls
          onChange={setImageHeight}
          data-testid="hall-image-height"
        />
        <output className="setup-r" data-testid="hall-r">
          <b>{t('hall.r', { r: r.toFixed(1) })}</b>
          <span>{t('hall.rows', { rows })}</span>
        </output>
      </div>
      {r > LARGEST_R && (
        <p className="setup-fault" role="status" data-testid="hall-too-small">
          ▲ {t('hall.warn')}
        </p>
      )}
      <div className="setup-row">
        <div>
          <span className="setup-label">{t('hall.theme')}</span>
          <SegmentedControl
            size="md"
            aria-label={t('hall.theme')}
            value={hall.theme}
            data={[
              { value: 'light', label: t('hall.light') },
              { value: 'dark', label: t('hall.dark') },
            ]}
            onChange={(value) => set({ theme: value === 'dark' ? 'dark' : 'light' })}
            data-testid="hall-theme"
          />
        </div>
        <div>
          <span className="setup-label">{t('hall.safe')}</span>
          <SegmentedControl
            size="md"
            aria-label={t('hall.safe')}
            value={String(hall.safe)}
            data={[
              { value: '3.5', label: t('hall.safe35') },
              { value: '5', label: t('hall.safe5') },
            ]}
            onChange={(value) => set({ safe: value === '5' ? 5 : 3.5 })}
            data-testid="hall-safe"
          />
        </div>
      </div>
      <div className="setup-note" data-testid="hall-screens">
        {screens === 0 ? (
          <span>○ {t('hall.noScreen', { address: `${location.origin}/screen` })}</span>
        ) : (
          <span>● {t('hall.screens', { n: screens })}</span>
        )}
        <Button
          variant="default"
          disabled={sequence.busy || !isMeasured}
          onClick={() =>
            void sequence.run(async (order) => {
              await order('setup:position', measured);
              await order('screen:show', { picture: showsCard ? 'idle' : 'calibration' });
            })
          }
          data-testid="hall-card"
        >
          {t(showsCard ? 'hall.cardOff' : 'hall.card')}
        </Button>
        {showsCard && <span>{t('hall.cardHint')}</span>}
      </div>
      <PrimaryButton
        disabled={!isMeasured}
        onPress={async () =>
          await sequence.run(async (order) => {
            await order('setup:position', measured);
            if (showsCard) await order('screen:show', { picture: 'idle' });
            await order('setup:step', { step: 'hall', to: 'done' });
          })
        }
        testId="hall-done"
      >
        {t('act.next')}
      </PrimaryButton>
    </>
  );
}
