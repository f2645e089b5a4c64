import { Group, Text, TextInput } from '@mantine/core';
import { useDeferredValue, useState } from 'react';
import type { SeatView } from '@piaojue/contract/console-view';
import { useConsoleText } from '../i18n/console-text.ts';
import { FilterButtons } from './filter-buttons.tsx';
import { LongTable } from './long-table.tsx';
import { countSeats, findSeats, LOW_BATTERY, SEAT_FILTERS, type SeatFilter, seatIs } from './seat-filter.ts';
import { SeatMap } from './seat-map.tsx';

/** px */
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
        <FilterButtons
          filters={SEAT_FILTERS}
          chosen={filter}
          counts={counts}
          label={(id) => t(`seats.${id}`)}
          testId="seats"
          onChoose={setFilter}
        />
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
  if (seats.length === 0) return <Text c="dimmed">{t('seats.noOne')}</Text>;
  return (
    <LongTable
      height={HEIGHT}
      headings={[
        t('seats.keypad'),
        t('seats.name'),
        t('seats.group'),
        t('seats.presence'),
        t('seats.submitted'),
        t('seats.heard'),
        t('seats.battery'),
      ]}
      rows={seats}
      idOf={({ keypad }) => `seat-${keypad}`}
      cells={SeatCells}
    />
  );
}

/** What is known of a seat in a vote; a mark in the text says the same as the word. */
function voteOf({ submitted, heard, present }: SeatView): 'submitted' | 'heard' | 'notHeard' | 'pending' | null {
  if (submitted === null || !present) return null;
  if (submitted) return 'submitted';
  return heard === null ? 'pending' : heard ? 'heard' : 'notHeard';
}

function SeatCells({ row: seat }: { readonly row: SeatView }) {
  const { t } = useConsoleText();
  const vote = voteOf(seat);
  const mark = (value: boolean | null) => (value === true ? '✓' : t('app.none'));
  return (
    <>
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
    </>
  );
}
