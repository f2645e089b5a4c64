import { bytes, type Codec, reserved, struct, u16, u32, u8 } from './fields.ts';
import { MAX_EPOCH } from './keypad-memory.ts';
import { MAX_KEYPAD } from './messages.ts';

/** Lines between a provisioning cradle and its host (PROTOCOL, part 12): the frames of the serial line, types of their own. */
const hardware = bytes(8);
const keypad = u16(1, MAX_KEYPAD);
const epoch = u16(0, MAX_EPOCH);

/** A keypad lies in the cradle (PROTOCOL PRV2). */
export const InCradle = struct({
  /** Built in, unique, for life. */
  hardware,
  /** Wire version. */
  wire: u8(),
  firmware: u16(),
  /** 0: not provisioned. */
  provisioning: u32(),
  /** 0: none. */
  keypad: u16(0, MAX_KEYPAD),
  /** Of its counter (PROTOCOL CNT3). */
  highWater: u32(),
  reserve: reserved(4),
});
export type InCradle = FieldsOf<typeof InCradle>;

/** The one message that carries a key (PROTOCOL PRV3). */
export const WriteKey = struct({ hardware, provisioning: u32(1), keypad, epoch, key: bytes(16) });
export type WriteKey = FieldsOf<typeof WriteKey>;

/** What stands in its EEPROM now, read from there (PROTOCOL PRV5). */
export const Written = struct({ hardware, provisioning: u32(), keypad, epoch, highWater: u32(), proof: bytes(8) });
export type Written = FieldsOf<typeof Written>;

type FieldsOf<C> = C extends Codec<infer T> ? T : never;

/** Up: cradle to host. Down: host to cradle. */
export const CRADLE_UP = { K: InCradle, V: Written } as const;
export const CRADLE_DOWN = { W: WriteKey } as const;
export type CradleUp = ({ readonly type: 'K' } & InCradle) | ({ readonly type: 'V' } & Written);
export type CradleDown = { readonly type: 'W' } & WriteKey;

/** Each 500 ms while a keypad lies there (PROTOCOL PRV2). */
export const IN_CRADLE_MS = 500;
