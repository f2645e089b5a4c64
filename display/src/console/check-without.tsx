import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useConsoleText } from '../i18n/console-text.ts';
import { OrderButton } from './order-button.tsx';
import { useOrders } from './orders.ts';

/** A sitting is opened without a report: that is recorded too, with its reason. */
export function CheckWithout() {
  const { t } = useConsoleText();
  const { order } = useOrders();
  const [reason, setReason] = useState('');
  const accept = async () => {
    const without = reason.trim();
    if (without === '') return;
    const answer = await order('keypads:accept', { without });
    if (answer !== null && answer !== 'no-answer' && answer.ok) setReason('');
  };
  return (
    <details>
      <summary>{t('check.without')}</summary>
      <div className="act">
        <TextInput
          label={t('check.withoutReason')}
          value={reason}
          maxLength={200}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-testid="check-without-reason"
        />
        <OrderButton disabled={reason.trim() === ''} onOrder={() => void accept()} data-testid="check-without">
          {t('check.withoutAccept')}
        </OrderButton>
      </div>
    </details>
  );
}
