import type { Candidate, EvaluationContest } from '@piaojue/contract/contest';
import type { Review, ReviewRequest } from '@piaojue/contract/project-entry';
import type { ProjectFault, YearView } from '@piaojue/contract/project-view';
import { ok, type Result } from '@piaojue/contract/result';
import { fault } from './book.ts';

const TITLES: Readonly<Record<Review, string>> = {
  progress: '民生实事项目年中进度测评',
  acceptance: '民生实事项目年底验收测评',
  satisfaction: '民生实事项目满意度测评',
  answers: '代表建议办理满意度测评',
  lookBack: '代表建议办理“回头看”满意度测评',
};

/**
 * An evaluation over projects or suggestions of the book, in the order asked for, as a contest that the hall checks and
 * drafts like any other. `rules`: of the evaluation profile.
 */
export function reviewContest(
  year: YearView,
  { review, refs, title, scale }: ReviewRequest,
  rules: EvaluationContest['rules'],
): Result<EvaluationContest, ProjectFault> {
  const candidates: Candidate[] = [];
  for (const ref of refs) {
    const item = itemOf(year, ref);
    if (!item) return fault('unknown-ref', 'projects and suggestions of the book', ref);
    if (candidates.some((candidate) => candidate.ref === ref)) return fault('unknown-ref', 'each of them once', ref);
    candidates.push({ no: candidates.length + 1, ref, ...item });
  }
  return ok({
    kind: 'evaluation',
    title: title ?? TITLES[review],
    review,
    candidates,
    rules: { ...rules, ...(scale && { scale }) },
  });
}

function itemOf({ projects, suggestions }: YearView, ref: string): Omit<Candidate, 'no' | 'ref'> | undefined {
  const project = projects.find((each) => each.ref === ref);
  if (project) {
    const { name, unit, site, target } = project.details;
    return { name, ...filled({ unit, site, target }) };
  }
  const suggestion = suggestions.find((each) => each.ref === ref);
  return suggestion && { name: suggestion.title, ...filled({ unit: suggestion.unit ?? '' }) };
}

const filled = (fields: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
