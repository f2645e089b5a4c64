import type { HallSettings } from '@piaojue/contract/screen-view';
import { strayColours } from './colours-of.ts';
import { contrasts, groundOf, opaque } from './contrast-of.ts';
import type { Fault, Verdict } from './fault.ts';
import type { Note } from './note.ts';
import { nameOfElement, type ShownText, shownTexts } from './texts.ts';
import { hasGlyph } from './tofu.ts';

/** Read at a glance from the last row: 20′ at least. Everything else on the screen has 16′. */
const FIRST =
  '.row .name, .item-row .name, .candidate-list .name, .votes, .rank > span:not(.tied), .sheet .main h2, .numbers dd, .answers dd, .turnout dd, .sign-in dd, .big-facts dd, .message-line, .clock';
const CELL = 'td, th, li, dt, dd, p, h1, h2, .cell';
/** Whose text may not run over another's. */
const ROW = 'tr, li, .rail, .main';
/** px that a box may be off by rounding. */
const SLACK = 1;
const ARC_MINUTE = Math.tan(Math.PI / 180 / 60);
/** A hanzi fills 0.93 em, and English is set at 88 %: what a floor of 20′ or 16′ is as a share of the image's height. */
const share = (minutes: number, { r, language }: HallSettings) =>
  (minutes * ARC_MINUTE * r * (language === 'en' ? 0.88 : 1)) / 0.93;
/** What a name of one line may be narrowed to. */
const TIGHT = 0.93;

/** Looks at the picture in `.picture` as it stands, and says everything that breaks a rule of the hall screen. */
export function geometry(picture: HTMLElement, hall: HallSettings & { readonly safe?: number }): Verdict {
  const faults: Fault[] = [];
  const frame = picture.getBoundingClientRect();
  const texts = shownTexts(picture);
  const note: Note = (check, element, text, expected, found) => {
    faults.push({ check, at: nameOfElement(element), text: text.slice(0, 40), expected, found });
  };

  const safe = (hall.safe ?? 3.5) / 100;
  const inside = new DOMRect(
    frame.left + frame.width * safe,
    frame.top + frame.height * safe,
    frame.width * (1 - 2 * safe),
    frame.height * (1 - 2 * safe),
  );
  const floors = { first: share(20, hall) * frame.height, second: share(16, hall) * frame.height };
  let first = 0;
  let characters = 0;

  for (const shown of texts) {
    const { element, text, style, size, lines } = shown;
    const isFirst = element.closest(FIRST) !== null && element.closest('.tied, .unseen') === null;
    if (isFirst) first += 1;
    const tight = element.closest('[data-tight="true"]') === null ? 1 : TIGHT;
    const floor = (isFirst ? floors.first : floors.second) * tight;
    // The last line of the sight card is there to show what is too small.
    const isMeantSmall = element.closest('[data-minutes="12"] .names') !== null;
    if (size < floor - 0.3 && !isMeantSmall)
      faults.push({
        check: element.closest('.rail') === null ? 'floor' : 'floor-of-rail',
        at: nameOfElement(element),
        text: text.slice(0, 40),
        expected: `≥ ${floor.toFixed(1)} px`,
        found: `${size.toFixed(1)} px`,
        share: size / floor,
      });
    if (!['500', '700', '900'].includes(style.fontWeight))
      note('weight', element, text, '500 or 700', style.fontWeight);
    if (style.textOverflow === 'ellipsis' || text.includes('…')) note('ellipsis', element, text, 'the whole text', '…');

    for (const line of lines) {
      if (!holds(inside, line, SLACK)) note('safe-area', element, text, boxText(inside), boxText(line));
      const cell = element.closest(CELL);
      const row = element.closest(ROW);
      // The tail of a g hangs below the line's own box; the row has room for it.
      for (const [box, slack] of [[cell, SLACK + size * 0.11] as const, [row, SLACK + size * 0.05] as const]) {
        const room = box?.getBoundingClientRect();
        if (box && room && !holds(room, line, slack)) {
          note('cell', element, text, `inside ${nameOfElement(box)} ${boxText(room)}`, boxText(line));
        }
      }
    }
    clipping(shown, picture, note);
    seen(shown, note);

    for (const character of new Set(text)) {
      characters += 1;
      if (!hasGlyph(character, style.fontFamily, style.fontWeight)) {
        note('tofu', element, text, 'a glyph', `U+${character.codePointAt(0)?.toString(16).toUpperCase()}`);
      }
    }
  }
  const pairs = overlaps(texts, note);
  overflows(picture, note);
  return {
    faults,
    looked: {
      texts: texts.length,
      pairs,
      first,
      columns: columns(picture, note) + figures(picture, texts, note),
      characters,
      colours: strayColours(picture, hall.theme, note),
      told: 0,
    },
  };
}

const holds = (outer: DOMRect, inner: DOMRect, slack: number) =>
  inner.left >= outer.left - slack &&
  inner.right <= outer.right + slack &&
  inner.top >= outer.top - slack &&
  inner.bottom <= outer.bottom + slack;
const boxText = ({ left, top, right, bottom }: DOMRect) =>
  `${[left, top].map(Math.round).join(',')}–${[right, bottom].map(Math.round).join(',')}`;

function clipping({ element, text, lines }: ShownText, picture: HTMLElement, note: Note): void {
  for (let box: HTMLElement | null = element; box !== null; box = box.parentElement) {
    const { overflowX, overflowY, clipPath } = getComputedStyle(box);
    if (overflowX !== 'visible' || overflowY !== 'visible' || clipPath !== 'none') {
      const room = box.getBoundingClientRect();
      const cut = lines.find((line) => !holds(room, line, SLACK));
      if (cut !== undefined)
        note('clipped', element, text, `inside ${nameOfElement(box)} ${boxText(room)}`, boxText(cut));
    }
    if (box === picture) return;
  }
}

