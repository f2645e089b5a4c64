import { Checkbox, PasswordInput, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ConsoleView, SeatView } from '@piaojue/contract/console-view';
import { useConsoleText } from '../../i18n/console-text.ts';
import { useOrders } from '../orders.ts';
import { findSeats } from '../seats/seat-filter.ts';
import { SecondLookButton } from '../second-look-button.tsx';
import { useSeatName } from '../seats/seat-name.ts';

/** Who may still leave the keypads: present, not submitted, not on paper yet. */
const mayMove = (seat: SeatView): boolean => seat.present && seat.submitted === false && seat.onPaper !== true;

/** Mixed round: some who have not submitted vote on paper, with the monitor's PIN. */
export function MoveToPaper(props: { readonly view: ConsoleView; readonly roundId: number }) {
  const { t } = useConsoleText();
  const { order } = useOrders();
  const nameOf = useSeatName();
  const [query, setQuery] = useState('');
  const [wanted, setWanted] = useState<ReadonlySet<number>>(new Set());
  const [monitorPin, setMonitorPin] = useState('');
  const possible = props.view.seats.filter(mayMove);
  // Who has submitted meanwhile drops out by himself.
  const slots = possible.map(({ slot }) => slot).filter((slot) => wanted.has(slot));
  const move = async () => {
    if (slots.length === 0 || monitorPin === '') return;
    const answer = await order('round:toPaper', { roundId: props.roundId, slots, monitorPin });
    if (answer === null) return;
    setMonitorPin('');
    if (answer !== 'no-answer' && answer.ok) setWanted(new Set());
  };
  return (
    <div className="move-to-paper" data-testid="to-paper">
      <Text size="sm">{t('paper.moveHint')}</Text>
      <TextInput
        aria-label={t('seats.search')}
        placeholder={t('seats.search')}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
        data-testid="to-paper-search"
      />
      <div className="move-list">
        {possible.length === 0 && <Text c="dimmed">{t('paper.moveNobody')}</Text>}
        {findSeats(possible, 'all', query).map((seat) => (
          <Checkbox
            key={seat.slot}
            label={nameOf(seat)}
            checked={wanted.has(seat.slot)}
            onChange={(event) => {
              const next = new Set(wanted);
              if (event.currentTarget.checked) next.add(seat.slot);
              else next.delete(seat.slot);
              setWanted(next);
            }}
            data-testid={`to-paper-${seat.keypad}`}
          />
        ))}
      </div>
      <div className="act">
        <PasswordInput
          label={t('now.monitorPin')}
          value={monitorPin}
          autoComplete="off"
          onChange={(event) => setMonitorPin(event.currentTarget.value)}
          data-testid="to-paper-pin"
        />
        <SecondLookButton
          disabled={slots.length === 0 || monitorPin === ''}
          onConfirm={() => void move()}
          data-testid="to-paper-confirm"
        >
          {t('paper.confirmMove')} · {t('paper.chosen', { n: slots.length })}
        </SecondLookButton>
      </div>
    </div>
  );
}
