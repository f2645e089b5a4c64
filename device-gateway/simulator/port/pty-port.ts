import { constants, openSync } from 'node:fs';
import { rename, rm, symlink } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { ReadStream } from 'node:tty';
import * as nodePty from '@lydell/node-pty';
import type { SimPort } from './sim-port.ts';

/** Bytes that may wait for a host that does not read. */
const MOST_WAITING = 65_536;

/** What node-pty gives and does not type. */
interface OpenedPty {
  readonly master: Socket;
  readonly slave: Socket;
  readonly ptsName: string;
}

const pseudoTerminals = nodePty as unknown as { open(options: { encoding: null }): OpenedPty };

export interface PtyPort extends SimPort {
  /** Nobody takes what the host writes any more; the device stays. */
  pause(): void;
}

/**
 * A pty behind a stable name: a link in the folder that points at the current /dev/pts/N, as udev's by-id names do.
 * Must live in another process than the one that opens the port.
 */
export function ptyPort(link: string): PtyPort {
  let pty: { master: Socket; held: ReadStream } | undefined;
  return {
    name: link,
    async plug(onData) {
      const { master, slave, ptsName } = pseudoTerminals.open({ encoding: null });
      // The library reads the slave too and would take 83–99 % of the bytes: its end is closed at once. One end of our
      // own stays open unread, so that the master sees no hang-up while no host is there; it also sets raw mode, because a
      // fresh pty echoes.
      const held = new ReadStream(openSync(ptsName, constants.O_RDWR | constants.O_NOCTTY));
      held.setRawMode(true);
      slave.destroy();
      master.on('error', () => undefined);
      master.on('data', onData);
      pty = { master, held };
      const fresh = `${link}.new`;
      await rm(fresh, { force: true });
      await symlink(ptsName, fresh);
      await rename(fresh, link);
    },
    async unplug() {
      await rm(link, { force: true });
      const { master, held } = pty ?? {};
      pty = undefined;
      held?.destroy();
      master?.destroy();
    },
    pause() {
      pty?.master.pause();
    },
    write(bytes) {
      if (!pty || pty.master.destroyed || pty.master.writableLength > MOST_WAITING) return false;
      pty.master.write(bytes);
      return true;
    },
  };
}
