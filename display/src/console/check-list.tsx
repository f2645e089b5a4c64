import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import type { KeypadReport, ReadinessView } from '@piaojue/contract/readiness-view';
import { useConsoleText } from '../i18n/console-text.ts';
import { dbm } from './signal-text.ts';
import { CHECK_FILTERS, type CheckFilter, countByFilter, filterKeypads } from './readiness-filter.ts';
import { visibleRows } from './seat-filter.ts';

/** px of a row and of the list; both are needed to know which rows can be seen. */
const ROW = 34;
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
        {CHECK_FILTERS.map((id) => (
          <Button
            key={id}
            size="compact-md"
            variant={filter === id ? 'filled' : 'default'}
            aria-pressed={filter === id}
            onClick={() => setFilter(id)}
            data-testid={`check-filter-${id}`}
          >
            {t(`checkFilter.${id}`)} {counts[id]}
          </Button>
        ))}
      </Group>
      {shown.length === 0 ? <Text c="dimmed">{t('check.none')}</Text> : <Keypads keypads={shown} />}
    </>
  );
}

function Keypads({ keypads }: { readonly keypads: readonly KeypadReport[] }) {
  const { t } = useConsoleText();
  const [top, setTop] = useState(0);
  const { from, to } = visibleRows(keypads.length, ROW, top, HEIGHT);
  return (
    <div
      className="seat-list check-list"
      style={{ height: Math.min(HEIGHT, (keypads.length + 1) * ROW + 2) }}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <table aria-rowcount={keypads.length + 1}>
        <thead>
          <tr>
            <th>{t('seats.keypad')}</th>
            <th>{t('seats.name')}</th>
            <th>{t('seats.group')}</th>
            <th>{t('check.answer')}</th>
            <th>{t('check.press')}</th>
            <th>{t('check.firmware')}</th>
            <th>{t('seats.battery')}</th>
            <th>{t('check.signal')}</th>
            <th>{t('check.heardBy')}</th>
            <th>{t('check.problem')}</th>
          </tr>
        </thead>
        <tbody>
          {from > 0 && <tr aria-hidden="true" style={{ height: from * ROW }} />}
          {keypads.slice(from, to).map((keypad, at) => (
            <KeypadRow key={keypad.keypad} keypad={keypad} index={from + at + 2} />
          ))}
          {to < keypads.length && <tr aria-hidden="true" style={{ height: (keypads.length - to) * ROW }} />}
        </tbody>
      </table>
    </div>
  );
}

function KeypadRow({ keypad, index }: { readonly keypad: KeypadReport; readonly index: number }) {
  const { t } = useConsoleText();
  const { findings } = keypad;
  const mark = (value: boolean) => (value ? '✓' : t('app.none'));
  return (
    <tr style={{ height: ROW }} aria-rowindex={index} data-testid={`check-${keypad.keypad}`}>
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
    </tr>
  );
}
