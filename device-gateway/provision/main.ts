#!/usr/bin/env node
/** A program of its own: it alone sees keys on their way into keypads. */
const { runProvision } = await import('./run.ts');
process.exit(await runProvision(process.argv.slice(2)));
export {};
