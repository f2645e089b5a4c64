import { Button, Group, Text } from '@mantine/core';
import type { ConsoleView } from '@piaojue/contract/console-view';
import type { RankingResult, ResultRow } from '@piaojue/contract/screen-view';
import { useConsoleText } from '../../i18n/console-text.ts';
import { byRank } from '../../screen/result-order.ts';
import { useOrders } from '../orders.ts';
import { usePageKeys } from './use-page-keys.ts';

/** 逐项宣读: one row more on the hall's screen as it is read, with PgDn (also that of a presenter); PgUp takes one back. */
export function ReadingControls({ view }: { readonly view: ConsoleView }) {
  const { t } = useConsoleText();
  const { order, busy } = useOrders();
  const { picture } = view.screens.hall.view;
  const isRead = picture.kind === 'reading';
  const read = (by: 1 | -1 | 'rest') => {
    if (!busy) void order('screen:read', { by });
  };
  usePageKeys(isRead, read);
  if (!isRead) return null;
  const { shown, of } = picture.reading;
  const next = nextRows(view, shown);
  return (
    <section className="picture-controls" aria-label={t('read.title')} data-testid="read-controls">
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={700}>
          {t('read.title')}
        </Text>
        <Text size="sm" data-testid="read-count">
          {t('read.count', { shown, of })}
        </Text>
      </Group>
      {next.length > 0 && (
        <Text size="sm" data-testid="read-next-name">
          {t('read.upNext', { name: next.map(({ name }) => name).join('、') })}
        </Text>
      )}
      <Button size="md" disabled={busy} onClick={() => read(1)} data-testid="read-next">
        {t('read.next')}
      </Button>
      <Group gap="xs" grow>
        <Button
          size="md"
          variant="default"
          disabled={busy || shown === 0}
          onClick={() => read(-1)}
          data-testid="read-back"
        >
          {t('read.back')}
        </Button>
        <Button size="md" variant="default" disabled={busy} onClick={() => read('rest')} data-testid="read-rest">
          {t('read.rest')}
        </Button>
      </Group>
    </section>
  );
}

/** Whom the next step shows: the desk has the whole result. */
function nextRows({ current }: ConsoleView, shown: number): readonly ResultRow[] {
  const result = current?.result;
  if (result?.form !== 'ranking') return [];
  const ranked = byRank((result satisfies RankingResult).rows);
  const [first] = ranked.slice(shown);
  return ranked.slice(shown).filter(({ rank }) => rank === first?.rank);
}
