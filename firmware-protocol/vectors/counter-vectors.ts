import { crc16Bytes } from '../src/crc16.ts';
import { bootCounter, resetCounter } from '../src/keypad-counter.ts';
import { hex, unhex } from './sample.ts';

const slot = (highWater: number): string => {
  const bytes = Buffer.alloc(6);
  bytes.writeUInt32BE(highWater);
  bytes.writeUInt16BE(crc16Bytes(bytes.subarray(0, 4)), 4);
  return hex(bytes);
};

function memory(bytes: Uint8Array) {
  return {
    size: bytes.length,
    read: (offset: number, length: number) => bytes.slice(offset, offset + length),
    write: (offset: number, part: Uint8Array) => bytes.set(part, offset),
  };
}

function boot(why: string, before: string) {
  const bytes = unhex(before);
  const counter = bootCounter(memory(bytes));
  const first = counter.ok ? counter.value.next() : counter;
  return { why, before, ...(first.ok ? { next: first.value } : { fault: first.error }), after: hex(bytes) };
}

function reset(): string {
  const bytes = new Uint8Array(12).fill(255);
  resetCounter(memory(bytes));
  return hex(bytes);
}

export const counterVectorGroups = () => ({
  counterSlots: [0, 256, 512, 0x1234_5600, 0xffff_ff00].map((highWater) => ({ highWater, bytes: slot(highWater) })),
  counterReset: reset(),
  counterBoots: [
    boot('after provisioning', slot(0) + slot(0)),
    boot('slot 0 newer', slot(512) + slot(256)),
    boot('slot 1 newer', slot(512) + slot(768)),
    boot('slot 0 torn', `${slot(1024).slice(0, 4)}${slot(512).slice(4, 8)}0000${slot(768)}`),
    boot('slot 1 lost', slot(768) + 'ffffffffffff'),
    boot('both lost', '0'.repeat(24)),
    boot('blank', 'f'.repeat(24)),
    boot('last step', slot(0xffff_fe00) + slot(0xffff_fd00)),
    boot('worn out', slot(0xffff_ff00) + slot(0xffff_fe00)),
    boot('worn out, one slot', `ffffffffffff${slot(0xffff_ff00)}`),
  ],
  counterVerdicts: [
    { last: 0, counter: 1, sameTag: false, verdict: 'new' },
    { last: 5, counter: 6, sameTag: false, verdict: 'new' },
    { last: 5, counter: 900, sameTag: false, verdict: 'new' },
    { last: 5, counter: 5, sameTag: true, verdict: 'same' },
    { last: 5, counter: 5, sameTag: false, verdict: 'clone' },
    { last: 5, counter: 4, sameTag: false, verdict: 'old' },
    { last: 5, counter: 4, sameTag: true, verdict: 'old' },
  ],
});
