import type { Stage } from '../stage.ts';
import { AT_ONCE_MS } from '../tolerances.ts';
import type { Act } from './act.ts';

/** PROTOCOL REC3. */
export const HOST_LOST_MS = 2000;
const NOISE_MS = 300;
const LONG_LEASE_MS = 30_000;

/** No good line for so long: bad ones are no sign of life (PROTOCOL FLT5). */
async function onlyNoise(stage: Stage, ms: number): Promise<void> {
  const noise = Buffer.from('$OAAnothing that anybody could take0000\n', 'latin1');
  for (const end = stage.now() + ms; stage.now() < end; ) {
    await stage.raw(noise);
    await stage.wait(Math.min(NOISE_MS, Math.max(1, end - stage.now())));
  }
}

/** The host falls silent with a lease that would last, comes back, and is greeted. Resolves with the time it came back. */
export async function hostFallsSilent(stage: Stage): Promise<number> {
  const { lease } = stage.state();
  if (lease > 0) await stage.order({ lease: LONG_LEASE_MS });
  else await stage.order({});
  stage.silence();
  stage.mark('hostSilent');
  await onlyNoise(stage, HOST_LOST_MS);
  stage.mark('quiet', 'the host is silent');
  await onlyNoise(stage, stage.quietMs);
  stage.mark('resume', 'the host is silent');
  stage.mark('hostBack');
  const from = stage.now();
  await stage.order({ lease });
  await stage.until((since) => since.came('G').length > 0, AT_ONCE_MS, from);
  return from;
}

export const silence: Act = {
  title: 'a silent host: four seconds of noise',
  play: async (stage) => void (await hostFallsSilent(stage)),
};
