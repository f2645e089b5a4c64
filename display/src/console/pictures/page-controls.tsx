import { Button, Group, Text } from '@mantine/core';
import type { RefObject } from 'react';
import type { ConsoleView } from '@piaojue/contract/console-view';
import type { ScreenPlace } from '@piaojue/contract/screen-view';
import { useConsoleText } from '../../i18n/console-text.ts';
import { useOrders } from '../orders.ts';
import { pageBeside, useShownPages } from './shown-pages.ts';
import { usePageKeys } from './use-page-keys.ts';

/** Pages of the picture that a place shows, with PgUp and PgDn for the hall's; what turns by itself can be paused (WCAG 2.2.2). */
export function PageControls(props: {
  readonly view: ConsoleView;
  readonly place?: ScreenPlace;
  /** Of the picture on the screen. */
  readonly frame: RefObject<HTMLElement | null>;
}) {
  const { t } = useConsoleText();
  const { order, busy } = useOrders();
  const { place = 'hall' } = props;
  const shown = useShownPages(props.frame);
  const { auto } = props.view.screens[place].view.paging;
  const turn = (by: 1 | -1) => {
    const to = pageBeside(shown, by);
    if (to !== null && !busy) void order('screen:page', { place, ...to });
  };
  const isPaged = shown.pages > 1 && props.view.screens[place].view.picture.kind !== 'reading';
  usePageKeys(isPaged && place === 'hall', turn);
  if (!isPaged) return null;
  const step = (by: 1 | -1, label: string, testId: string) => (
    <Button
      size="md"
      variant="default"
      disabled={busy || pageBeside(shown, by) === null}
      onClick={() => turn(by)}
      data-testid={`${testId}-${place}`}
    >
      {label}
    </Button>
  );
  return (
    <section className="picture-controls" aria-label={t('paging.title')} data-testid={`paging-${place}`}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={700} data-testid={`page-shown-${place}`}>
          {shown.overview === 'shown'
            ? t('paging.overview')
            : t('paging.page', { page: shown.page + 1, pages: shown.pages })}
        </Text>
        {auto !== null && <Text size="sm">{t('paging.running')}</Text>}
      </Group>
      <Group gap="xs" grow>
        {step(-1, t('paging.previous'), 'page-previous')}
        {step(1, t('paging.next'), 'page-next')}
      </Group>
      <Button
        size="md"
        variant={auto === null ? 'default' : 'filled'}
        aria-pressed={auto !== null}
        disabled={busy}
        onClick={() => void order('screen:page', { place, page: shown.page, auto: auto === null })}
        data-testid={`page-auto-${place}`}
      >
        {t(auto === null ? 'paging.auto' : 'paging.pause')}
      </Button>
    </section>
  );
}
