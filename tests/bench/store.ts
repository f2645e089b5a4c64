import { loadavg } from 'node:os';
import { perSecond, ratio } from './figures.ts';
import { boxStore } from './stores/box-store.ts';
import { postgresStore } from './stores/postgres-store.ts';
import { redisStore } from './stores/redis-store.ts';
import { sqliteStore } from './stores/sqlite-store.ts';
import type { StoreUnderTest } from './stores/store-under-test.ts';

/**
 * What secrecy and durability cost: ballots a second from sender to durable receipt, on the same disk in the same run. Each
 * gateway sends what keypads gave it meanwhile, and its next ballots when all of these have their receipt.
 */
const BALLOTS = 3000;
const GATEWAYS = [1, 4, 16, 64];
/** Ballots that a gateway has under way at once: one; and what comes over a full line while a commit lasts. */
const AT_ONCE = [1, 16];
const TURNS = 3;

export async function benchStore(folder: string): Promise<void> {
  const box = boxStore(folder);
  const others: { readonly store: StoreUnderTest; readonly aim: string }[] = [
    { store: sqliteStore(folder), aim: 'none: neither sealed nor apart' },
  ];
  for (const [start, aim] of [
    [postgresStore, '≥ 10'],
    [redisStore, '≥ 1'],
  ] as const) {
    const store = await start(folder);
    if ('missing' in store) console.log(`    left out: ${store.missing}`);
    else others.push({ store, aim });
  }
  try {
    for (const atOnce of AT_ONCE) {
      for (const gateways of GATEWAYS) {
        console.log(`  ${gateways} gateways, ${atOnce} at once of each; load ${loadavg()[0]?.toFixed(1)}`);
        const times = new Map<StoreUnderTest, number[]>();
        for (let turn = 0; turn < TURNS; turn++) {
          for (const store of [box, ...others.map((other) => other.store)]) {
            const list = times.get(store) ?? [];
            times.set(store, list);
            list.push(await fill(store, gateways, atOnce));
          }
        }
        const median = (store: StoreUnderTest): number =>
          times.get(store)?.toSorted((a, b) => a - b)[Math.floor(TURNS / 2)] ?? 0;
        const ours = perSecond(box.name, BALLOTS, median(box));
        for (const { store, aim } of others)
          ratio('box : it', ours / perSecond(store.name, BALLOTS, median(store)), aim);
      }
    }
  } finally {
    for (const { store } of others) await store.stop();
  }
}

/** ms until the last of `BALLOTS` ballots has its receipt. */
async function fill(store: StoreUnderTest, gateways: number, atOnce: number): Promise<number> {
  const poll = await store.open(BALLOTS, gateways);
  let next = 0;
  const sender = async (gateway: number): Promise<void> => {
    while (next < BALLOTS) {
      const numbers = Array.from({ length: Math.min(atOnce, BALLOTS - next) }, (_, i) => next + i);
      next += numbers.length;
      await poll.send(gateway, numbers);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: gateways }, (_, gateway) => sender(gateway)));
  const took = performance.now() - start;
  const stand = await poll.close();
  if (stand !== BALLOTS) throw new Error(`${store.name}: expected ${BALLOTS} ballots, ${stand} stand in it`);
  return took;
}
