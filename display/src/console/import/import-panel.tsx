import { Alert, Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { CandidatesImport, ImportAnswer, ImportKind } from '@piaojue/contract/import';
import { useConsoleText } from '../../i18n/console-text.ts';
import { ChooseFile } from '../choose-file.tsx';
import { saveFile } from '../save-file.ts';
import { useSources } from '../sources.ts';
import { ImportReport } from './import-report.tsx';

const KINDS = ['roll', 'candidates', 'agenda'] as const satisfies readonly ImportKind[];
const FORMATS = ['xlsx', 'csv'] as const;

/** A file that was chosen, and what the dry run said of it: an answer, the server's reason, or that it is silent (null). */
interface Checked {
  readonly file: File;
  readonly answer: ImportAnswer | string | null;
}

/**
 * 代表名单、候选项目、议程 from a table. A file is read in a dry run first, with every fault of every row; only what has none
 * can be taken, and then as a whole. Candidates go into the form of a new vote, where they can still be changed.
 */
export function ImportPanel(props: { readonly onCandidates: (content: CandidatesImport) => void }) {
  const { t, language } = useConsoleText();
  const { imports } = useSources();
  const [kind, setKind] = useState<ImportKind>('roll');
  const [checked, setChecked] = useState<Checked | null>(null);
  const [busy, setBusy] = useState(false);

  const send = async (file: File, check: boolean) => {
    setBusy(true);
    setChecked({ file, answer: await imports.send(kind, file, check, language) });
    setBusy(false);
  };
  const take = ({ file, answer }: Checked) => {
    if (answer === null || typeof answer === 'string' || answer.content === null) return;
    if ('candidates' in answer.content) props.onCandidates(answer.content);
    else void send(file, false);
  };
  return (
    <Stack gap="sm" data-testid="import-panel">
      <Group gap="sm">
        <SegmentedControl
          aria-label={t('import.what')}
          value={kind}
          data={KINDS.map((value) => ({ value, label: t(`import.${value}`) }))}
          onChange={(value) => {
            setKind(value);
            setChecked(null);
          }}
          data-testid="import-kind"
        />
        {FORMATS.map((format) => (
          <Button
            key={format}
            variant="default"
            onClick={() =>
              void imports.template(kind, format, language).then((file) => file && saveFile(file, `${kind}.${format}`))
            }
            data-testid={`import-template-${format}`}
          >
            {t('import.template', { format: format.toUpperCase() })}
          </Button>
        ))}
        <ChooseFile key={kind} accept=".csv,.xlsx" onFile={(file) => void send(file, true)}>
          {(button) => (
            <Button {...button} loading={busy} data-testid="import-choose">
              {t('import.choose')}
            </Button>
          )}
        </ChooseFile>
      </Group>
      {checked !== null && <Outcome checked={checked} busy={busy} onTake={() => take(checked)} />}
    </Stack>
  );
}

function Outcome(props: { readonly checked: Checked; readonly busy: boolean; readonly onTake: () => void }) {
  const { t } = useConsoleText();
  const { file, answer } = props.checked;
  if (answer === null || typeof answer === 'string') {
    return (
      <Alert color="yellow" data-testid="import-refused">
        {answer ?? t('import.offline')}
      </Alert>
    );
  }
  return (
    <>
      <Text size="sm">{t('import.file', { name: file.name, rows: answer.rows })}</Text>
      <ImportReport answer={answer} />
      {answer.faults.length === 0 && answer.written && (
        <Text role="status" fw={700} data-testid="import-taken">
          ✓ {t('import.taken')}
        </Text>
      )}
      {answer.faults.length === 0 && !answer.written && (
        <Group gap="sm">
          <Text role="status" data-testid="import-clean">
            ✓ {t('import.clean')}
          </Text>
          <Button disabled={props.busy} onClick={props.onTake} data-testid="import-take">
            <TakeLabel answer={answer} />
          </Button>
        </Group>
      )}
    </>
  );
}

/** What taking it replaces stands on the button. */
function TakeLabel({ answer: { content } }: { readonly answer: ImportAnswer }) {
  const { t } = useConsoleText();
  if (content === null) return t('import.take');
  if ('candidates' in content) return t('import.takeCandidates', { n: content.candidates.length });
  return 'items' in content
    ? t('import.takeAgenda', { n: content.items.length })
    : t('import.takeRoll', { n: content.seats.length });
}
