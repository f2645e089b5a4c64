import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type PtyPort, ptyPort } from '@piaojue/device-gateway/simulator/port/pty-port';
import { encodeLine, payloadOf, SEQUENCES } from '@piaojue/firmware-protocol/line';
import type { UpMessage } from '@piaojue/firmware-protocol/messages';

/**
 * Receivers on ptys that saturate their lines, in a process of its own: a full line of ballots up at 921,600 baud for as
 * long as they are told to, then a hang-up of one kind or the other. Started by line-truth.test.ts over IPC.
 */
export type ToRig =
  | { readonly type: 'flood' | 'rest'; readonly port: number }
  /** `closed`: the device is gone. `dark`: it stays, and neither takes nor gives a byte any more. */
  | { readonly type: 'hangUp'; readonly port: number; readonly kind: HangUp }
  /** Another device under the same name. */
  | { readonly type: 'plug'; readonly port: number };
export type FromRig =
  | { readonly type: 'ready'; readonly ports: readonly string[] }
  | {
      readonly type: 'hungUp';
      readonly port: number;
      /** ms since the epoch */
      readonly at: number;
      /** Ballots that went up and bytes that came down in the time of the flood, a second. */
      readonly ballotsPerSecond: number;
      readonly bytesDownPerSecond: number;
    };
export type HangUp = 'closed' | 'dark';

const BYTES_PER_MS = 92.16;
const STEP_MS = 5;

interface Seat {
  readonly name: string;
  port: PtyPort;
  /** Nobody reads it any more; it stays open. */
  readonly dark: PtyPort[];
  boot: number;
  sequence: number;
  counter: number;
  floodSince: number | null;
  budget: number;
  sent: number;
  down: number;
  nextBeat: number;
  mute: boolean;
  text: string;
}

const [folder = '.', count = '1'] = process.argv.slice(2);
const tell = (message: FromRig): void => void process.send?.(message);
const seats: Seat[] = [];

function say(seat: Seat, message: UpMessage): number {
  const line = Buffer.from(`${encodeLine(message.type, seat.sequence, payloadOf(message))}\n`, 'latin1');
  seat.sequence = (seat.sequence + 1) % SEQUENCES;
  seat.port.write(line);
  return line.length;
}

async function plug(seat: Seat): Promise<void> {
  seat.boot++;
  seat.sequence = 0;
  seat.mute = false;
  seat.floodSince = null;
  seat.text = '';
  const { port } = seat;
  await port.plug((bytes) => {
    if (seat.mute || seat.port !== port) return;
    seat.down += bytes.length;
    // A greeting for each O with sequence 0 is all that the host wants of it.
    const lines = (seat.text + bytes.toString('latin1')).split('\n');
    seat.text = lines.pop() ?? '';
    if (lines.some((line) => line.startsWith('$OAA'))) greet(seat);
  });
}

function greet(seat: Seat): void {
  const receiver = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, seats.indexOf(seat)]);
  const channel = seats.indexOf(seat) + 1;
  say(seat, { type: 'G', oldest: 1, newest: 1, boot: seat.boot, receiver, channel, queue: 100, features: 31 });
}

function step(): void {
  const now = performance.now();
  for (const seat of seats) {
    if (seat.mute) continue;
    if (now >= seat.nextBeat) {
      seat.nextBeat = now + 1000;
      say(seat, { type: 'T', uptime: 1, queue: 0, load: 0 });
    }
    if (seat.floodSince === null) continue;
    seat.budget = Math.min(seat.budget + STEP_MS * BYTES_PER_MS, BYTES_PER_MS * 50);
    while (seat.budget > 0) {
      seat.budget -= say(seat, {
        type: 'B',
        rssi: 60,
        keypad: 1 + (seat.counter % 3000),
        round: seat.boot,
        counter: ++seat.counter,
        paper: 1,
        ciphertext: new Uint8Array(16),
        tag: new Uint8Array(8),
      });
      seat.sent++;
    }
  }
}

async function hangUp(seat: Seat, kind: HangUp): Promise<void> {
  const seconds = seat.floodSince === null ? 1 : (performance.now() - seat.floodSince) / 1000;
  const at = Date.now();
  seat.mute = true;
  seat.floodSince = null;
  tell({
    type: 'hungUp',
    port: seats.indexOf(seat),
    at,
    ballotsPerSecond: Math.round(seat.sent / seconds),
    bytesDownPerSecond: Math.round(seat.down / seconds),
  });
  if (kind === 'closed') return await seat.port.unplug();
  // The old device stays as it is, unread; its name goes over to the next one.
  seat.port.pause();
  seat.dark.push(seat.port);
  rmSync(seat.name, { force: true });
  seat.port = ptyPort(seat.name);
}

process.on('message', (message: ToRig) => {
  const seat = seats[message.port];
  if (!seat) return;
  if (message.type === 'plug') void plug(seat);
  else if (message.type === 'hangUp') void hangUp(seat, message.kind);
  else if (message.type === 'rest') seat.floodSince = null;
  else Object.assign(seat, { floodSince: performance.now(), sent: 0, down: 0, budget: 0 });
});
process.on('disconnect', () => process.exit(0));

for (let i = 0; i < Number(count); i++) {
  const name = join(folder, `receiver-${i}`);
  const seat: Seat = {
    name,
    port: ptyPort(name),
    dark: [],
    boot: 0,
    sequence: 0,
    counter: 0,
    floodSince: null,
    budget: 0,
    sent: 0,
    down: 0,
    nextBeat: 0,
    mute: false,
    text: '',
  };
  seats.push(seat);
  await plug(seat);
}
setInterval(step, STEP_MS);
tell({ type: 'ready', ports: seats.map(({ name }) => name) });
