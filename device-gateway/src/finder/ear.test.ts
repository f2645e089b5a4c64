import { encodeLine, MAX_LINE, payloadOf } from '@piaojue/firmware-protocol/line';
import { Heartbeat, State } from '@piaojue/firmware-protocol/messages';
import { describe, expect, it } from 'vitest';
import { NOTHING_YET } from '../line/line-driver.ts';
import { Ear } from './ear.ts';

const BEAT = `${encodeLine('T', 5, Heartbeat.encode({ uptime: 9, queue: 0, load: 3 }))}\n`;
const heard = (text: string): readonly string[] =>
  new Ear().hear(Buffer.from(text, 'latin1')).map((message) => message.type);

describe('what counts as a receiver', () => {
  it('GW14 a heartbeat, also with a CR, behind half a line, behind noise, and in pieces', () => {
    expect(heard(BEAT)).toEqual(['T']);
    expect(heard(BEAT.replace('\n', '\r\n'))).toEqual(['T']);
    expect(heard(`UgAAA1${BEAT}`)).toEqual(['T']);
    expect(heard(`${'\u00c1\u0000'.repeat(5000)}${BEAT}`)).toEqual(['T']);
    const ear = new Ear();
    const counts = [...Buffer.from(BEAT)].map((byte) => ear.hear(Buffer.from([byte])).length);
    expect(counts.reduce((a, b) => a + b)).toBe(1);
  });

  it.each([
    ['a satellite receiver', '$GPGGA,092750.000,5321.6802,N,00630.3372,W,1,8,1.03,61.7,M,55.2,M,,*76\r\n'],
    ['a boot loader', 'ets Jun  8 2016 00:22:57\r\nrst:0x1 (POWERON_RESET),boot:0x13\r\n'],
    ['a modem that answers', '\r\nOK\r\n\r\n+CREG: 0,1\r\n'],
    ['one wrong bit', BEAT.replace('T', 'U')],
    ['a wrong sum', BEAT.replace(/[0-9A-F]{4}\n/, (sum) => (sum[0] === '0' ? `1${sum.slice(1)}` : `0${sum.slice(1)}`))],
    ['what a host says', `${encodeLine('O', 0, State.encode(NOTHING_YET))}\n`],
    ['a type that nobody knows', `${encodeLine('X', 0, new Uint8Array(6))}\n`],
    ['a cradle of keypads', `${encodeLine('K', 0, new Uint8Array(25).fill(1))}\n`],
    ['a heartbeat of a wrong length', `${encodeLine('T', 0, new Uint8Array(7))}\n`],
    ['no end of a line', BEAT.slice(0, -1)],
  ])('GW14 %s is none of ours', (_, text) => {
    expect(heard(text)).toEqual([]);
  });

  it('a port that never ends a line holds no memory, and what has no end yet is kept for whoever reads on', () => {
    const ear = new Ear();
    for (let i = 0; i < 100; i++) ear.hear(Buffer.alloc(10_000, 0x55));
    expect(ear.rest.length).toBe(2 * MAX_LINE);
    ear.hear(Buffer.from(`\n${BEAT}${BEAT.slice(0, 7)}`, 'latin1'));
    expect(ear.rest.toString('latin1')).toBe(BEAT.slice(0, 7));
  });

  it('all that receivers send counts', () => {
    const greeting = {
      type: 'G',
      oldest: 1,
      newest: 1,
      boot: 1,
      receiver: new Uint8Array(8),
      channel: 1,
      queue: 9,
      features: 31,
    } as const;
    expect(heard(`${encodeLine('G', 0, payloadOf(greeting))}\n`)).toEqual(['G']);
  });
});
