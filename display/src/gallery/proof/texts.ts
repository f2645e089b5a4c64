/** A text as it stands on the page. Boxes in CSS px of the viewport. */
export interface ShownText {
  readonly text: string;
  readonly element: HTMLElement;
  readonly style: CSSStyleDeclaration;
  readonly size: number;
  /** What is drawn of each line: from the highest to the lowest stroke, not the face's own, much higher box. */
  readonly lines: readonly DOMRect[];
}

/** Said to a screen reader only, or laid over everything on purpose. */
const NOT_SEEN = '.unseen, .watermark, [hidden], script, style, title';

/** Every text that somebody can see under `root`, in document order. */
export function shownTexts(root: Element): ShownText[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found: ShownText[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = (node.textContent ?? '').replaceAll('\u2060', '').trim();
    const element = node.parentElement;
    if (text === '' || element === null || element.closest(NOT_SEEN) !== null) continue;
    const style = getComputedStyle(element);
    if (style.visibility !== 'visible') continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = mergeLines([...range.getClientRects()]);
    if (lines.length === 0) continue;
    const drawn = inkOf(text, style);
    const ink = lines.map((line) => {
      const baseline = line.top + (line.height - drawn.box) / 2 + drawn.ascent;
      return new DOMRect(line.left, baseline - drawn.above, line.width, drawn.above + drawn.below);
    });
    found.push({ text, element, style, size: Number.parseFloat(style.fontSize), lines: ink });
  }
  return found;
}

/** One box a line: a line with a middle dot or Latin letters comes in several. */
function mergeLines(boxes: readonly DOMRect[]): DOMRect[] {
  const lines: DOMRect[] = [];
  for (const box of boxes) {
    if (box.width === 0) continue;
    const last = lines.at(-1);
    if (last === undefined || Math.abs(last.top - box.top) > box.height / 3) lines.push(box);
    else {
      const left = Math.min(last.left, box.left);
      lines[lines.length - 1] = new DOMRect(left, last.top, Math.max(last.right, box.right) - left, last.height);
    }
  }
  return lines;
}

const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
const inks = new Map<string, { box: number; ascent: number; above: number; below: number }>();

/** Height of the face's box, its ascent, and how far this text's strokes go above and below the line. px */
function inkOf(text: string, style: CSSStyleDeclaration) {
  const font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const key = `${font}\n${text}`;
  const known = inks.get(key);
  if (known !== undefined) return known;
  if (canvas === null) throw new Error('expected a 2d canvas');
  canvas.font = font;
  const measured = canvas.measureText(text);
  const ink = {
    box: measured.fontBoundingBoxAscent + measured.fontBoundingBoxDescent,
    ascent: measured.fontBoundingBoxAscent,
    above: measured.actualBoundingBoxAscent,
    below: measured.actualBoundingBoxDescent,
  };
  inks.set(key, ink);
  return ink;
}

/** `td.votes[row-7-votes]` */
export function nameOfElement(element: Element): string {
  const id = element.closest<HTMLElement>('[data-testid]')?.dataset['testid'];
  const className = element.getAttribute('class');
  return `${element.tagName.toLowerCase()}${className === null ? '' : `.${className.replaceAll(' ', '.')}`}${id === undefined ? '' : `[${id}]`}`;
}
