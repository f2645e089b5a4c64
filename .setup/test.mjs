// Every test, in the order in which they fail fastest. `npm test -- unit` runs one step.
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @type {[name: string, command: string, args: string[]][]} */
const STEPS = [
  ['format', 'biome', ['format']],
  ['types', 'npm', ['run', '--silent', 'types']],
  ['lint', 'oxlint', ['--type-aware', '--deny-warnings']],
  ['imports', 'node', ['tests/rules/imports.ts']],
  ['unit', 'vitest', ['run', '--project', 'unit']],
  // One queue: while one hall waits for a timer, another has the machine.
  ['halls', 'vitest', ['run', '--project', 'system', '--project', 'e2e']],
];
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const only = process.argv.slice(2);
const unknown = only.filter((name) => !STEPS.some(([step]) => step === name));
if (unknown.length) {
  console.error(`no step ${unknown.join(', ')}: expected ${STEPS.map(([step]) => step).join(', ')}`);
  process.exit(2);
}

const start = Date.now();
/** @type {{ name: string, code: number, seconds: number }[]} */
const results = [];
for (const [name, command, args] of STEPS) {
  if (only.length && !only.includes(name)) continue;
  console.log(`\n── ${name} ${'─'.repeat(60 - name.length)}`);
  const at = Date.now();
  const code = await new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', () => resolve(1));
    child.on('close', resolve);
  });
  results.push({ name, code, seconds: Math.round((Date.now() - at) / 1000) });
  if (code !== 0) break;
}
console.log('');
for (const { name, code, seconds } of results)
  console.log(`${code === 0 ? 'passed' : 'FAILED'}  ${name} (${seconds} s)`);
const failed = results.filter(({ code }) => code !== 0).length;
console.log(`${Math.round((Date.now() - start) / 1000)} s in all`);
console.log(`steps: ${results.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
