import { Button, Group } from '@mantine/core';
import { useConsoleText } from '../../i18n/console-text.ts';
import { getNamedFile } from '../../link/exports.ts';
import { saveFile } from '../save-file.ts';

/** The report of a counted or aborted round in a tab of its own, to be printed there, and its tables as files. */
export function ExportButtons({ roundId, tables }: { readonly roundId: number; readonly tables: boolean }) {
  const { t, language } = useConsoleText();
  return (
    <Group gap="xs" ml="auto">
      <Button
        variant="default"
        size="compact-md"
        onClick={() => void openReport(roundId, language)}
        data-testid="report-open"
      >
        {t('result.report')}
      </Button>
      {tables &&
        (['csv', 'xlsx'] as const).map((format) => (
          <Button
            key={format}
            variant="default"
            size="compact-md"
            onClick={() => void saveTable(roundId, format)}
            data-testid={format === 'csv' ? 'result-download' : 'result-download-xlsx'}
          >
            {t(format === 'csv' ? 'result.export' : 'result.exportXlsx')}
          </Button>
        ))}
    </Group>
  );
}

async function saveTable(roundId: number, format: 'csv' | 'xlsx'): Promise<void> {
  const got = await getNamedFile(`/api/rounds/${roundId}/result.${format}`, `round-${roundId}.${format}`);
  if (got !== null) saveFile(got.file, got.name);
}

/** The tab is opened by the click itself: a browser refuses one that comes later. Where it refuses all, the page is saved. */
async function openReport(roundId: number, language: string): Promise<void> {
  const tab = window.open('', '_blank');
  const got = await getNamedFile(`/api/rounds/${roundId}/report?lang=${language}`, `round-${roundId}.html`);
  if (got === null) tab?.close();
  else if (tab === null) saveFile(got.file, got.name);
  else tab.location.replace(URL.createObjectURL(got.file));
}
