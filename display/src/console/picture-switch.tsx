import { Button, Group, Stack, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { ConsoleView } from '@piaojue/contract/console-view';
import { useConsoleText } from '../i18n/console-text.ts';
import { useOrders } from './orders.ts';
import type { ShowOrder } from '@piaojue/contract/commands';
import { mayChoosePicture, shownNow } from './picture-order.ts';

/** Which picture the hall sees between votes; F7 goes on, F8 goes to the title. */
export function PictureSwitch({ view }: { readonly view: ConsoleView }) {
  const { t } = useConsoleText();
  const { order, busy } = useOrders();
  const free = mayChoosePicture(view);
  const now = shownNow(view);
  const candidates = view.current?.candidates.length ?? 0;
  const show = (shown: ShowOrder | null) => {
    if (free && !busy && shown !== null) void order('screen:show', shown);
  };
  const latest = useRef({ show, view });
  useEffect(() => {
    latest.current = { show, view };
  });

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.isComposing || event.repeat || (event.key !== 'F7' && event.key !== 'F8')) return;
      event.preventDefault();
      const { show: go, view: shown } = latest.current;
      go(event.key === 'F8' ? { picture: 'idle' } : shown.screens.hall.nextShow);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);

  const button = (shown: ShowOrder, label: string, active: boolean, disabled = false) => (
    <Button
      variant={active ? 'filled' : 'default'}
      aria-pressed={active}
      disabled={!free || busy || disabled}
      onClick={() => show(shown)}
      data-testid={`show-${shown.picture}`}
    >
      {label}
    </Button>
  );
  const index = now.picture === 'candidates' ? (now.index ?? null) : null;
  return (
    <Stack gap="xs">
      <Text size="sm" fw={700}>
        {t('picture.switch')}
      </Text>
      <Group gap="xs">
        {button({ picture: 'idle' }, t('picture.idle'), now.picture === 'idle')}
        {button({ picture: 'agenda' }, t('picture.agenda'), now.picture === 'agenda', view.agenda.items.length === 0)}
        {button({ picture: 'item' }, t('picture.item'), now.picture === 'item', view.agenda.now === null)}
        {button({ picture: 'signIn' }, t('picture.signIn'), now.picture === 'signIn')}
        {button(
          { picture: 'candidates', index: null },
          t('picture.candidates'),
          now.picture === 'candidates' && index === null,
          candidates === 0,
        )}
        {button({ picture: 'round' }, t('picture.round'), now.picture === 'round', view.current === null)}
      </Group>
      <Group gap="xs" wrap="nowrap">
        <Button
          variant="default"
          disabled={!free || busy || candidates === 0 || (index ?? 0) <= 0}
          onClick={() => show({ picture: 'candidates', index: (index ?? 1) - 1 })}
          data-testid="candidate-previous"
        >
          {t('picture.previous')}
        </Button>
        <Text size="sm">
          {t('picture.one')} {index === null ? t('app.none') : `${index + 1}/${candidates}`}
        </Text>
        <Button
          variant="default"
          disabled={!free || busy || candidates === 0 || (index ?? -1) >= candidates - 1}
          onClick={() => show({ picture: 'candidates', index: (index ?? -1) + 1 })}
          data-testid="candidate-next"
        >
          {t('picture.next')}
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        {free ? t('picture.keys') : t('picture.fixed')}
      </Text>
    </Stack>
  );
}
