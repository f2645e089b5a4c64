import { Button, Group, NumberInput, Paper, PasswordInput, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { SeatView } from '@piaojue/contract/console-view';
import { useConsoleText } from '../../i18n/console-text.ts';
import { OrderButton } from '../order-button.tsx';
import { useOrders } from '../orders.ts';
import { SecondLookButton } from '../second-look-button.tsx';
import { useSeatName } from './seat-name.ts';

/** What may be done for one seat: 中途退场 and back, and another keypad; in an open round with the monitor's PIN. */
export function SeatActions(props: {
  readonly seat: SeatView;
  /** A round is open: two people replace a keypad. */
  readonly voting: boolean;
  readonly onClose: () => void;
}) {
  const { t } = useConsoleText();
  const { order } = useOrders();
  const nameOf = useSeatName();
  const { seat, voting } = props;
  const { slot } = seat;
  const [keypad, setKeypad] = useState<number | null>(null);
  const [monitorPin, setMonitorPin] = useState('');
  const [replaced, setReplaced] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const ready = keypad !== null && keypad !== seat.keypad && (!voting || monitorPin !== '');
  const replace = async () => {
    if (!ready) return;
    const answer = await order('keypad:replace', { slot, keypad, ...(voting ? { monitorPin } : {}) });
    if (answer === null) return;
    setMonitorPin('');
    if (answer !== 'no-answer' && answer.ok) {
      setKeypad(null);
      setReplaced(true);
    }
  };
  return (
    <Paper withBorder p="sm" my="xs" component="section" data-testid="seat-actions">
      <Stack gap="xs">
        <Group justify="space-between">
          <Text component="h3" fw={700} ref={heading} tabIndex={-1}>
            {nameOf(seat)}
          </Text>
          <Button variant="default" size="compact-md" onClick={props.onClose} data-testid="seat-close">
            {t('seats.close')}
          </Button>
        </Group>
        {(seat.present || seat.left) && (
          <Group gap="sm">
            <OrderButton
              onOrder={() => void order(seat.left ? 'seat:return' : 'seat:leave', { slot })}
              data-testid={seat.left ? 'seat-return' : 'seat-leave'}
            >
              {t(seat.left ? 'seats.return' : 'seats.leave')}
            </OrderButton>
            <Text size="sm">{t('seats.leaveHint')}</Text>
          </Group>
        )}
        <Text size="sm">{t(voting ? 'seats.replaceOpenHint' : 'seats.replaceHint')}</Text>
        <div className="act-fields">
          <NumberInput
            label={t('seats.newKeypad')}
            hideControls
            allowDecimal={false}
            allowNegative={false}
            min={1}
            max={65_534}
            value={keypad ?? ''}
            onChange={(value) => {
              setReplaced(false);
              setKeypad(typeof value === 'number' ? value : null);
            }}
            data-testid="seat-new-keypad"
          />
          {voting && (
            <PasswordInput
              label={t('now.monitorPin')}
              value={monitorPin}
              autoComplete="off"
              onChange={(event) => setMonitorPin(event.currentTarget.value)}
              data-testid="seat-monitor-pin"
            />
          )}
          <SecondLookButton disabled={!ready} onConfirm={() => void replace()} data-testid="seat-replace">
            {t('seats.replace')}
          </SecondLookButton>
        </div>
        {replaced && (
          <Text role="status" data-testid="seat-replaced">
            ✓ {t('seats.replaced')}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}
