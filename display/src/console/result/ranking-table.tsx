import { Table } from '@mantine/core';
import type { RankingResult, ResultRow } from '@piaojue/contract/screen-view';
import { useConsoleText } from '../../i18n/console-text.ts';
import { byRank } from '../../screen/result-order.ts';

/** 票决 and 选举 by rank; ballots per item show 赞成, 反对 and 弃权 and what each candidate needed. */
export function RankingTable({ result }: { readonly result: RankingResult }) {
  const { t } = useConsoleText();
  const perItem = result.columns === 'perItem';
  const { base, value } = result.rateBase;
  return (
    <Table className="console-result" striped>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('result.rank')}</Table.Th>
          <Table.Th>{t('result.no')}</Table.Th>
          <Table.Th>{t('result.name')}</Table.Th>
          <Table.Th>{t(perItem ? 'answer.for' : 'result.votes')}</Table.Th>
          {perItem && <Table.Th>{t('answer.against')}</Table.Th>}
          {perItem && <Table.Th>{t('answer.abstained')}</Table.Th>}
          {perItem && <Table.Th>{t('result.neededColumn')}</Table.Th>}
          <Table.Th>
            {value === null
              ? t('result.rateOwn', { base: t(`base.${base}`) })
              : t('result.rate', { share: t(`share.${base}`, { value }) })}
          </Table.Th>
          <Table.Th>{t('result.status')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {byRank(result.rows).map((row) => (
          <RankingRow key={row.no} row={row} perItem={perItem} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function RankingRow({ row, perItem }: { readonly row: ResultRow; readonly perItem: boolean }) {
  const { t } = useConsoleText();
  const figure = (value: number | null) => value ?? t('app.none');
  return (
    <Table.Tr data-testid={`console-row-${row.no}`}>
      <Table.Td>
        {figure(row.rank)} {row.tied && t('result.tied')}
      </Table.Td>
      <Table.Td>{row.no}</Table.Td>
      <Table.Th scope="row">{row.name}</Table.Th>
      <Table.Td>{figure(row.votes)}</Table.Td>
      {perItem && <Table.Td>{figure(row.against)}</Table.Td>}
      {perItem && <Table.Td>{figure(row.abstained)}</Table.Td>}
      {perItem && <Table.Td>{figure(row.needed)}</Table.Td>}
      <Table.Td>{row.rate === null ? t('app.none') : `${row.rate}%`}</Table.Td>
      <Table.Td>
        <b>{t(`status.${row.status}`)}</b>
      </Table.Td>
    </Table.Tr>
  );
}
