import { fail, ok, type Result } from '@piaojue/firmware-protocol/result';

export type PortAddress =
  | { readonly kind: 'serial'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

/** `/dev/ttyUSB0`, `COM3`, or `tcp://host:port`. */
export function parsePort(text: string): Result<PortAddress, string> {
  if (!text.includes('://')) {
    return text === ''
      ? fail('--port: expected a path or tcp://host:port, got nothing')
      : ok({ kind: 'serial', path: text });
  }
  const match = /^tcp:\/\/(\[[0-9a-fA-F:.]+\]|[^/:[\]]+):(\d{1,5})\/?$/.exec(text);
  const port = Number(match?.[2]);
  if (!match?.[1] || port < 1 || port > 65_535) return fail(`--port: expected tcp://host:port, got ${text}`);
  return ok({ kind: 'tcp', host: match[1].replace(/^\[|\]$/g, ''), port });
}
