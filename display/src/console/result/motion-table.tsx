import { Table, Text } from '@mantine/core';
import type { MotionResult, NamedAnswer } from '@piaojue/contract/screen-view';
import { useConsoleText } from '../../i18n/console-text.ts';

/** 表决: the answers and those who did not press, each apart; of a named vote also who answered what. */
export function MotionTable({ result }: { readonly result: MotionResult }) {
  const { t } = useConsoleText();
  const figures = {
    for: result.for,
    against: result.against,
    abstained: result.abstained,
    notSubmitted: result.figures.notSubmitted,
  };
  const answers = ['for', 'against', 'abstained', 'notSubmitted'] as const;
  return (
    <>
      <Text fw={500}>{result.name}</Text>
      <Table className="console-result console-motion">
        <Table.Thead>
          <Table.Tr>
            {answers.map((answer) => (
              <Table.Th key={answer}>{t(`answer.${answer}`)}</Table.Th>
            ))}
            <Table.Th>
              {t('result.rate', { share: t(`share.${result.rateBase.base}`, { value: result.rateBase.value }) })}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <Table.Tr>
            {answers.map((answer) => (
              <Table.Td key={answer} data-testid={`console-motion-${answer}`}>
                {figures[answer] ?? t('app.none')}
              </Table.Td>
            ))}
            <Table.Td>{result.rate === null ? t('app.none') : `${result.rate}%`}</Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
      {result.named !== null && <NamedList named={result.named} />}
    </>
  );
}

function NamedList({ named }: { readonly named: readonly NamedAnswer[] }) {
  const { t } = useConsoleText();
  return (
    <details data-testid="console-named">
      <summary>{t('result.named')}</summary>
      <ol className="named-list">
        {named.map(({ name, answer }, at) => (
          // Two deputies may have the same name; their seats stand in this order for good.
          <li key={at}>
            <span>{name}</span> <b>{t(`answer.${answer}`)}</b>
          </li>
        ))}
      </ol>
    </details>
  );
}
