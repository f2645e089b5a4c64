import { Button, Group, Stack, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { ShowOrder } from '@piaojue/contract/commands';
import type { ConsoleView } from '@piaojue/contract/console-view';
import type { ScreenPlace } from '@piaojue/contract/screen-view';
import { useConsoleText } from '../i18n/console-text.ts';
import { useOrders } from './orders.ts';
import { mayChoosePicture, shownNow } from './picture-order.ts';

/** Which picture the screens of a place show between votes; for the hall F7 shows the preview, F8 the title. */
export function PictureSwitch(props: { readonly view: ConsoleView; readonly place?: ScreenPlace }) {
  const { t } = useConsoleText();
  const { order, busy } = useOrders();
  const { view, place = 'hall' } = props;
  const isHall = place === 'hall';
  const free = mayChoosePicture(view, place);
  const now = shownNow(view, place);
  const candidates = view.current?.candidates.length ?? 0;
  const { nextShow } = view.screens[place];
  const show = (shown: ShowOrder | null) => {
    if (free && !busy && shown !== null) void order('screen:show', { place, ...shown });
  };
  const latest = useRef({ show, nextShow });
  useEffect(() => {
    latest.current = { show, nextShow };
  });

  useEffect(() => {
    if (!isHall) return;
    const press = (event: KeyboardEvent) => {
      if (event.isComposing || event.repeat || (event.key !== 'F7' && event.key !== 'F8')) return;
      event.preventDefault();
      latest.current.show(event.key === 'F8' ? { picture: 'idle' } : latest.current.nextShow);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [isHall]);

  /** The hall's buttons are what tests of before know. */
  const id = (name: string) => (isHall ? name : `presidium-${name}`);
  const button = (shown: ShowOrder, label: string, active: boolean, disabled = false) => (
    <Button
      variant={active ? 'filled' : 'default'}
      aria-pressed={active}
      disabled={!free || busy || disabled}
      onClick={() => show(shown)}
      data-testid={id(`show-${shown.picture}`)}
    >
      {label}
    </Button>
  );
  const index = now.picture === 'candidates' ? (now.index ?? null) : null;
  const isAnnounced = view.current?.announced ?? false;
  return (
    <Stack gap="xs">
      {isHall && (
        <Button
          size="md"
          disabled={!free || busy}
          onClick={() => show(nextShow)}
          data-testid="show-next"
          className="take-button"
        >
          {t('picture.take')}
        </Button>
      )}
      <Text size="sm" fw={700}>
        {t(isHall ? 'picture.switch' : 'picture.switchPresidium')}
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
        {button({ picture: 'summary' }, t('picture.summary'), now.picture === 'summary', !isAnnounced)}
        {button({ picture: 'calibration' }, t('picture.calibration'), now.picture === 'calibration')}
      </Group>
      <Group gap="xs" wrap="nowrap">
        <Button
          variant="default"
          disabled={!free || busy || candidates === 0 || (index ?? 0) <= 0}
          onClick={() => show({ picture: 'candidates', index: (index ?? 1) - 1 })}
          data-testid={id('candidate-previous')}
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
          data-testid={id('candidate-next')}
        >
          {t('picture.next')}
        </Button>
      </Group>
      {isHall && (
        <Text size="xs" c="dimmed">
          {free ? t('picture.keys') : t('picture.fixed')}
        </Text>
      )}
    </Stack>
  );
}
