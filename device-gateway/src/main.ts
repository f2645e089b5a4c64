#!/usr/bin/env node
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `gateway: expected Node 24 or newer, got ${process.versions.node}. Start it with: npm run -s piaojue -- gateway …`,
  );
  process.exit(1);
}
// DEBUG=* makes socket.io print every packet, sealed ballots too; it reads the variable when it is loaded.
delete process.env['DEBUG'];
const { runGateway } = await import('./run.ts');
// Whoever started it over IPC would keep it alive otherwise.
process.exit(await runGateway(process.argv.slice(2), process.env));
export {};
