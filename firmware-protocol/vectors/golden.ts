import { WIRE_VERSION } from '../src/messages.ts';
import { airVectorGroups } from './air-vectors.ts';
import { counterVectorGroups } from './counter-vectors.ts';
import { lineVectorGroups } from './line-vectors.ts';
import { memoryVectorGroups } from './memory-vectors.ts';
import { sealVectorGroups } from './seal-vectors.ts';

/** Everything that `golden.json` holds, computed by this code. */
export const goldenVectors = () => ({
  about:
    'Golden vectors of PROTOCOL.md. Bytes are lower-case hex, texts are latin1 (one character is one byte), lines stand without their LF. Groups named bad… must be refused.',
  wireVersion: WIRE_VERSION,
  ...lineVectorGroups(),
  ...sealVectorGroups(),
  ...counterVectorGroups(),
  ...memoryVectorGroups(),
  ...airVectorGroups(),
});
export type Golden = ReturnType<typeof goldenVectors>;

export const goldenText = (): string => `${JSON.stringify(goldenVectors(), null, 2)}\n`;
