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

const table = (kind: ImportKind, language: WordLanguage): string[][] => [
  COLUMNS[kind].map(({ name }) => name[language]),
  COLUMNS[kind].map(({ example }) => example[language]),
];

/** A table to fill in: the names of the columns, and a row that shows how and is not taken. */
export const csvTemplate = (kind: ImportKind, language: WordLanguage): string => csv(table(kind, language));

/** … with a second sheet that explains the columns. */
export const xlsxTemplate = (kind: ImportKind, language: WordLanguage): Promise<Buffer> =>
  writeXlsx([
    {
      name: SHEETS[kind][language],
      rows: table(kind, language),
      widths: COLUMNS[kind].map(({ max }) => (max > 50 ? 24 : 12)),
    },
    {
      name: WORDS[language].explanations,
      rows: COLUMNS[kind].map(({ name, also, explanation }) => [
        name[language],
        explanation[language],
        also.join('、'),
      ]),
      widths: [16, 70, 50],
    },
  ]);
