/**
 * Writes golden.json beside itself: `node firmware-protocol/vectors/make-vectors.ts`. The same bytes on every machine. A
 * change of this file is a change of the wire: say in PROTOCOL.md which, and whether it needs a new version (VER4).
 */
import { writeFileSync } from 'node:fs';
import { goldenText } from './golden.ts';

const path = new URL('golden.json', import.meta.url);
writeFileSync(path, goldenText());
console.log(`wrote ${path.pathname}`);
