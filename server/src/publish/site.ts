import { createHash } from 'node:crypto';
import { drawsPage, suggestionsPage } from './pages/suggestions-page.ts';
import { indexPage } from './pages/index-page.ts';
import { document, type Page, type PageParts } from './pages/layout.ts';
import { listPage } from './pages/list-page.ts';
import { projectPage } from './pages/project-page.ts';
import { votePage } from './pages/vote-page.ts';
import { FILES, type Publication } from './publication.ts';
import { publishText } from './text.ts';

/** Path → text of every file of the published folder. The same publication gives the same bytes. */
export function site(publication: Publication): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const language of ['zh-CN', 'en'] as const) {
    const parts: PageParts = { t: publishText(language), language, rehearsal: publication.rehearsal };
    for (const page of pages(parts, publication))
      files.set(`${language === 'en' ? 'en/' : ''}${page.file}`, document(parts, page));
  }
  return files.set(SUMS, sumsOf(files));
}

/** As `sha256sum -c` reads it. */
export const SUMS = 'SHA256SUMS';
const sumsOf = (files: ReadonlyMap<string, string>): string =>
  [...files]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => `${createHash('sha256').update(text).digest('hex')}  ${path}\n`)
    .join('');

function pages(parts: PageParts, publication: Publication): readonly Page[] {
  const { year, votes, lists } = publication;
  const listFile = (hash: string | null): string | null => {
    const list = lists.find((each) => each.hash === hash);
    return list ? FILES.list(list) : null;
  };
  return [
    indexPage(parts, publication),
    ...lists.map((list) => listPage(parts, list)),
    ...votes.map((vote) => votePage(parts, vote, listFile(vote.result.round.hash))),
    ...year.projects.map((project) => projectPage(parts, project)),
    ...(year.suggestions.length ? [suggestionsPage(parts, year.suggestions)] : []),
    ...(year.draws.length ? [drawsPage(parts, year.draws, year.suggestions)] : []),
  ];
}
