import { Alert, Table, Text } from '@mantine/core';
import type { ImportAnswer } from '@piaojue/contract/import';
import { useConsoleText } from '../../i18n/console-text.ts';

/** Rows of a list that are drawn; a file with more faults than this is corrected in its own program. */
const SHOWN = 200;

/** All that the dry run found: faults that stop it, spellings that were changed, and what is worth a look. */
export function ImportReport({ answer }: { readonly answer: ImportAnswer }) {
  const { t } = useConsoleText();
  const { faults, changes, notes } = answer;
  const place = (row: number) => (row === 0 ? t('import.whole') : row);
  return (
    <>
      {faults.length > 0 && (
        <>
          <Alert color="yellow" role="alert" data-testid="import-faults">
            {t('import.faults', { n: faults.length })}
          </Alert>
          <Lines
            headings={[t('import.row'), t('import.column'), t('import.expected'), t('import.got')]}
            rows={faults.map(({ row, column, expected, got }) => [place(row), column, expected, got])}
            testId="import-fault"
          />
        </>
      )}
      {notes.length > 0 && (
        <>
          <Text fw={700}>{t('import.notes')}</Text>
          <Lines
            headings={[t('import.row'), t('import.column'), t('import.notes'), t('import.got')]}
            rows={notes.map(({ row, column, code, text }) => [place(row), column, t(`importNote.${code}`), text])}
            testId="import-note"
          />
        </>
      )}
      {changes.length > 0 && (
        <details>
          <summary>{t('import.changes', { n: changes.length })}</summary>
          <Lines
            headings={[t('import.row'), t('import.column'), t('import.from'), t('import.to')]}
            rows={changes.map(({ row, column, from, to }) => [place(row), column, from, to])}
            testId="import-change"
          />
        </details>
      )}
    </>
  );
}

function Lines(props: {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly testId: string;
}) {
  const { t } = useConsoleText();
  const { headings, rows, testId } = props;
  return (
    <>
      <Table striped className="import-lines">
        <Table.Thead>
          <Table.Tr>
            {headings.map((heading) => (
              <Table.Th key={heading}>{heading}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.slice(0, SHOWN).map((cells, at) => (
            <Table.Tr key={at} data-testid={`${testId}-${at}`}>
              {cells.map((cell, column) => (
                <Table.Td key={column}>{cell}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {rows.length > SHOWN && <Text size="sm">{t('import.more', { shown: SHOWN, n: rows.length })}</Text>}
    </>
  );
}