const related = (one: Element, other: Element) => one.contains(other) || other.contains(one);
const paints = (element: Element) => {
  const { backgroundColor, backgroundImage } = getComputedStyle(element);
  return backgroundImage !== 'none' || backgroundColor !== 'rgba(0, 0, 0, 0)';
};

/** Painted, in front of everything, at full strength, and with enough contrast to what is behind it. */
function seen({ element, text, style, lines }: ShownText, note: Note): void {
  let opacity = 1;
  for (let box: HTMLElement | null = element; box !== null; box = box.parentElement) {
    opacity *= Number(getComputedStyle(box).opacity);
  }
  if (opacity < 1) note('covered', element, text, 'full opacity', String(opacity));
  const line = lines[0];
  if (line === undefined) return;
  const [x, y] = [line.left + line.width / 2, line.top + line.height / 2];
  const stack = document.elementsFromPoint(x, y);
  // A frame or a mark that paints nothing at this point hides nothing.
  const front = stack.findIndex(
    (other) => other.closest('.watermark') === null && (related(other, element) || paints(other)),
  );
  const top = stack[front];
  if (top === undefined || !related(top, element)) {
    note('covered', element, text, 'in front', top === undefined ? 'nothing there' : nameOfElement(top));
    return;
  }
  const ink = opaque(style.color);
  const ground = groundOf(stack.slice(front));
  if (ink === null || ground === null) {
    note('contrast', element, text, 'opaque ink on a flat fill', `${style.color} on ${ground ?? 'a pattern'}`);
    return;
  }
  const { dark, lit } = contrasts(ink, ground);
  const wanted = element.closest('.row .name, .candidate-list .name, .item-row .name') === null ? 3.8 : 5;
  if (dark < 4.5 || lit < wanted - 0.05) {
    note('contrast', element, text, `≥ 4.5:1, ≥ ${wanted}:1 in a lit hall`, `${dark.toFixed(2)}, ${lit.toFixed(2)}`);
  }
}

/** Pairs of texts that run into each other by more than a pixel both ways. */
function overlaps(texts: readonly ShownText[], note: Note): number {
  let pairs = 0;
  for (const [at, one] of texts.entries()) {
    for (const other of texts.slice(at + 1)) {
      pairs += 1;
      for (const a of one.lines) {
        for (const b of other.lines) {
          const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
          const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
          if (width > SLACK && height > SLACK) {
            note(
              'overlap',
              one.element,
              one.text,
              'apart',
              `${other.text.slice(0, 20)} by ${Math.round(width)} × ${Math.round(height)}`,
            );
          }
        }
      }
    }
  }
  return pairs;
}

/** Nothing is wider than the box that it stands in, nor higher where the box would cut it. */
function overflows(picture: HTMLElement, note: Note): void {
  // Grounds may bleed; what is looked for is content that has no room.
  const bleeding = picture.querySelectorAll<HTMLElement>('.band, .tick, .gauge-marker, .fills, .safe-frame');
  for (const ground of bleeding) ground.style.display = 'none';
  for (const box of [picture, ...picture.querySelectorAll<HTMLElement>('*')]) {
    if (!(box instanceof HTMLElement) || box.closest('.unseen, .watermark') !== null) continue;
    const { display, overflowY } = getComputedStyle(box);
    if (display === 'inline' || box.clientWidth === 0) continue;
    if (box.scrollWidth > box.clientWidth + SLACK)
      note('overflow', box, box.textContent ?? '', `≤ ${box.clientWidth} wide`, String(box.scrollWidth));
    if (overflowY !== 'visible' && box.scrollHeight > box.clientHeight + SLACK)
      note('overflow', box, box.textContent ?? '', `≤ ${box.clientHeight} high`, String(box.scrollHeight));
  }
  for (const ground of bleeding) ground.style.removeProperty('display');
}

/** A column of a table has one x for all its rows. Gives the number of cells that were compared. */
function columns(picture: HTMLElement, note: Note): number {
  let compared = 0;
  for (const table of picture.querySelectorAll('table.result')) {
    const places = new Map<string, readonly [number, number]>();
    for (const row of table.querySelectorAll('.row, .item-row')) {
      for (const [at, cell] of [...row.children].entries()) {
        const { left, right } = cell.getBoundingClientRect();
        const key = `${row.className} ${at}`;
        const [wantedLeft, wantedRight] = places.get(key) ?? [left, right];
        places.set(key, [wantedLeft, wantedRight]);
        compared += 1;
        if (Math.abs(left - wantedLeft) > 0.5 || Math.abs(right - wantedRight) > 0.5) {
          note('columns', cell, cell.textContent ?? '', `${wantedLeft}–${wantedRight}`, `${left}–${right}`);
        }
      }
    }
  }
  return compared;
}

/** The figures of a column end at one x, so that digits stand under digits. Gives the number of figures that were compared. */
function figures(picture: HTMLElement, texts: readonly ShownText[], note: Note): number {
  const ends = new Map<string, number>();
  let compared = 0;
  for (const { element, text, lines } of texts) {
    const cell = element.closest('td.votes, td.rate');
    const right = lines[0]?.right;
    if (cell === null || right === undefined || lines.length > 1 || !picture.contains(cell)) continue;
    if (element !== cell && cell.childElementCount > 1) continue;
    const key = `${cell.className} ${[...(cell.parentElement?.children ?? [])].indexOf(cell)}`;
    const wanted = ends.get(key) ?? right;
    ends.set(key, wanted);
    compared += 1;
    if (Math.abs(right - wanted) > SLACK) note('columns', cell, text, `ends at ${wanted}`, String(right));
  }
  return compared;
}
