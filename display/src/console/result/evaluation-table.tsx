import { Table, Text } from '@mantine/core';
import type { EvaluationResult } from '@piaojue/contract/screen-view';
import { useConsoleText } from '../../i18n/console-text.ts';

/** 满意度测评: each item with its answers, both rates and its grade, and what they are shares of. */
export function EvaluationTable({ result }: { readonly result: EvaluationResult }) {
  const { t } = useConsoleText();
  const columns = [
    'satisfied',
    'basic',
    'dissatisfied',
    ...(result.scale === 4 ? (['dontKnow'] as const) : []),
    'abstained',
  ] as const;
  const percent = (rate: string | null) => (rate === null ? t('app.none') : `${rate}%`);
  const share = t(`share.${result.rateBase.base}`, { value: result.rateBase.value });
  return (
    <>
      <Table className="console-result" striped>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('result.no')}</Table.Th>
            <Table.Th>{t('result.name')}</Table.Th>
            {columns.map((column) => (
              <Table.Th key={column}>{t(`grade.${column}`)}</Table.Th>
            ))}
            <Table.Th>{t('grade.strict')}</Table.Th>
            <Table.Th>{t('grade.broad')}</Table.Th>
            <Table.Th>{t('grade.of', { base: t(`base.${result.gradeBase.base}`) })}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {result.rows.map((row) => (
            <Table.Tr key={row.no} data-testid={`console-row-${row.no}`}>
              <Table.Td>{row.no}</Table.Td>
              <Table.Th scope="row">{row.name}</Table.Th>
              {columns.map((column) => (
                <Table.Td key={column}>{row.counts?.[column] ?? t('app.none')}</Table.Td>
              ))}
              <Table.Td>{percent(row.strictRate)}</Table.Td>
              <Table.Td>{percent(row.broadRate)}</Table.Td>
              <Table.Td>
                <b>{row.grade === null ? t('app.none') : t(`grade.${row.grade}`)}</b>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm" c="dimmed">
        {t('grade.rates', { share })}
        {result.scale === 4 && !result.dontKnowCounts && ` · ${t('grade.withoutDontKnow')}`}
        {' · '}
        {t(result.halfPasses ? 'grade.halfPasses' : 'grade.halfFails')}
      </Text>
    </>
  );
}
