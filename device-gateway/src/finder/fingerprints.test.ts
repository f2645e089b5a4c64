import { describe, expect, it } from 'vitest';
import { FINGERPRINTS, judge, likelier, NO_USB, type Likeness } from './fingerprints.ts';

const usb = (vendor: string, product: string, maker: string | null = null) => ({ ...NO_USB, vendor, product, maker });

describe('fingerprints', () => {
  it.each([
    ['a receiver that says so, behind a common chip', { ...usb('10c4', 'ea60', 'Piaojue') }, '', 'receiver'],
    ['a receiver that only its name tells', NO_USB, 'usb-Piaojue_Receiver_0001-if00-port0', 'receiver'],
    ['a chip that receivers are built with', usb('1a86', '7523'), 'usb-1a86_USB_Serial-if00-port0', 'bridge'],
    ['another product of a vendor that has such a chip', usb('1a86', '0001'), '', 'unknown'],
    ['a modem by its vendor', usb('2c7c', '0125'), '', 'never'],
    ['a modem by its name', NO_USB, 'usb-ACME_LTE_Modem_77-if02', 'never'],
    ['nothing known', NO_USB, '', 'unknown'],
  ] as const)('%s', (_, facts, name, likeness) => {
    expect(judge(facts, name).likeness).toBe(likeness);
  });

  it('a word inside of another word is no modem', () => {
    expect(judge(NO_USB, 'usb-Filter_Systems-if00').likeness).toBe('unknown');
  });

  it('the likelier is looked at first', () => {
    const all: Likeness[] = ['never', 'unknown', 'receiver', 'bridge'];
    expect(all.toSorted(likelier)).toEqual(['receiver', 'bridge', 'unknown', 'never']);
  });

  it('every row can be met: none is hidden by one above it, and ids are as the system writes them', () => {
    const ids = FINGERPRINTS.flatMap(({ vendor, product }) => [vendor, product]).filter((id) => id !== undefined);
    expect(ids.filter((id) => !/^[0-9a-f]{4}$/.test(id))).toEqual([]);
    const byIds = FINGERPRINTS.filter(({ vendor }) => vendor !== undefined);
    expect(byIds.map(({ vendor = '', product }) => judge(usb(vendor, product ?? 'ffff'), '').is)).toEqual(
      byIds.map(({ is }) => is),
    );
  });
});
