import type { SeatView } from '@piaojue/contract/console-view';
import { useConsoleText } from '../../i18n/console-text.ts';

/** What a seat is called in buttons and lists: by name where keypads were handed out by name, else by the keypad alone. */
export function useSeatName(): (seat: Pick<SeatView, 'name' | 'keypad'>) => string {
  const { t } = useConsoleText();
  return ({ name, keypad }) => (name === '' ? t('seats.token', { keypad }) : t('seats.who', { name, keypad }));
}
