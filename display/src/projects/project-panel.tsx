import { Progress, Text, Title } from '@mantine/core';
import { PROJECT_FIELDS } from '@piaojue/contract/project-entry';
import type { ProjectView } from '@piaojue/contract/project-view';
import { useProjectsText } from '../i18n/projects-text.ts';
import { AdjustForm, GroupForm, MilestoneDoneForm, MilestoneForm, NoteForm } from './entry-forms.tsx';
import { EvaluationTable } from './evaluation-table.tsx';
import { HistoryList } from './history-list.tsx';

/** One project: what it is, what was planned, noted and changed, how it was judged, and every entry as it was written. */
export function ProjectPanel({ project }: { readonly project: ProjectView }) {
  const { t } = useProjectsText();
  const { ref, details, origin, group, milestones, notes, adjustments, evaluations, percent } = project;
  return (
    <article data-testid="project-panel">
      <Title order={2} size="h3">
        {details.name} {project.stopped && `· ${t('project.stopped')}`}
      </Title>
      <Text c="dimmed">
        {ref} ·{' '}
        {t('project.origin', {
          meeting: origin.sitting.meeting,
          date: origin.sitting.date,
          no: origin.no,
          votes: origin.votes ?? t('app.none'),
          rate: origin.rate === null ? t('app.none') : `${origin.rate}% (${t(`base.${origin.rateBase.base}`)})`,
        })}
      </Text>
      {percent !== null && <Progress value={percent} my="sm" aria-label={t('project.progress')} />}
      <dl className="facts">
        {PROJECT_FIELDS.filter((field) => field !== 'name' && details[field] !== '').map((field) => (
          <div key={field}>
            <dt>{t(`project.${field}`)}</dt>
            <dd>{details[field]}</dd>
          </div>
        ))}
        <div>
          <dt>{t('project.group')}</dt>
          <dd>{group ?? t('app.none')}</dd>
        </div>
      </dl>
      <GroupForm about={ref} />

      <Title order={3} size="h5" mt="lg">
        {t('project.milestones')}
      </Title>
      <ol className="entries">
        {milestones.map(({ milestone, title, planned, plannedFirst, done, words }) => (
          <li key={milestone} value={milestone}>
            {title} · {t('milestone.planned')} {planned}
            {plannedFirst !== null && ` (${t('milestone.plannedFirst', { date: plannedFirst })})`}
            {done !== null && ` · ✓ ${done} ${words}`}
            {done === null && <MilestoneDoneForm about={ref} milestone={milestone} />}
          </li>
        ))}
      </ol>
      <MilestoneForm about={ref} />

      <Title order={3} size="h5" mt="lg">
        {t('note.title')}
      </Title>
      <ol className="entries">
        {notes.map(({ entry, date, author, words, percent: share }) => (
          <li key={entry}>
            <b>{date}</b> {t(`author.${author.role}`)} {author.name} {share !== null && <b>{share}%</b>} {words}
          </li>
        ))}
      </ol>
      <NoteForm about={ref} />

      <Title order={3} size="h5" mt="lg">
        {t('adjust.title')}
      </Title>
      <ol className="entries">
        {adjustments.map(({ entry, what, milestone, from, to, allowedBy }) => (
          <li key={entry}>
            {what === 'stop' || what === 'resume'
              ? t(`adjust.${what}`)
              : t('adjust.line', { what: what === 'milestone' ? (milestone ?? '') : t(`project.${what}`), from, to })}
            <br />
            <Text span size="sm" c="dimmed">
              {t('adjust.allowed', {
                body: allowedBy.body,
                date: allowedBy.date,
                number: allowedBy.number ?? '',
                words: allowedBy.words,
              })}
            </Text>
          </li>
        ))}
      </ol>
      <AdjustForm about={ref} milestones={milestones} />

      {evaluations.length > 0 && <EvaluationTable evaluations={evaluations} />}
      <HistoryList about={ref} history={project.history} />
    </article>
  );
}
