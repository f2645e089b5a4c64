import { Group, Text } from '@mantine/core';
import { useState } from 'react';
import type { KeypadReport, ReadinessView } from '@piaojue/contract/readiness-view';
import { useConsoleText } from '../i18n/console-text.ts';
import { FilterButtons } from './filter-buttons.tsx';
import { LongTable } from './long-table.tsx';
import { dbm } from './signal-text.ts';
import { CHECK_FILTERS, type CheckFilter, countByFilter, filterKeypads } from './readiness-filter.ts';

/** px */
const HEIGHT = 374;

/** Every keypad of the roll and every spare one, with what is wrong with it. */
export function CheckList({ report }: { readonly report: ReadinessView }) {
  const { t } = useConsoleText();
  const [filter, setFilter] = useState<CheckFilter>('all');
  const counts = countByFilter(report.keypads);
  const shown = filterKeypads(report.keypads, filter);
  return (
    <>
      <Group gap="xs" my="xs">
        <FilterButtons
          filters={CHECK_FILTERS}
          chosen={filter}
          counts={counts}
          label={(id) => t(`checkFilter.${id}`)}
          testId="check-filter"
          onChoose={setFilter}
        />
      </Group>
      {shown.length === 0 ? <Text c="dimmed">{t('check.none')}</Text> : <Keypads keypads={shown} />}
    </>
  );
}

function Keypads({ keypads }: { readonly keypads: readonly KeypadReport[] }) {
  const { t } = useConsoleText();
  return (
    <LongTable
      className="check-list"
      label={t('tabs.check')}
      height={HEIGHT}
      headings={[
        t('seats.keypad'),
        t('seats.name'),
        t('seats.group'),
        t('check.answer'),
        t('check.press'),
        t('check.firmware'),
        t('seats.battery'),
        t('check.signal'),
        t('check.heardBy'),
        t('check.problem'),
      ]}
      rows={keypads}
      idOf={({ keypad }) => `check-${keypad}`}
      cells={KeypadCells}
    />
  );
}

function KeypadCells({ row: keypad }: { readonly row: KeypadReport }) {
  const { t } = useConsoleText();
  const { findings } = keypad;
  const mark = (value: boolean) => (value ? '✓' : t('app.none'));
  return (
    <>
      <td>{keypad.keypad}</td>
      <td title={keypad.name}>{keypad.slot === null ? t('check.spare') : keypad.name}</td>
      <td title={keypad.group}>{keypad.group}</td>
      <td>{mark(keypad.answered)}</td>
      <td>{mark(keypad.pressed)}</td>
      <td>{keypad.firmware ?? t('app.none')}</td>
      <td data-abnormal={findings.includes('weakBattery')}>
        {keypad.battery === null ? t('app.none') : `${keypad.battery}%`}
      </td>
      <td data-abnormal={findings.includes('weakSignal')}>
        {keypad.signal === null ? t('app.none') : t('check.dbm', { signal: dbm(keypad.signal) })}
      </td>
      <td>{keypad.receivers.map((place) => place + 1).join(' ') || t('app.none')}</td>
      <td title={findings.map((finding) => t(`fix.${finding}`)).join('\n')}>
        {findings.length > 0 && (
          <span className="amber">▲ {findings.map((finding) => t(`reason.${finding}`)).join(t('check.and'))}</span>
        )}
      </td>
    </>
  );
}
