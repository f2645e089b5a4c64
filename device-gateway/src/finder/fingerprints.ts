/**
 * Which USB serial ports may be receivers, by what the device says of itself. To add a receiver of another make: one row,
 * with its vendor and product id (`piaojue gateway --list` prints them), or with words of its product text where it sits
 * behind a common serial chip. A row only says which ports are looked at first, and which are never opened; what a port is,
 * is decided by what it says (PROTOCOL GW14).
 */
export interface UsbFacts {
  /** 4 hex digits, lower case. */
  readonly vendor: string | null;
  readonly product: string | null;
  readonly maker: string | null;
  readonly model: string | null;
  readonly serial: string | null;
}

export const NO_USB: UsbFacts = { vendor: null, product: null, maker: null, model: null, serial: null };

/**
 * `receiver`: says that it is one · `bridge`: a chip or board that receivers are built with · `unknown`: nobody knows; it is
 * listened to · `never`: known to be something that opening alone disturbs, so it is not even opened.
 */
export type Likeness = 'receiver' | 'bridge' | 'unknown' | 'never';

export interface Fingerprint {
  /** 4 hex digits; none: of any vendor. */
  readonly vendor?: string;
  /** 4 hex digits; none: every product of the vendor. */
  readonly product?: string;
  /** In maker, model, or the by-id name. */
  readonly words?: RegExp;
  readonly likeness: Exclude<Likeness, 'unknown'>;
  readonly is: string;
}

/** The first row that fits counts. */
export const FINGERPRINTS: readonly Fingerprint[] = [
  { words: /piaojue|票决/i, likeness: 'receiver', is: 'piaojue receiver' },
  // Opening raises DTR and RTS, which a modem takes for a call.
  { vendor: '12d1', likeness: 'never', is: 'Huawei modem' },
  { vendor: '19d2', likeness: 'never', is: 'ZTE modem' },
  { vendor: '1199', likeness: 'never', is: 'Sierra Wireless modem' },
  { vendor: '2c7c', likeness: 'never', is: 'Quectel modem' },
  { vendor: '1e0e', likeness: 'never', is: 'SIMCom modem' },
  { vendor: '05c6', likeness: 'never', is: 'Qualcomm modem' },
  { vendor: '0af0', likeness: 'never', is: 'Option modem' },
  { vendor: '1bc7', likeness: 'never', is: 'Telit modem' },
  { words: /\b(modem|gsm|lte|wwan)\b/i, likeness: 'never', is: 'modem' },
  // An uninterruptible power supply may switch off at a break or an edge of a control line.
  { vendor: '051d', likeness: 'never', is: 'APC power supply' },
  { vendor: '0463', likeness: 'never', is: 'Eaton power supply' },
  { vendor: '10c4', product: 'ea60', likeness: 'bridge', is: 'CP210x' },
  { vendor: '10c4', product: 'ea70', likeness: 'bridge', is: 'CP2105' },
  { vendor: '10c4', product: 'ea71', likeness: 'bridge', is: 'CP2108' },
  { vendor: '0403', product: '6001', likeness: 'bridge', is: 'FT232R' },
  { vendor: '0403', product: '6010', likeness: 'bridge', is: 'FT2232' },
  { vendor: '0403', product: '6011', likeness: 'bridge', is: 'FT4232' },
  { vendor: '0403', product: '6014', likeness: 'bridge', is: 'FT232H' },
  { vendor: '0403', product: '6015', likeness: 'bridge', is: 'FT-X' },
  { vendor: '1a86', product: '7523', likeness: 'bridge', is: 'CH340' },
  { vendor: '1a86', product: '5523', likeness: 'bridge', is: 'CH341' },
  { vendor: '1a86', product: '55d3', likeness: 'bridge', is: 'CH343' },
  { vendor: '1a86', product: '55d4', likeness: 'bridge', is: 'CH9102' },
  { vendor: '067b', product: '2303', likeness: 'bridge', is: 'PL2303' },
  { vendor: '067b', product: '23a3', likeness: 'bridge', is: 'PL2303GC' },
  { vendor: '0483', product: '5740', likeness: 'bridge', is: 'STM32 virtual port' },
  { vendor: '1915', likeness: 'bridge', is: 'Nordic board' },
  { vendor: '1366', likeness: 'bridge', is: 'board with J-Link' },
  { vendor: '303a', likeness: 'bridge', is: 'Espressif board' },
  { vendor: '2e8a', likeness: 'bridge', is: 'RP2040 board' },
];

export interface Judged {
  readonly likeness: Likeness;
  /** Which row fits. */
  readonly is: string | null;
}

/** `name`: of the link in the by-id folder, which carries maker and product where nothing else does; `''` without one. */
export function judge(usb: UsbFacts, name: string): Judged {
  const texts = [usb.maker, usb.model, name.replaceAll(/[_-]/g, ' ')].join(' ');
  const fits = FINGERPRINTS.find(
    ({ vendor, product, words }) =>
      (vendor === undefined || vendor === usb.vendor) &&
      (product === undefined || product === usb.product) &&
      (words === undefined || words.test(texts)),
  );
  return fits ? { likeness: fits.likeness, is: fits.is } : { likeness: 'unknown', is: null };
}

const ORDER: Readonly<Record<Likeness, number>> = { receiver: 3, bridge: 2, unknown: 1, never: 0 };

/** The likelier first. */
export const likelier = (a: Likeness, b: Likeness): number => ORDER[b] - ORDER[a];
