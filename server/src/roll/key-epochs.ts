import type { Result } from '@piaojue/contract/result';
import { askChild } from '../ask-child.ts';
import type { AdvanceRequest } from './advance-main.ts';

/** The key file is of this epoch when it returns, durably. May be asked again. */
export const advanceKeyFile = (request: AdvanceRequest): Promise<Result<null, string>> =>
  askChild(new URL('advance-main.ts', import.meta.url), 'moves the device keys on', request);
