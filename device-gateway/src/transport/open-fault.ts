import { howToOpen, whoMayOpen } from './who-may-open.ts';
import type { OpenFault } from './transport.ts';

/** What the serial library says when a port does not open, in words that help. */
export function openFault(path: string, error: Error): OpenFault {
  const text = error.message;
  if (/permission denied|EACCES/i.test(text)) {
    return {
      code: 'no-permission',
      message: `${path}: no permission to open it. ${howToOpen(whoMayOpen(path))}`,
    };
  }
  if (/no such file|ENOENT|cannot find|not found/i.test(text)) {
    return { code: 'not-there', message: `${path}: nothing is plugged in there` };
  }
  if (/busy|lock|EBUSY|access denied/i.test(text)) {
    return { code: 'in-use', message: `${path}: another program has it open (ModemManager, a second gateway?)` };
  }
  return { code: 'failed', message: `${path}: ${text}` };
}
