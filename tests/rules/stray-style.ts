/**
 * Colours that are written down outside `server/contract/design-tokens.ts`, and what a hall screen may
 * not have at all: shadows, gradients that run (LED walls band in them; stripes of flat fills are fine), lines of 1 px.
 */
export interface StrayStyle {
  readonly line: number;
  readonly rule: 'colour' | 'font-size' | 'gradient' | 'shadow' | 'hairline';
  readonly text: string;
}

const HEX = /#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b/i;
const FUNCTIONS = /\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(/i;
const NAMED =
  /(?:^|[\s,(])(?:white|black|red|green|blue|yellow|orange|gold|gr[ae]y|silver|amber|crimson|maroon|navy)(?=$|[\s,);!])/i;
const RUNNING = /(?<!repeating-)\b(?:linear|radial|conic)-gradient\(/;

const lineOf = (text: string, at: number) => text.slice(0, at).split('\n').length;
const blank = (text: string) => text.replaceAll(/[^\n]/g, ' ');

/** Of a style sheet. `flat`: one of the hall screen. */
export function strayStyles(css: string, flat: boolean): StrayStyle[] {
  const bare = css
    .replaceAll(/\/\*.*?\*\//gs, blank)
    .replaceAll(/url\([^)]*\)/g, blank)
    .replaceAll(/"[^"]*"/g, blank);
  const found: StrayStyle[] = [];
  for (const declaration of bare.matchAll(/([-\w]+)\s*:\s*([^;{}]+)(?=[;}])/g)) {
    const [text, property = '', value = ''] = declaration;
    const note = (rule: StrayStyle['rule']) =>
      found.push({ line: lineOf(bare, declaration.index), rule, text: text.trim().replaceAll(/\s+/g, ' ') });
    if (HEX.test(value) || FUNCTIONS.test(value) || NAMED.test(value)) note('colour');
    if (flat && (property === 'font-size' || property === 'font') && /\d(?:px|pt)\b/.test(value)) note('font-size');
    if (!flat) continue;
    if (RUNNING.test(value)) note('gradient');
    if (property.endsWith('shadow') && value.trim() !== 'none') note('shadow');
    if (/^(?:border|outline)/.test(property) && /(?:^|\s)[12]px\b/.test(value)) note('hairline');
  }
  return found;
}

/** Of a program: literals that are a colour. */
export function strayColours(code: string): StrayStyle[] {
  return [...code.matchAll(/(['"`])((?:(?!\1).)*)\1/g)]
    .filter(([, , text = '']) => new RegExp(`^${HEX.source}$`, 'i').test(text) && !/^#\d{1,3}$/.test(text))
    .map((match) => ({ line: lineOf(code, match.index), rule: 'colour' as const, text: match[0] }));
}
