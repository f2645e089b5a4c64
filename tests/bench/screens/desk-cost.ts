import type { Browser } from 'playwright-core';

/** What the page of the operator takes of its main thread. */
export interface DeskCost {
  readonly snapshots: number;
  /** ms of scripts, style, layout and painting a snapshot. */
  readonly busyMs: number;
  readonly scriptMs: number;
}

/** With this tab open while `meanwhile` goes on. */
export async function deskCost(
  browser: Browser,
  desk: { readonly url: string; readonly pin: string; readonly tab: string },
  meanwhile: () => Promise<void>,
): Promise<DeskCost> {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  let snapshots = 0;
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      if (String(payload).includes('"console:snapshot"')) snapshots++;
    }),
  );
  await page.goto(`${desk.url}/console#pin=${desk.pin}`);
  await page.getByTestId(`tab-${desk.tab}`).click();
  await page.waitForTimeout(1000);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const taken = async (): Promise<{ readonly busy: number; readonly script: number }> => {
    const { metrics } = await session.send('Performance.getMetrics');
    const ms = (name: string): number => 1000 * (metrics.find((metric) => metric.name === name)?.value ?? 0);
    return { busy: ms('TaskDuration'), script: ms('ScriptDuration') };
  };
  const before = await taken();
  snapshots = 0;
  await meanwhile();
  const after = await taken();
  await page.close();
  const each = (total: number): number => total / Math.max(1, snapshots);
  return { snapshots, busyMs: each(after.busy - before.busy), scriptMs: each(after.script - before.script) };
}
