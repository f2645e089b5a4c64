import { Group, Stack } from '@mantine/core';
import { useState } from 'react';
import type { AgendaItemView } from '@piaojue/contract/agenda';
import { useConsoleText } from '../../i18n/console-text.ts';
import { OrderButton } from '../order-button.tsx';
import { useOrders } from '../orders.ts';
import { ItemTextFields, type ItemTexts, itemTexts } from './item-texts.tsx';

/** Another title or speaker for an item that has not begun. What it is, and what is voted on in it, stays. */
export function ChangeItem(props: { readonly item: AgendaItemView; readonly onDone: () => void }) {
  const { t } = useConsoleText();
  const { order } = useOrders();
  const { id, kind, title, presenter } = props.item;
  const [texts, setTexts] = useState<ItemTexts>({ title, presenter });
  const sent = itemTexts(texts);
  const isSame = texts.title === title && texts.presenter === presenter;
  const save = async () => {
    if (sent === null || isSame) return;
    const answer = await order('agenda:set', { item: { id, kind, ...sent } });
    if (answer !== null && answer !== 'no-answer' && answer.ok) props.onDone();
  };
  return (
    <Stack gap={6} data-testid={`change-item-${id}`}>
      <ItemTextFields name={`change-${id}`} texts={texts} onTexts={setTexts} />
      <Group gap="xs">
        <OrderButton
          variant="filled"
          disabled={sent === null || isSame}
          onOrder={() => void save()}
          data-testid={`change-${id}-save`}
        >
          {t('item.save')}
        </OrderButton>
        <OrderButton onOrder={props.onDone}>{t('item.cancel')}</OrderButton>
      </Group>
    </Stack>
  );
}
