import { Badge, Button, Group, Table, Text } from '@mantine/core';
import type { ConsoleView } from '@piaojue/contract/console-view';
import type { ResultView } from '@piaojue/contract/screen-view';
import { useConsoleText } from '../i18n/console-text.ts';
import { byRank } from '../screen/result-order.ts';
import { useOrders } from './orders.ts';

/** The counted result with what may follow: announcing it, and the vote that a tie or a void round calls for. */
export function ResultPanel({ view }: { readonly view: ConsoleView }) {
  const { t } = useConsoleText();
  const { order, busy } = useOrders();
  const { current } = view;
  if (current === null || current.result === null) return <Text c="dimmed">{t('result.empty')}</Text>;
  const { result } = current;
  const { figures } = result;
  const roundId = current.round.id;
  const figure = (value: number | null) => value ?? t('app.none');
  return (
    <div>
      <Group justify="space-between" mb="xs">
        <Group gap="sm">
          <Text fw={700} data-testid="console-outcome" data-outcome={result.outcome}>
            {t(`outcome.${result.outcome}`)}
          </Text>
          <Badge color="gray" variant={current.announced ? 'filled' : 'outline'} data-testid="console-announced">
            {t(current.announced ? 'result.announced' : 'result.unconfirmed')}
          </Badge>
        </Group>
        <Group gap="xs">
          {!current.announced && view.next?.command === 'round:announce' && (
            <Button
              disabled={busy || view.next.blockedBy.length > 0}
              onClick={() => void order('round:announce', { roundId })}
              data-testid="announce"
            >
              {t('result.announce')}
            </Button>
          )}
          {(result.outcome === 'runoff' || result.outcome === 'void') && (
            <Button
              variant="default"
              disabled={busy}
              onClick={() => void order('round:revote', { roundId })}
              data-testid="revote"
            >
              {result.outcome === 'void' ? t('result.revoteVoid') : t('result.revote', { seats: result.runoffSeats })}
            </Button>
          )}
        </Group>
      </Group>
      <Text size="sm">
        {t('result.figures', {
          issued: figures.issued,
          returned: figures.returned,
          valid: figure(figures.valid),
          invalid: figure(figures.invalid),
          notSubmitted: figure(figures.notSubmitted),
        })}
        {' · '}
        {result.majority === null ? t('result.plurality') : t('result.needed', { needed: result.needed })}
      </Text>
      {figures.notSubmitted !== null && (
        <Text size="sm" data-testid="console-absent">
          {current.absent === null ? t('result.absentUnknown') : t('result.absent', { ...current.absent })}
        </Text>
      )}
      <ResultTable result={result} />
      {current.bundleHash !== null && (
        <Text size="xs" c="dimmed" className="bundle-hash" data-testid="bundle-hash">
          {t('result.bundle')} {current.bundleHash}
        </Text>
      )}
    </div>
  );
}

function ResultTable({ result }: { readonly result: ResultView }) {
  const { t } = useConsoleText();
  return (
    <Table className="console-result" striped>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('result.rank')}</Table.Th>
          <Table.Th>{t('result.no')}</Table.Th>
          <Table.Th>{t('result.name')}</Table.Th>
          <Table.Th>{t('result.votes')}</Table.Th>
          <Table.Th>
            {t('result.rate', { base: t(`base.${result.rateBase.base}`), value: result.rateBase.value })}
          </Table.Th>
          <Table.Th>{t('result.status')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {byRank(result.rows).map((row) => (
          <Table.Tr key={row.no} data-testid={`console-row-${row.no}`}>
            <Table.Td>
              {row.rank ?? t('app.none')} {row.tied && t('result.tied')}
            </Table.Td>
            <Table.Td>{row.no}</Table.Td>
            <Table.Th scope="row">{row.name}</Table.Th>
            <Table.Td>{row.votes ?? t('app.none')}</Table.Td>
            <Table.Td>{row.rate === null ? t('app.none') : `${row.rate}%`}</Table.Td>
            <Table.Td>
              <b>{t(`status.${row.status}`)}</b>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
