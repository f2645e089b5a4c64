import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { AgendaItemView } from '@piaojue/contract/agenda';
import { useConsoleText } from '../../i18n/console-text.ts';
import { OrderButton } from '../order-button.tsx';
import { useOrders } from '../orders.ts';
import { SecondLookButton } from '../second-look-button.tsx';
import { ChangeItem } from './change-item.tsx';

const MARK: Readonly<Record<AgendaItemView['state'], string>> = { done: '✓', now: '▶', next: '○' };

/** One item; opened, it says what may be done with it. A new plenary empties the sign-in, so it asks for a second look. */
export function AgendaItemLine(props: {
  readonly item: AgendaItemView;
  readonly at: number;
  readonly items: readonly AgendaItemView[];
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly onContest: () => void;
}) {
  const { t } = useConsoleText();
  const { order } = useOrders();
  const { item, at, items, isOpen } = props;
  const { id: itemId } = item;
  const [changing, setChanging] = useState(false);
  const go = () => void order('agenda:go', { itemId });
  /** Before which item it stands after it was moved by one; it never goes before what has begun. */
  const above = items[at - 1];
  const below = items[at + 1];
  return (
    <div className="agenda-item" data-state={item.state} data-testid={`item-${item.id}`}>
      <button
        type="button"
        className="agenda-item-head"
        aria-expanded={isOpen}
        aria-current={item.state === 'now' ? 'step' : undefined}
        onClick={props.onToggle}
        data-testid={`item-${item.id}-open`}
      >
        <span aria-hidden="true">{MARK[item.state]}</span>
        <span>
          <b>{item.title}</b>
          <small>
            {t(`item.${item.kind}`)} · {t(`item.${item.state}`)}
            {item.presenter !== '' && ` · ${item.presenter}`}
            {item.present !== null && ` · ${t('item.presentThen', { present: item.present })}`}
          </small>
          {item.kind === 'vote' && (
            <small>
              {item.contest === null
                ? t('item.noContest')
                : t('item.candidates', { kind: t(`kind.${item.contest.kind}`), count: item.contest.candidates })}
            </small>
          )}
        </span>
      </button>
      {isOpen && (
        <Stack gap={6} className="agenda-item-acts">
          {item.state !== 'now' &&
            (item.kind === 'plenary' && item.open ? (
              <>
                <Text size="sm">{t('item.goPlenaryHint')}</Text>
                <SecondLookButton variant="default" onConfirm={go} data-testid={`item-${item.id}-go`}>
                  {t('item.goPlenary')}
                </SecondLookButton>
              </>
            ) : (
              <OrderButton onOrder={go} data-testid={`item-${item.id}-go`}>
                {t('item.go')}
              </OrderButton>
            ))}
          {item.kind === 'vote' && item.open && (
            <OrderButton onOrder={props.onContest} data-testid={`item-${item.id}-contest`}>
              {t('item.setContest')}
            </OrderButton>
          )}
          {item.open && (
            <Group gap={6}>
              <Button
                variant="default"
                size="compact-md"
                aria-expanded={changing}
                onClick={() => setChanging(!changing)}
                data-testid={`item-${item.id}-change`}
              >
                {t('item.change')}…
              </Button>
              {above?.open === true && (
                <OrderButton
                  size="compact-md"
                  onOrder={() => void order('agenda:move', { itemId, before: above.id })}
                  data-testid={`item-${item.id}-up`}
                >
                  ↑ {t('item.up')}
                </OrderButton>
              )}
              {below !== undefined && (
                <OrderButton
                  size="compact-md"
                  onOrder={() => void order('agenda:move', { itemId, before: items[at + 2]?.id ?? null })}
                  data-testid={`item-${item.id}-down`}
                >
                  ↓ {t('item.down')}
                </OrderButton>
              )}
            </Group>
          )}
          {item.open && changing && <ChangeItem item={item} onDone={() => setChanging(false)} />}
          {item.open && (
            <>
              <Text size="sm">{t('item.dropHint')}</Text>
              <SecondLookButton
                variant="default"
                onConfirm={() => void order('agenda:drop', { itemId })}
                data-testid={`item-${item.id}-drop`}
              >
                {t('item.drop')}
              </SecondLookButton>
            </>
          )}
        </Stack>
      )}
    </div>
  );
}
