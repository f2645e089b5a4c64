import { bootMemory, EEPROM_BYTES, type EpochKey, memoryEeprom, provisionMemory } from '../src/keypad-memory.ts';
import { DEVICE_KEY, hex, KEYPAD, PROVISIONING, sampleBytes, unhex } from './sample.ts';

/** EEPROMs of keypads, whole (PROTOCOL CNT2, KEY12, PRV8). */
const IDENTITY = { provisioning: PROVISIONING, keypad: KEYPAD };
const FIRST: EpochKey = { epoch: 3, key: DEVICE_KEY };
const NEXT: EpochKey = { epoch: 5, key: sampleBytes('next key', 16) };
const BLANK = 'ff'.repeat(EEPROM_BYTES);

function provisioned(before: string, key: EpochKey): string {
  const bytes = unhex(before);
  provisionMemory(memoryEeprom(bytes), IDENTITY, key);
  return hex(bytes);
}
function committed(before: string, next: EpochKey): string {
  const bytes = unhex(before);
  const memory = bootMemory(memoryEeprom(bytes));
  if (memory.ok) memory.value.commit(next);
  return hex(bytes);
}
const WHOLE = provisioned(BLANK, FIRST);
const LATER = committed(WHOLE, NEXT);
/** The key slot of one image in the place of the other's. */
const withSlot = (image: string, from: string, slot: 0 | 1): string => {
  const [at, end] = slot === 0 ? [24, 64] : [64, 104];
  return image.slice(0, at) + from.slice(at, end) + image.slice(end);
};
const flip = (image: string, byte: number): string => {
  const bytes = unhex(image);
  bytes[byte] = (bytes[byte] ?? 0) ^ 1;
  return hex(bytes);
};

function boot(why: string, before: string) {
  const bytes = unhex(before);
  const memory = bootMemory(memoryEeprom(bytes));
  const { provisioning, keypad, current } = memory.ok
    ? memory.value
    : { provisioning: null, keypad: null, current: null };
  return {
    why,
    before,
    provisioning,
    keypad,
    epoch: current?.epoch ?? null,
    key: current && hex(current.key),
    after: hex(bytes),
  };
}

export const memoryVectorGroups = () => ({
  memoryBoots: [
    boot('provisioned', WHOLE),
    boot('after a step', LATER),
    boot('cut between the writing of the later key and the erasing of the earlier', withSlot(WHOLE, LATER, 1)),
    boot('cut before the epoch of the later key', `${withSlot(WHOLE, LATER, 1).slice(0, 64)}ffff${withSlot(WHOLE, LATER, 1).slice(68)}`),
    boot('cut in the erasing of the earlier key', `${withSlot(WHOLE, LATER, 1).slice(0, 24)}ffff${withSlot(WHOLE, LATER, 1).slice(28)}`),
    boot('blank', BLANK),
    boot('all zeros', '00'.repeat(EEPROM_BYTES)),
    boot('a bit of the key', flip(WHOLE, 15)),
    boot('a bit of the identity', flip(WHOLE, 54)),
    boot('provisioning cut before the keypad', `${WHOLE.slice(0, 104)}ffff${WHOLE.slice(108)}`),
  ],
  memorySteps: [
    { before: WHOLE, ...NEXT, after: LATER },
    { before: LATER, epoch: 6, key: FIRST.key, after: committed(LATER, { epoch: 6, key: FIRST.key }) },
    { before: LATER, epoch: 5, key: FIRST.key, after: LATER },
  ].map((vector) => ({ ...vector, key: hex(vector.key) })),
  memoryProvisionings: [
    ['blank', BLANK],
    ['all zeros', '00'.repeat(EEPROM_BYTES)],
    ['of another set, after a step', LATER.replace(/.{16}$/, hex(sampleBytes('identity', 8)))],
  ].map(([why = '', before = '']) => ({
    why,
    before,
    ...IDENTITY,
    epoch: NEXT.epoch,
    key: hex(NEXT.key),
    after: provisioned(before, NEXT),
  })),
});
