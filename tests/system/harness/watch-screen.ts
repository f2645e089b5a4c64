import type { Picture, ScreenView } from '@piaojue/contract/screen-view';
import { io } from 'socket.io-client';
import { post } from './raw-socket.ts';
import { Changes } from './wait.ts';

export interface WatchedScreen {
  /** Every picture the hall was sent, in order. */
  readonly pictures: Picture[];
  readonly changes: Changes;
  close(): void;
}

/** A hall screen that keeps all it is shown; resolves with the first picture. */
export async function watchScreen(url: string, pin: string): Promise<WatchedScreen> {
  const { body } = await post(url, '/api/session', { pin });
  const socket = io(`${url}/screen`, { auth: { token: body['token'] }, transports: ['websocket'], forceNew: true });
  const pictures: Picture[] = [];
  const changes = new Changes();
  socket.on('screen:snapshot', ({ picture }: ScreenView) => {
    pictures.push(picture);
    changes.happened();
  });
  await changes.until('the first picture', () => pictures.length > 0);
  return { pictures, changes, close: () => void socket.disconnect() };
}

/** What kinds of picture followed each other. */
export const kindsOf = (pictures: readonly Picture[]): Picture['kind'][] =>
  pictures.map(({ kind }) => kind).filter((kind, i, all) => kind !== all[i - 1]);
