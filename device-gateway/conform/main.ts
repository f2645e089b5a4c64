#!/usr/bin/env node
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `conform: expected Node 24 or newer, got ${process.versions.node}. Start it with: npm run -s piaojue -- conform …`,
  );
  process.exit(1);
}
const { runConform } = await import('./run.ts');
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
// Ports and timers of a run that has ended would keep it alive otherwise.
process.exit(await runConform(process.argv.slice(2)));
export {};
