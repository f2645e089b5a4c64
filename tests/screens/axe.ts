import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Switched off, each with its reason. Everything else of WCAG 2.2 A and AA, and of axe's good practice, has to hold.
 */
const OFF: Readonly<Record<string, string>> = {};

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
}

/** Loads axe into a page, once per document. */
export async function withAxe(page: Page): Promise<void> {
  await page.evaluate(source);
}

/** What axe has against the page as it stands: `rule (impact) at element: reason`; `without` some of its rules. */
export async function violations(page: Page, without: readonly string[] = []): Promise<string[]> {
  const rules = Object.fromEntries([...Object.keys(OFF), ...without].map((rule) => [rule, { enabled: false }]));
  const options = JSON.stringify({ resultTypes: ['violations'], rules, elementRef: false });
  const { found, passed } = await page.evaluate<{ found: Violation[]; passed: number }>(
    `axe.run(document, ${options}).then(({ violations, passes }) => ({ found: violations, passed: passes.length }))`,
  );
  // A page that is not drawn has no faults either.
  if (passed < 5) return [`axe found hardly anything to look at: ${passed} rules applied`];
  return found.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) => {
      const reason = (failureSummary ?? '')
        .split('\n')
        .slice(1, 3)
        .map((line) => line.trim())
        .join(' ');
      return `${id} (${impact ?? 'minor'}) at ${target.join(' ')}: ${reason}`;
    }),
  );
}
