import { userInfo } from 'node:os';
import { expect, test } from 'vitest';
import { openFault } from './open-fault.ts';

test.each([
  ['Error: Permission denied, cannot open /dev/ttyUSB0', 'no-permission'],
  ['EACCES: permission denied', 'no-permission'],
  ['Error: No such file or directory, cannot open /dev/ttyUSB0', 'not-there'],
  ['Opening COM3: File not found', 'not-there'],
  ['Error Resource temporarily unavailable Cannot lock port', 'in-use'],
  ['Opening COM3: Access denied', 'in-use'],
  ['Inappropriate ioctl for device', 'failed'],
])('%s is %s', (message, code) => {
  expect(openFault('/dev/ttyUSB0', new Error(message))).toMatchObject({
    code,
    message: expect.stringMatching(/ttyUSB0/),
  });
});

test('without permission it says the very line that helps', () => {
  const { message } = openFault('/nowhere/ttyUSB0', new Error('Permission denied'));
  expect(message).toContain(`sudo usermod -aG dialout ${userInfo().username} (`);
});
