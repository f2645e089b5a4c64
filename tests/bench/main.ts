/**
 * `npm run bench [core|box|path|close|air|hall|gateway|memory|store|restart|screen|verify …]`: figures with a baseline of the same run, because machines are noisy and a ratio is worth
 * more than a number. Nothing here fails: speed is measured, not asserted.
 */
import { benchAir } from './air.ts';
import { benchBox } from './box.ts';
import { benchClose } from './close.ts';
import { benchCore } from './core.ts';
import { benchGateway } from './gateway.ts';
import { benchHall } from './hall.ts';
import { benchMemory } from './memory.ts';
import { benchPath } from './path.ts';
import { benchRestart } from './restart.ts';
import { benchScreens } from './screens.ts';
import { benchStore } from './store.ts';
import { benchVerify } from './verify.ts';
import { machine, temporaryFolder } from './figures.ts';

const BENCHES = {
  core: benchCore,
  box: benchBox,
  path: benchPath,
  close: benchClose,
  air: benchAir,
  hall: benchHall,
  gateway: benchGateway,
  memory: benchMemory,
  store: benchStore,
  restart: benchRestart,
  screen: benchScreens,
  verify: benchVerify,
} as const;
const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in BENCHES));
if (unknown.length) {
  console.error(`no benchmark ${unknown.join(', ')}: expected ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}
const folder = temporaryFolder();
console.log(machine(folder));
for (const [name, bench] of Object.entries(BENCHES)) {
  if (names.length && !names.includes(name)) continue;
  console.log(`\n${name}`);
  await bench(folder);
}
