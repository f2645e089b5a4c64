import type { Report } from './report.ts';
import type { ReportLanguage, ReportText } from './text.ts';
import { reportText } from './text.ts';

/** What stands behind the title: 正式, 未公布, 演练·未公布 … */
export function statusWords(t: ReportText, { status, rehearsal }: Pick<Report, 'status' | 'rehearsal'>): string {
  return [rehearsal && t('report.rehearsal'), t(`report.status.${status}`)].filter(Boolean).join(t('report.marksJoin'));
}

export const reportTitle = (t: ReportText, report: Pick<Report, 'status' | 'rehearsal' | 'round'>): string =>
  `${t(`report.title.${report.round.kind}`)}${t('report.marks', { marks: statusWords(t, report) })}`;

/** The kinds of file that a result is exported as. */
export type ReportFormat = 'html' | 'pdf' | 'xlsx' | 'csv';

type Named = Pick<Report, 'status' | 'rehearsal'> & { readonly round: Pick<Report['round'], 'id'> };

/**
 * A file's name says whether the result in it is official: `票决结果-第3号-未公布.pdf`, in ASCII
 * `round-3-unannounced.pdf` for those who can't take more.
 */
export function exportName(report: Named, format: ReportFormat, language: ReportLanguage): string {
  if (language === 'en') return asciiName(report, format);
  const t = reportText(language);
  const status = statusWords(t, report).replaceAll(t('report.marksJoin'), '-');
  return `${t('report.fileName', { id: report.round.id, status })}.${format}`;
}

export const asciiName = ({ round, status, rehearsal }: Named, format: ReportFormat): string =>
  `round-${round.id}${rehearsal ? '-rehearsal' : ''}-${status}.${format}`;

/** RFC 6266 with the name in UTF-8 (RFC 8187) and in ASCII. `inline` for what a browser shows itself. */
export function dispositionOf(
  report: Named,
  format: ReportFormat,
  language: ReportLanguage,
  how: 'inline' | 'attachment' = 'attachment',
): string {
  const name = encodeURIComponent(exportName(report, format, language));
  return `${how}; filename="${asciiName(report, format)}"; filename*=UTF-8''${name}`;
}
