import { Text, Title } from '@mantine/core';
import type { EvaluationOfItem } from '@piaojue/contract/project-view';
import { useProjectsText } from '../i18n/projects-text.ts';

const COUNTS = ['satisfied', 'basic', 'dissatisfied', 'dontKnow', 'abstained'] as const;

/** Announced evaluations of one project or suggestion; what each rate is a share of stands under it. */
export function EvaluationTable({ evaluations }: { readonly evaluations: readonly EvaluationOfItem[] }) {
  const { t } = useProjectsText();
  const percent = (rate: string | null) => (rate === null ? t('app.none') : `${rate}%`);
  return (
    <>
      <Title order={3} size="h5" mt="lg">
        {t('tabs.reviews')}
      </Title>
      <table className="year-table" data-testid="evaluations">
        <thead>
          <tr>
            <th>{t('review.kind')}</th>
            {COUNTS.map((count) => (
              <th key={count}>{t(`grade.${count}`)}</th>
            ))}
            <th>{t('grade.strict')}</th>
            <th>{t('grade.broad')}</th>
            <th>{t('grade.grade')}</th>
          </tr>
        </thead>
        <tbody>
          {evaluations.map((each) => (
            <tr key={each.bundleHash}>
              <td>
                <b>{t(`review.${each.review}`)}</b> {each.sitting.meeting} {each.sitting.date}
                <Text size="xs" c="dimmed">
                  {t('grade.base', { base: t(`base.${each.rateBase.base}`), value: each.rateBase.value })}
                  {each.withoutDontKnow && `, ${t('grade.withoutDontKnow')}`} · {each.bundleHash.slice(0, 8)}
                </Text>
              </td>
              {COUNTS.map((count) => (
                <td key={count}>{each.counts[count] ?? t('app.none')}</td>
              ))}
              <td>{percent(each.strictRate)}</td>
              <td>{percent(each.broadRate)}</td>
              <td>{each.grade === null ? t('app.none') : t(`grade.${each.grade}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
