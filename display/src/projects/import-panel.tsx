import { Alert, Button, FileButton, Group, List, Text } from '@mantine/core';
import { useState } from 'react';
import type { SuggestionsImport } from '@piaojue/contract/project-view';
import { saveFile } from '../console/save-file.ts';
import { useProjectsText } from '../i18n/projects-text.ts';
import { callApi, getFile } from '../link/api.ts';
import { useYearDesk } from './year-context.ts';

const MOST_SHOWN = 50;
const PATH = '/api/projects/suggestions';

/** Suggestions from a table: taken as a whole, or every fault of every row is shown. */
export function ImportPanel() {
  const { t, language } = useProjectsText();
  const { reload } = useYearDesk();
  const [answer, setAnswer] = useState<SuggestionsImport | string | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async (file: File | null) => {
    if (file === null) return;
    setBusy(true);
    const sent = await callApi('POST', `${PATH}/import?lang=${language}`, new Blob([file]));
    if (sent.kind === 'ok') setAnswer((await sent.response.json()) as SuggestionsImport);
    else if (sent.kind === 'refused') setAnswer(isImport(sent.body) ? sent.body : sent.detail);
    else setAnswer(t('app.offline'));
    await reload();
    setBusy(false);
  };
  const template = async (format: 'csv' | 'xlsx') => {
    const file = await getFile(`${PATH}/template.${format}?lang=${language}`);
    if (file !== null) saveFile(file, `suggestions.${format}`);
  };
  const faults = typeof answer === 'object' ? (answer?.faults ?? []) : [];
  return (
    <>
      <Group my="sm">
        <FileButton accept=".csv,.xlsx" onChange={(file) => void send(file)}>
          {(props) => (
            <Button {...props} disabled={busy} data-testid="suggestions-import">
              {t('suggestion.import')}
            </Button>
          )}
        </FileButton>
        {(['csv', 'xlsx'] as const).map((format) => (
          <Button key={format} variant="default" onClick={() => void template(format)}>
            {t('suggestion.template')} {format.toUpperCase()}
          </Button>
        ))}
      </Group>
      {typeof answer === 'object' && answer?.written === true && (
        <Text role="status" data-testid="suggestions-imported">
          ✓ {t('suggestion.imported', { count: answer.rows })}
        </Text>
      )}
      {(typeof answer === 'string' || faults.length > 0) && (
        <Alert color="yellow" title={t('app.refused')} data-testid="suggestions-refused">
          {typeof answer === 'string' && answer}
          <List size="sm">
            {faults.slice(0, MOST_SHOWN).map(({ row, column, expected, got }) => (
              <List.Item key={`${row} ${column} ${expected}`}>
                {t('suggestion.fault', { row, column, expected, got })}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </>
  );
}

const isImport = (body: unknown): body is SuggestionsImport =>
  typeof body === 'object' && body !== null && 'faults' in body && Array.isArray(body.faults);
