import { Group, List, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { PaperView } from '@piaojue/contract/console-view';
import type { Candidate } from '@piaojue/contract/contest';
import type { Role } from '@piaojue/contract/live';
import type { RoundTitle } from '@piaojue/contract/screen-view';
import type { ConsoleText } from '../../i18n/console-text.ts';
import { useConsoleText } from '../../i18n/console-text.ts';
import { FORMS } from '../next-order.ts';
import { OrderButton } from '../order-button.tsx';
import { useOrders } from '../orders.ts';
import {
  columnsOf,
  emptyTyping,
  faultsOf,
  paperFormOf,
  totalsOf,
  type Typing,
  type TypingFault,
  validOf,
  withFigure,
} from './typed-totals.ts';

/** One person's part of typing in the paper ballots: two do so, and neither sees what the other one typed. */
export function HandTotals(props: {
  readonly round: RoundTitle;
  readonly candidates: readonly Pick<Candidate, 'no' | 'name'>[];
  readonly paper: PaperView;
  /** Who sits here. */
  readonly role: Role;
}) {
  const { t } = useConsoleText();
  const { order } = useOrders();
  const { round, candidates, paper, role } = props;
  const form = paperFormOf(round);
  const nos = candidates.map(({ no }) => no);
  const [typing, setTyping] = useState<Typing>(() => emptyTyping(form, nos.length));
  const faults = faultsOf(form, typing, nos, paper.issued);
  const columns = columnsOf(form);
  const mine = paper.typedBy === role;
  const submit = async () => {
    if (faults.some(({ blocks }) => blocks)) return;
    const answer = await order('round:typeTotals', { roundId: round.id, totals: totalsOf(form, typing) });
    // Whether it was the first of the two or differed: the next typing starts from empty fields.
    if (answer !== null && answer !== 'no-answer') setTyping(emptyTyping(form, nos.length));
  };
  return (
    <Paper
      withBorder
      p="md"
      component="section"
      aria-label={t('paper.title')}
      id={FORMS.totals}
      tabIndex={-1}
      data-testid="hand-totals"
    >
      <Stack gap="xs">
        <Title order={2} size="h4">
          {t('paper.title')}
        </Title>
        <Text size="sm">{t('paper.hint')}</Text>
        <Text fw={700} role="status" data-testid="typed-by" data-typed-by={paper.typedBy ?? 'nobody'}>
          {paper.typedBy === null
            ? t('paper.typedByNobody')
            : mine
              ? t('paper.typedByMe')
              : t('paper.typedByOther', { who: t(`role.${paper.typedBy}`) })}
        </Text>
        {!mine && (
          <>
            <Group gap="lg" align="end">
              <Text size="sm">
                {t('paper.issued')} <b>{paper.issued}</b>
              </Text>
              <Figure
                label={t('paper.returned')}
                value={typing.returned}
                onChange={(returned) => setTyping({ ...typing, returned })}
                testId="typed-returned"
              />
              <Figure
                label={t('paper.invalid')}
                value={typing.invalid}
                onChange={(invalid) => setTyping({ ...typing, invalid })}
                testId="typed-invalid"
              />
              <Text size="sm">
                {t('paper.valid')} <b data-testid="typed-valid">{validOf(typing) ?? t('app.none')}</b>
              </Text>
            </Group>
            <table className="typed-table">
              <thead>
                <tr>
                  <th>{t('result.no')}</th>
                  <th>{t('result.name')}</th>
                  {columns.map((column) => (
                    <th key={column}>{columnName(t, column)}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {candidates.map((candidate, row) => (
                  <tr key={candidate.no}>
                    <td>{candidate.no}</td>
                    <th scope="row">{candidate.name}</th>
                    {columns.map((column, at) => (
                      <td key={column}>
                        <FigureInput
                          label={`${candidate.no} ${columnName(t, column)}`}
                          value={typing.rows[row]?.[at] ?? null}
                          onChange={(figure) => setTyping(withFigure(typing, row, at, figure))}
                          testId={`typed-${candidate.no}-${column}`}
                        />
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
            <List size="sm" data-testid="typed-faults">
              {faults.map((fault, at) => (
                <List.Item key={at} data-kind={fault.kind}>
                  {faultWords(t, fault)}
                </List.Item>
              ))}
            </List>
            <OrderButton
              variant="filled"
              disabled={faults.some(({ blocks }) => blocks)}
              onOrder={() => void submit()}
              data-testid="typed-submit"
            >
              {t('paper.submit')}
            </OrderButton>
          </>
        )}
      </Stack>
    </Paper>
  );
}

function columnName(t: ConsoleText, column: ReturnType<typeof columnsOf>[number]): string {
  switch (column) {
    case 'votes':
      return t('paper.votes');
    case 'for':
    case 'against':
    case 'abstained':
      return t(`answer.${column}`);
    case 'blank':
      return t('grade.abstained');
    default:
      return t(`grade.${column}`);
  }
}

function faultWords(t: ConsoleText, fault: TypingFault): string {
  switch (fault.kind) {
    case 'missing':
    case 'moreInvalid':
      return t(`paper.${fault.kind}`);
    case 'tooMany':
      return t('paper.tooMany', { returned: fault.returned, issued: fault.issued });
    case 'rowSum':
    case 'rowMost':
      return t(`paper.${fault.kind}`, { no: fault.no, sum: fault.sum, valid: fault.valid });
    case 'marksMost':
      return t('paper.marksMost', { sum: fault.sum, most: fault.most });
    case 'marksLeast':
      return t('paper.marksLeast', { sum: fault.sum, least: fault.least });
  }
}

interface FigureProps {
  readonly label: string;
  readonly value: number | null;
  readonly onChange: (figure: number | null) => void;
  readonly testId: string;
}

function Figure(props: FigureProps) {
  return (
    <label className="typed-figure">
      <span>{props.label}</span>
      <FigureInput {...props} />
    </label>
  );
}

/** Digits only; a wheel or an arrow key must not change what was counted. */
function FigureInput({ label, value, onChange, testId }: FigureProps) {
  return (
    <input
      inputMode="numeric"
      pattern="[0-9]*"
      maxLength={5}
      autoComplete="off"
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => {
        const text = event.currentTarget.value;
        if (/^\d{0,5}$/.test(text)) onChange(text === '' ? null : Number(text));
      }}
      data-testid={testId}
    />
  );
}
