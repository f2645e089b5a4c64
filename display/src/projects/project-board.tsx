import { Button, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { ProjectView } from '@piaojue/contract/project-view';
import { type ProjectsText, useProjectsText } from '../i18n/projects-text.ts';
import { AdoptPanel } from './adopt-panel.tsx';
import { ProjectPanel } from './project-panel.tsx';
import { useYearDesk } from './year-context.ts';

/** The newest evaluation in a word. */
const lastGrade = (t: ProjectsText, { evaluations }: Pick<ProjectView, 'evaluations'>): string => {
  const last = evaluations.at(-1);
  if (!last) return t('app.none');
  const grade = last.grade === null ? t('app.none') : t(`grade.${last.grade}`);
  return `${t(`review.${last.review}`)} ${grade} ${last.strictRate === null ? '' : `${last.strictRate}%`}`;
};

/** All tracked projects, and one of them. */
export function ProjectBoard() {
  const { t } = useProjectsText();
  const { page } = useYearDesk();
  const [ref, setRef] = useState<string | null>(null);
  const project = page.projects.find((each) => each.ref === ref);
  if (project)
    return (
      <>
        <Button variant="subtle" onClick={() => setRef(null)} data-testid="project-back">
          ← {t('project.back')}
        </Button>
        <ProjectPanel project={project} />
      </>
    );
  return (
    <>
      {page.projects.length === 0 && <Text>{t('project.empty')}</Text>}
      {page.projects.length > 0 && (
        <table className="year-table" data-testid="project-list">
          <thead>
            <tr>
              {(['ref', 'name', 'unit', 'group', 'progress', 'milestones', 'grade'] as const).map((head) => (
                <th key={head}>{t(`project.${head}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {page.projects.map((each) => (
              <tr key={each.ref} data-testid={`project-${each.ref}`}>
                <td>{each.ref}</td>
                <td>
                  <button type="button" className="link" onClick={() => setRef(each.ref)}>
                    {each.details.name}
                  </button>
                  {each.stopped && <b> {t('project.stopped')}</b>}
                </td>
                <td>{each.details.unit}</td>
                <td>{each.group}</td>
                <td>{each.percent === null ? t('app.none') : `${each.percent}%`}</td>
                <td>
                  {each.milestones.filter(({ done }) => done !== null).length} / {each.milestones.length}
                </td>
                <td>{lastGrade(t, each)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Title order={2} size="h4" mt="lg">
        {t('adopt.title')}
      </Title>
      <AdoptPanel />
    </>
  );
}
