import { expect, test } from 'vitest';
import { checkImports, RULES } from './imports.ts';

test('the import rules have read the files: every rule speaks of files that exist, and imports across folders resolve', async () => {
  const { modules } = await checkImports();
  const names = modules.map(({ source }) => source);
  for (const { name, from } of RULES) {
    const path = from.path;
    if (typeof path === 'string')
      expect(
        names.filter((source) => new RegExp(path).test(source)),
        name,
      ).not.toHaveLength(0);
  }
  const edges = new Set(
    modules.flatMap(({ source, dependencies }) => dependencies.map(({ resolved }) => `${source} → ${resolved}`)),
  );
  expect(edges).toContain('server/src/box/intake.ts → firmware-protocol/src/seal/ballot-seal.ts');
  expect(edges).toContain('device-gateway/src/server-link.ts → server/contract/gateway-link.ts');
});

test('the import rules bite: a rule against an import that exists finds it', async () => {
  const planted = {
    name: 'planted',
    severity: 'error' as const,
    from: { path: '^server/src/box/' },
    to: { path: '^firmware-protocol/src/seal/' },
  };
  const { summary } = await checkImports([planted], ['server', 'firmware-protocol']);
  expect(summary.violations.map(({ from }) => from)).toContain('server/src/box/intake.ts');
});
