import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DiskProbe, DiskWatch } from './disk-watch.ts';

/** A disk whose writes end when they are told to. */
function slowDisk(freeMb = 40_000) {
  const writes: PromiseWithResolvers<number>[] = [];
  const probe: DiskProbe = {
    freeMb: async () => freeMb,
    syncMs: async () => {
      const write = Promise.withResolvers<number>();
      writes.push(write);
      return await write.promise;
    },
  };
  return { probe, writes };
}

let watch: DiskWatch;
let now: number;
beforeEach(() => {
  vi.useFakeTimers();
  now = 1000;
});
afterEach(() => {
  watch.stop();
  vi.useRealTimers();
});

describe('a disk is looked at every ten seconds', () => {
  it('nothing is known before the first look; then what the write took', async () => {
    const { probe, writes } = slowDisk();
    watch = new DiskWatch('/data', probe, () => now);
    expect(watch.figures()).toBeNull();
    await vi.advanceTimersByTimeAsync(10_000);
    writes[0]?.resolve(3);
    await vi.advanceTimersByTimeAsync(0);
    expect(watch.figures()).toEqual({ syncMs: 3, freeMb: 40_000 });
  });

  it('a write that stands is told while it stands, the very first too, and none is begun beside it', async () => {
    const { probe, writes } = slowDisk();
    watch = new DiskWatch('/data', probe, () => now);
    await vi.advanceTimersByTimeAsync(10_000);
    now += 2500;
    expect(watch.figures()).toEqual({ syncMs: 2500, freeMb: 40_000 });
    now += 60_000;
    await vi.advanceTimersByTimeAsync(60_000);
    expect([watch.figures()?.syncMs, writes.length]).toEqual([62_500, 1]);
    writes[0]?.resolve(62_600);
    await vi.advanceTimersByTimeAsync(10_000);
    writes[1]?.resolve(2);
    await vi.advanceTimersByTimeAsync(0);
    expect([watch.figures(), writes.length]).toEqual([{ syncMs: 2, freeMb: 40_000 }, 2]);
  });

  it('a disk that cannot be asked is not known, and is asked again', async () => {
    let asked = 0;
    const probe: DiskProbe = {
      freeMb: async () => {
        asked += 1;
        if (asked === 2) throw new Error('EIO');
        return 700;
      },
      syncMs: async () => 1,
    };
    watch = new DiskWatch('/data', probe, () => now);
    const seen: (number | undefined)[] = [];
    for (let look = 0; look < 3; look += 1) {
      await vi.advanceTimersByTimeAsync(10_000);
      seen.push(watch.figures()?.freeMb);
    }
    expect(seen).toEqual([700, undefined, 700]);
  });

  it('no look after its end', async () => {
    const { probe, writes } = slowDisk();
    watch = new DiskWatch('/data', probe, () => now);
    watch.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(writes).toEqual([]);
  });
});

describe('the disk of this machine', () => {
  it('has figures and no file of ours afterwards; a folder that is gone has none', async () => {
    vi.useRealTimers();
    const folder = mkdtempSync(join(tmpdir(), 'piaojue-disk-'));
    watch = new DiskWatch(folder);
    await watch.look();
    const figures = watch.figures();
    expect(figures?.freeMb).toBeGreaterThan(0);
    expect(figures?.syncMs).toBeGreaterThan(0);
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
    await watch.look();
    expect(watch.figures()).toBeNull();
  });
});
