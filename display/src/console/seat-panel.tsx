import { Button, Group, Text, TextInput } from '@mantine/core';
import { useDeferredValue, useState } from 'react';
import type { SeatView } from '@piaojue/contract/console-view';
import { useConsoleText } from '../i18n/console-text.ts';
import {
  countSeats,
  findSeats,
  LOW_BATTERY,
  SEAT_FILTERS,
  type SeatFilter,
  seatIs,
  visibleRows,
} from './seat-filter.ts';
import { SeatMap } from './seat-map.tsx';

/** px of a row and of the list; both are needed to know which rows can be seen. */
const ROW = 34;
const HEIGHT = 340;

/** Who has not signed in, not submitted, is silent or low on battery. Presence only, never a choice. */
export function SeatPanel({ seats }: { readonly seats: readonly SeatView[] }) {
  const { t } = useConsoleText();
  const [filter, setFilter] = useState<SeatFilter>('all');
  const [query, setQuery] = useState('');
  const wanted = useDeferredValue(query);
  const counts = countSeats(seats);
  const found = findSeats(seats, filter, wanted);
  return (
    <div className="seat-panel">
      <SeatMap seats={seats} />
      <Group gap="xs" my="xs">
        {SEAT_FILTERS.map((id) => (
          <Button
            key={id}
            size="compact-md"
            variant={filter === id ? 'filled' : 'default'}
            aria-pressed={filter === id}
            onClick={() => setFilter(id)}
            data-testid={`seats-${id}`}
          >
            {t(`seats.${id}`)} {counts[id]}
          </Button>
        ))}
        <TextInput
          aria-label={t('seats.search')}
          placeholder={t('seats.search')}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          data-testid="seats-search"
        />
        <Text size="sm" c="dimmed" data-testid="seats-shown">
          {t('seats.shown', { shown: found.length, all: seats.length })}
        </Text>
      </Group>
      <SeatList seats={found} />
    </div>
  );
}

function SeatList({ seats }: { readonly seats: readonly SeatView[] }) {
  const { t } = useConsoleText();
  const [top, setTop] = useState(0);
  const { from, to } = visibleRows(seats.length, ROW, top, HEIGHT);
  if (seats.length === 0) return <Text c="dimmed">{t('seats.noOne')}</Text>;
  return (
    <div
      className="seat-list"
      style={{ height: Math.min(HEIGHT, (seats.length + 1) * ROW + 2) }}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <table aria-rowcount={seats.length + 1}>
        <thead>
          <tr>
            <th>{t('seats.keypad')}</th>
            <th>{t('seats.name')}</th>
            <th>{t('seats.group')}</th>
            <th>{t('seats.presence')}</th>
            <th>{t('seats.submitted')}</th>
            <th>{t('seats.heard')}</th>
            <th>{t('seats.battery')}</th>
          </tr>
        </thead>
        <tbody>
          {from > 0 && <tr aria-hidden="true" style={{ height: from * ROW }} />}
          {seats.slice(from, to).map((seat, at) => (
            <SeatRow key={seat.slot} seat={seat} index={from + at + 2} />
          ))}
          {to < seats.length && <tr aria-hidden="true" style={{ height: (seats.length - to) * ROW }} />}
        </tbody>
      </table>
    </div>
  );
}

/** What is known of a seat in a vote; a mark in the text says the same as the word. */
function voteOf({ submitted, heard, present }: SeatView): 'submitted' | 'heard' | 'notHeard' | 'pending' | null {
  if (submitted === null || !present) return null;
  if (submitted) return 'submitted';
  return heard === null ? 'pending' : heard ? 'heard' : 'notHeard';
}

function SeatRow({ seat, index }: { readonly seat: SeatView; readonly index: number }) {
  const { t } = useConsoleText();
  const vote = voteOf(seat);
  const mark = (value: boolean | null) => (value === true ? '✓' : t('app.none'));
  return (
    <tr style={{ height: ROW }} aria-rowindex={index} data-testid={`seat-${seat.keypad}`}>
      <td>{seat.keypad}</td>
      <td>{seat.name}</td>
      <td>{seat.group}</td>
      <td>{mark(seat.present)}</td>
      <td data-testid={`seat-${seat.keypad}-vote`} data-vote={vote ?? 'none'}>
        {vote === null ? t('app.none') : t(`vote.${vote}`)}
      </td>
      <td data-abnormal={seatIs('silent', seat)}>
        {seat.heardAgo === null ? t('seats.never') : t('seats.ago', { seconds: Math.round(seat.heardAgo) })}
      </td>
      <td data-abnormal={seat.battery !== null && seat.battery < LOW_BATTERY}>
        {seat.battery === null ? t('app.none') : `${seat.battery}%`}
      </td>
    </tr>
  );
}
