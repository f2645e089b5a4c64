import { existsSync, statSync, writeFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '@piaojue/contract/result';
import { exportTable, tableXlsx } from '../report/export-table.ts';
import { csv } from '../http/csv.ts';
import { reportFontFaces } from '../report/fonts.ts';
import { reportHtml } from '../report/html.ts';
import { exportName, type ReportFormat, statusWords } from '../report/names.ts';
import { pdfRefusalInWords, printPdf } from '../report/pdf.ts';
import { refusalInWords, type Report, reportOf } from '../report/report.ts';
import { type ReportLanguage, reportText } from '../report/text.ts';
import { StoreRefused } from '../store/sqlite-file.ts';
import { readStoreCopy } from '../store/store-copy.ts';

const FORMATS: readonly ReportFormat[] = ['html', 'pdf', 'xlsx', 'csv'];

const USAGE = `piaojue report --data DIR --round N --out FILE.html|.pdf|.xlsx|.csv [--lang zh-CN|en]
piaojue report --data DIR --round N --out FOLDER --as html|pdf|xlsx|csv [--lang zh-CN|en]
  the report of the result (票决结果报告单), or its table; a file in FOLDER is named by round and status. A PDF is printed by
  a local Chromium or Chrome`;

interface Asked {
  readonly data: string;
  readonly round: number;
  readonly out: string;
  readonly format: ReportFormat;
  readonly language: ReportLanguage;
}

/** `piaojue report`: reads a copy, so that it may run beside a server. Exits 0 when the file stands. */
export async function reportCommand(args: string[]): Promise<number> {
  const asked = askedOf(args);
  if (!asked.ok) {
    console.error(asked.error);
    return 2;
  }
  const { data, round, out, format, language } = asked.value;
  const report = readReport(data, round);
  if (!report.ok) {
    console.error(report.error);
    return 1;
  }
  const isFolder = existsSync(out) && statSync(out).isDirectory();
  const path = isFolder ? join(out, exportName(report.value, format, language)) : resolve(out);
  const written = await write(report.value, path, format, language);
  if (!written.ok) {
    console.error(written.error);
    return 1;
  }
  console.log(`${path} (${statusWords(reportText(language), report.value)})`);
  return 0;
}

function askedOf(args: string[]): Result<Asked, string> {
  const options = {
    data: { type: 'string' },
    round: { type: 'string' },
    out: { type: 'string' },
    as: { type: 'string' },
    lang: { type: 'string', default: 'zh-CN' },
  } as const;
  let values: { data?: string; round?: string; out?: string; as?: string; lang?: string };
  try {
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    return fail(`${(error as Error).message}\n${USAGE}`);
  }
  const { data, round, out, as, lang } = values;
  const format = FORMATS.find((each) => each === (as ?? extname(out ?? '').slice(1)));
  if (!data || !out || !format || !/^\d{1,5}$/.test(round ?? '') || (lang !== 'zh-CN' && lang !== 'en'))
    return fail(USAGE);
  return ok({ data, round: Number(round), out, format, language: lang });
}

function readReport(data: string, round: number): Result<Report, string> {
  if (!existsSync(join(data, 'hall.sqlite')))
    return fail(`${data}: expected a data folder of this program, found no hall.sqlite in it`);
  try {
    return readStoreCopy(data, (store) => {
      const sitting = store.sitting();
      if (!sitting) return fail(`${data}: expected a sitting, got an empty store`);
      const report = reportOf({ sitting, rounds: store.rounds(), record: store.record() }, round);
      return report.ok ? report : fail(refusalInWords(report.error));
    });
  } catch (error) {
    if (error instanceof StoreRefused) return fail(error.message);
    throw error;
  }
}

async function write(
  report: Report,
  path: string,
  format: ReportFormat,
  language: ReportLanguage,
): Promise<Result<null, string>> {
  if (format === 'html' || format === 'pdf') {
    const page = reportHtml(report, language, reportFontFaces);
    if (format === 'html') writeFileSync(path, page);
    else {
      const printed = printPdf(page, path);
      if (!printed.ok) return fail(pdfRefusalInWords(printed.error));
    }
    return ok(null);
  }
  const table = exportTable(report);
  if (!table) return fail(`expected a round that was counted, round ${report.round.id} was aborted: it has no figures`);
  writeFileSync(path, format === 'csv' ? csv(table) : await tableXlsx(table));
  return ok(null);
}
