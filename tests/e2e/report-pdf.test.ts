import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { reportFontFaces } from '@piaojue/server/report/fonts';
import { reportHtml } from '@piaojue/server/report/html';
import { printPdf } from '@piaojue/server/report/pdf';
import { reportOf } from '@piaojue/server/report/report';
import { choiceTotals, evaluationData, gradeTotals, perProjectData } from '@piaojue/server/rules/test-contest';
import { testRound, testSitting } from '@piaojue/server/store/test-rows';
import { removeTempFolders, tempFolder } from '../system/harness/temp-folder.ts';

/** The report on paper, by a local browser on a machine that has no Chinese font. */
afterAll(removeTempFolders);

const NAMES = ['城南片区雨污分流管网改造', '村道硬化', '敬老院改造', '农贸市场标准化', '饮用水水源地保护'];

function pageOfSixty(): string {
  const asked = perProjectData({ field: 60, seats: 40 });
  const candidates = asked.candidates.map(({ no }, i) => ({ no, name: `${NAMES[i % NAMES.length]}（${no}）` }));
  const totals = choiceTotals(candidates.map((_, i) => [50 - (i % 40), 3 + (i % 40), 3]));
  const round = testRound('closed', { asked: { ...asked, title: '民生实事项目票决', candidates }, voters: 58, totals });
  const report = reportOf({ sitting: testSitting(), rounds: [round], record: [] }, 1);
  if (!report.ok) throw new Error(JSON.stringify(report.error));
  return reportHtml(report.value, 'zh-CN', reportFontFaces);
}

function evaluationInEnglish(): string {
  const asked = evaluationData(21, { scale: 4 });
  const candidates = asked.candidates.map(({ no }, i) => ({ no, name: `${NAMES[i % NAMES.length]}（${no}）` }));
  const totals = gradeTotals(candidates.map(() => [30, 20, 3, 2, 1]));
  const round = testRound('closed', { asked: { ...asked, title: '工作评议', candidates }, voters: 58, totals });
  const report = reportOf({ sitting: testSitting(), rounds: [round], record: [] }, 1);
  if (!report.ok) throw new Error(JSON.stringify(report.error));
  return reportHtml(report.value, 'en', reportFontFaces);
}

const pagesOf = (pdf: Buffer) => [...pdf.toString('latin1').matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)];

/** Every stream of a PDF, unpacked (ISO 32000-1, 7.3.8 and 7.4.4). */
function streamsOf(pdf: Buffer): string[] {
  const streams: string[] = [];
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at + 1)) {
    const end = pdf.indexOf('endstream', at);
    try {
      streams.push(inflateSync(pdf.subarray(at + 'stream\n'.length, end), { finishFlush: 2 }).toString('latin1'));
    } catch {
      // Not a packed one.
    }
  }
  return streams;
}

/** The characters that glyphs of embedded fonts stand for: what a reader can search and copy (ISO 32000-1, 9.10.3 ToUnicode). */
function charactersOf(pdf: Buffer): Set<string> {
  const characters = new Set<string>();
  for (const map of streamsOf(pdf).filter((text) => text.includes('begincmap'))) {
    for (const [, section = ''] of map.matchAll(/beginbfchar\n(.*?)endbfchar/gs))
      for (const [, unicode = ''] of section.matchAll(/<[0-9A-F]+> <([0-9A-F]+)>/g))
        characters.add(Buffer.from(unicode, 'hex').swap16().toString('utf16le'));
    for (const [, section = ''] of map.matchAll(/beginbfrange\n(.*?)endbfrange/gs))
      for (const [, first = '0', last = '0', unicode = '0'] of section.matchAll(
        /<([0-9A-F]+)> <([0-9A-F]+)> <([0-9A-F]{4})>/g,
      ))
        for (let i = 0; i <= parseInt(last, 16) - parseInt(first, 16); i++)
          characters.add(String.fromCharCode(parseInt(unicode, 16) + i));
  }
  return characters;
}

const hanOf = (page: string): string[] =>
  [
    ...new Set(
      page
        .replace(/<style>.*<\/style>/s, '')
        .replace(/<title>.*<\/title>/s, '')
        .replaceAll(/<[^>]+>/g, ''),
    ),
  ].filter((char) => /\p{Script=Han}/u.test(char));

/** Latin letters alone: the fonts of a small server. */
function withoutChineseFonts<T>(work: () => T): T {
  const conf = join(tempFolder(), 'fonts.conf');
  const before = process.env['FONTCONFIG_FILE'];
  writeFileSync(
    conf,
    '<?xml version="1.0"?><fontconfig><dir>/usr/share/fonts/truetype/dejavu</dir><dir>/usr/share/fonts/truetype/liberation</dir></fontconfig>',
  );
  process.env['FONTCONFIG_FILE'] = conf;
  try {
    return work();
  } finally {
    if (before === undefined) delete process.env['FONTCONFIG_FILE'];
    else process.env['FONTCONFIG_FILE'] = before;
  }
}

function printed(page: string): Buffer {
  const out = join(tempFolder(), 'report.pdf');
  const done = withoutChineseFonts(() => printPdf(page, out));
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  return readFileSync(out);
}

test('60 candidates on A4 without a Chinese font on the machine: every character is embedded, on pages of their own size', () => {
  const page = pageOfSixty();
  const pdf = printed(page);
  const wanted = hanOf(page);
  const found = charactersOf(pdf);
  expect(wanted.length).toBeGreaterThan(150);
  expect(wanted.filter((char) => !found.has(char))).toEqual([]);
  const boxes = pagesOf(pdf);
  expect(boxes.length).toBeGreaterThanOrEqual(4);
  // 210 × 297 mm in points, as the browser rounds them.
  for (const [, width, height] of boxes) {
    expect(Math.abs(Number(width) - 595.3)).toBeLessThan(1.5);
    expect(Math.abs(Number(height) - 841.9)).toBeLessThan(1.5);
  }
});

test('21 items of an evaluation in English: the long words of its columns leave room for the names', () => {
  expect(pagesOf(printed(evaluationInEnglish())).length).toBeLessThanOrEqual(4);
});

test('without the fonts that the page brings along the characters are missing: the check can fail', () => {
  const page = pageOfSixty().replaceAll(/@font-face\{[^}]+\}/g, '');
  const pdf = printed(page);
  const found = charactersOf(pdf);
  expect(hanOf(page).filter((char) => !found.has(char)).length).toBeGreaterThan(100);
});

test('where there is no browser it is said what was looked for, and nothing is written', () => {
  const out = join(tempFolder(), 'report.pdf');
  expect(printPdf('<p>', out, ['/nowhere/chromium', '/nowhere/chrome'])).toEqual({
    ok: false,
    error: { kind: 'no-browser', lookedFor: ['/nowhere/chromium', '/nowhere/chrome'] },
  });
  expect(() => readFileSync(out)).toThrow(/ENOENT/);
});
