import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { makeMonitorsKey } from '../access/key-folder.ts';

/** `piaojue monitors-key`: the private half belongs on a medium that the monitors keep. */
export function monitorsKey(args: string[]): number {
  const { values } = parseArgs({ args, options: { private: { type: 'string' }, public: { type: 'string' } } });
  if (!values.private || !values.public) {
    console.error('piaojue monitors-key --private FILE (on the monitors’ medium) --public KEYS/monitors.pub');
    return 2;
  }
  for (const path of [values.private, values.public]) {
    if (existsSync(path)) {
      console.error(`${path} is there already; a monitors' key is never written over`);
      return 1;
    }
  }
  makeMonitorsKey(values.private, values.public);
  console.log(`private key: ${values.private} (keep it with the monitors)\npublic key: ${values.public}`);
  return 0;
}
