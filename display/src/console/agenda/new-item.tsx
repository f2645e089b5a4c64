import { Group, NativeSelect, Stack } from '@mantine/core';
import { useState } from 'react';
import type { AgendaItemView, AgendaKind } from '@piaojue/contract/agenda';
import { useConsoleText } from '../../i18n/console-text.ts';
import { OrderButton } from '../order-button.tsx';
import { useOrders } from '../orders.ts';
import { freshId } from '../fresh-id.ts';
import { ItemTextFields, type ItemTexts, itemTexts } from './item-texts.tsx';

const KINDS = ['note', 'vote', 'plenary', 'break'] as const satisfies readonly AgendaKind[];
const END = '';

/** Another item, before one that has not begun or at the end. What a vote is about is set up after. */
export function NewItem(props: { readonly items: readonly AgendaItemView[]; readonly onDone: () => void }) {
  const { t } = useConsoleText();
  const { order } = useOrders();
  const [kind, setKind] = useState<AgendaKind>('note');
  const [texts, setTexts] = useState<ItemTexts>({ title: '', presenter: '' });
  const sent = itemTexts(texts);
  const [before, setBefore] = useState(END);
  const places = props.items.filter(({ open }) => open);
  const add = async () => {
    if (sent === null) return;
    const id = freshId(
      'item',
      props.items.map((item) => item.id),
    );
    const answer = await order('agenda:insert', {
      item: { id, kind, ...sent },
      before: before === END ? null : before,
    });
    if (answer !== null && answer !== 'no-answer' && answer.ok) props.onDone();
  };
  return (
    <Stack gap={6} data-testid="new-item">
      <NativeSelect
        label={t('item.kind')}
        value={kind}
        data={KINDS.map((value) => ({ value, label: t(`item.${value}`) }))}
        onChange={(event) => setKind(event.currentTarget.value as AgendaKind)}
        data-testid="new-item-kind"
      />
      <ItemTextFields name="new-item" texts={texts} onTexts={setTexts} />
      <NativeSelect
        label={t('item.place')}
        value={before}
        data={[
          { value: END, label: t('item.atEnd') },
          ...places.map((item) => ({ value: item.id, label: t('item.before', { title: item.title }) })),
        ]}
        onChange={(event) => setBefore(event.currentTarget.value)}
        data-testid="new-item-before"
      />
      <Group gap="xs">
        <OrderButton variant="filled" disabled={sent === null} onOrder={() => void add()} data-testid="new-item-save">
          {t('item.save')}
        </OrderButton>
        <OrderButton onOrder={props.onDone}>{t('item.cancel')}</OrderButton>
      </Group>
    </Stack>
  );
}
