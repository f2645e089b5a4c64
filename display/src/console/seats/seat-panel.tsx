import { Group, Text, TextInput } from '@mantine/core';
import { createContext, useContext, useDeferredValue, useState } from 'react';
import type { SeatView } from '@piaojue/contract/console-view';
import { useConsoleText } from '../../i18n/console-text.ts';
import { FilterButtons } from '../filter-buttons.tsx';
import { LongTable } from '../long-table.tsx';
import { countSeats, findSeats, LOW_BATTERY, SEAT_FILTERS, type SeatFilter, seatIs } from './seat-filter.ts';
import { HallMap } from './hall-map.tsx';
import { SeatActions } from './seat-actions.tsx';
import { useSeatName } from './seat-name.ts';

/** px */
const HEIGHT = 340;

/** Opens what may be done for a seat; rows are drawn far below the panel that knows. */
const ChooseSeat = createContext<(slot: number) => void>(() => undefined);

/** Who has not signed in, left, not submitted, is silent or low on battery, and what to do about it. Never a choice. */
export function SeatPanel(props: {
  readonly seats: readonly SeatView[];
  /** A round is open. */
  readonly voting: boolean;
}) {
  const { t } = useConsoleText();
  const { seats } = props;
  const [chosen, setChosen] = useState<number | null>(null);
  const seat = seats.find(({ slot }) => slot === chosen);
  const [filter, setFilter] = useState<SeatFilter>('all');
  const [query, setQuery] = useState('');
  const wanted = useDeferredValue(query);
  const counts = countSeats(seats);
  const found = findSeats(seats, filter, wanted);
  return (
    <div className="seat-panel">
      <HallMap seats={seats} voting={props.voting} onChoose={setChosen} />
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
          miw={270}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          data-testid="seats-search"
        />
        <Text size="sm" c="dimmed" data-testid="seats-shown">
          {t('seats.shown', { shown: found.length, all: seats.length })}
        </Text>
      </Group>
      {seat !== undefined && (
        <SeatActions key={seat.slot} seat={seat} voting={props.voting} onClose={() => setChosen(null)} />
      )}
      <ChooseSeat value={setChosen}>
        <SeatList seats={found} />
      </ChooseSeat>
    </div>
  );
}

function SeatList({ seats }: { readonly seats: readonly SeatView[] }) {
  const { t } = useConsoleText();
  if (seats.length === 0) return <Text c="dimmed">{t('seats.noOne')}</Text>;
  return (
    <LongTable
      className="seat-rows"
      label={t('tabs.seats')}
      height={HEIGHT}
      headings={[
        t('seats.keypad'),
        t('seats.name'),
        t('seats.group'),
        t('seats.presence'),
        t('seats.submitted'),
        t('seats.heard'),
        t('seats.battery'),
        t('seats.act'),
      ]}
      rows={seats}
      idOf={({ keypad }) => `seat-${keypad}`}
      cells={SeatCells}
    />
  );
}

/** What is known of a seat in a vote; a mark in the text says the same as the word. */
function voteOf({
  submitted,
  heard,
  present,
  onPaper,
}: SeatView): 'submitted' | 'onPaper' | 'heard' | 'notHeard' | 'pending' | null {
  if (onPaper === true) return 'onPaper';
  if (submitted === null || !present) return null;
  if (submitted) return 'submitted';
  return heard === null ? 'pending' : heard ? 'heard' : 'notHeard';
}

function SeatCells({ row: seat }: { readonly row: SeatView }) {
  const { t } = useConsoleText();
  const vote = voteOf(seat);
  const nameOf = useSeatName();
  const choose = useContext(ChooseSeat);
  return (
    <>
      <td>{seat.keypad}</td>
      <td>{seat.name}</td>
      <td>{seat.group}</td>
      <td>{seat.left ? t('seats.left') : seat.present ? '✓' : t('app.none')}</td>
      <td data-testid={`seat-${seat.keypad}-vote`} data-vote={vote ?? 'none'}>
        {vote === null ? t('app.none') : t(`vote.${vote}`)}
      </td>
      <td data-abnormal={seatIs('silent', seat)}>
        {seat.heardAgo === null ? t('seats.never') : t('seats.ago', { seconds: Math.round(seat.heardAgo) })}
      </td>
      <td data-abnormal={seat.battery !== null && seat.battery < LOW_BATTERY}>
        {seat.battery === null ? t('app.none') : `${seat.battery}%`}
      </td>
      <td>
        <button
          type="button"
          className="row-button"
          aria-label={t('seats.actOn', { who: nameOf(seat) })}
          onClick={() => choose(seat.slot)}
          data-testid={`seat-${seat.keypad}-act`}
        >
          ⋯
        </button>
      </td>
    </>
  );
}
