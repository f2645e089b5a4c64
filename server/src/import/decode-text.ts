import { fail, ok, type Result } from '@piaojue/contract/result';

/**
 * Text as spreadsheets save it: UTF-8 with or without a byte order mark, UTF-16 with one ("Unicode text" of Excel), else GB18030,
 * which Chinese Excel writes. UTF-8 is strict, so what is not UTF-8 is never taken for it.
 */
export function decodeText(bytes: Uint8Array): Result<string, null> {
  const [first, second] = bytes;
  const encodings =
    first === 0xff && second === 0xfe
      ? ['utf-16le']
      : first === 0xfe && second === 0xff
        ? ['utf-16be']
        : ['utf-8', 'gb18030'];
  for (const encoding of encodings) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      // A table has no such character; a binary file that happens to decode has.
      return text.includes('\0') ? fail(null) : ok(text);
    } catch {
      // Not in this encoding.
    }
  }
  return fail(null);
}
