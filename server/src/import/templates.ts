import type { ImportKind } from '@piaojue/contract/import';
import type { WordLanguage } from '@piaojue/contract/profile';
import { csv } from '../http/csv.ts';
import { AGENDA_COLUMNS } from './agenda-table.ts';
import { CANDIDATE_COLUMNS } from './candidates-table.ts';
import type { Column } from './columns.ts';
import { ROLL_COLUMNS } from './roll-table.ts';
import { WORDS } from './words.ts';
import { writeXlsx } from './write-xlsx.ts';

const COLUMNS: Readonly<Record<ImportKind, readonly Column<string>[]>> = {
  roll: ROLL_COLUMNS,
  candidates: CANDIDATE_COLUMNS,
  agenda: AGENDA_COLUMNS,
};
/** Of the sheet that is filled in. */
const SHEETS: Readonly<Record<ImportKind, Readonly<Record<WordLanguage, string>>>> = {
  roll: { 'zh-CN': '代表名单', en: 'Roll' },
  candidates: { 'zh-CN': '候选项目', en: 'Candidates' },
  agenda: { 'zh-CN': '议程', en: 'Agenda' },
};

/** A table to fill in: the names of the columns, and a row that shows how and is not taken. */
const table = (columns: readonly Column<string>[], language: WordLanguage): string[][] => [
  columns.map(({ name }) => name[language]),
  columns.map(({ example }) => example[language]),
];

export const csvOf = (columns: readonly Column<string>[], language: WordLanguage): string =>
  csv(table(columns, language));

/** … with a second sheet that explains the columns. `name`: of the sheet that is filled in. */
export const xlsxOf = (columns: readonly Column<string>[], name: string, language: WordLanguage): Promise<Buffer> =>
  writeXlsx([
    { name, rows: table(columns, language), widths: columns.map(({ max }) => (max > 50 ? 24 : 12)) },
    {
      name: WORDS[language].explanations,
      rows: columns.map(({ name: column, also, explanation }) => [
        column[language],
        explanation[language],
        also.join('、'),
      ]),
      widths: [16, 70, 50],
    },
  ]);

export const csvTemplate = (kind: ImportKind, language: WordLanguage): string => csvOf(COLUMNS[kind], language);
export const xlsxTemplate = (kind: ImportKind, language: WordLanguage): Promise<Buffer> =>
  xlsxOf(COLUMNS[kind], SHEETS[kind][language], language);
