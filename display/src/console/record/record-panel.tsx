import { Button, Group, Text, TextInput } from '@mantine/core';
import { useDeferredValue, useState } from 'react';
import type { RecordLine } from '@piaojue/contract/officers-view';
import { useConsoleText } from '../../i18n/console-text.ts';
import { FilterButtons } from '../filter-buttons.tsx';
import { LongTable } from '../long-table.tsx';
import { saveFile } from '../save-file.ts';
import { useSources } from '../sources.ts';
import { countKinds, EVERYTHING, findLines, RECORD_KINDS, type RecordWanted } from './record-search.ts';
import { useRecord } from './use-record.ts';

/** px */
const HEIGHT = 520;

/** 操作记录: who did what and when, in words, the newest first. */
export function RecordPanel() {
  const { t, language } = useConsoleText();
  const { record } = useSources();
  const [wanted, setWanted] = useState(EVERYTHING);
  const [isAtTop, setAtTop] = useState(true);
  /** The list begins anew, at its top. */
  const [visit, setVisit] = useState(0);
  const query = useDeferredValue(wanted.query);
  const { lines, isOffline, fresh, refresh } = useRecord(!isAtTop);
  const toLatest = () => {
    setAtTop(true);
    setVisit(visit + 1);
  };
  const choose = (change: Partial<RecordWanted>) => {
    setWanted({ ...wanted, ...change });
    toLatest();
  };

  const all = lines ?? [];
  const found = findLines(all, { ...wanted, query }, (line) => [t(`role.${line.by}`), line.words[language]]);
  return (
    <div data-testid="record-panel">
      <Group gap="xs" mb="xs">
        <FilterButtons
          filters={RECORD_KINDS}
          chosen={wanted.kind}
          counts={countKinds(all)}
          label={(kind) => t(`record.kind.${kind}`)}
          testId="record-kind"
          onChoose={(kind) => choose({ kind })}
        />
        {(['from', 'to'] as const).map((end) => (
          <TextInput
            key={end}
            type="time"
            aria-label={t(`record.${end}`)}
            leftSection={t(`record.${end}`)}
            leftSectionWidth={44}
            value={wanted[end]}
            onChange={(event) => choose({ [end]: event.currentTarget.value })}
            data-testid={`record-${end}`}
          />
        ))}
        <TextInput
          aria-label={t('record.search')}
          placeholder={t('record.search')}
          value={wanted.query}
          onChange={(event) => choose({ query: event.currentTarget.value })}
          data-testid="record-search"
        />
        <Text size="sm" c="dimmed" data-testid="record-shown">
          {t('record.shown', { shown: found.length, all: all.length })}
        </Text>
      </Group>
      <Group gap="xs" mb="xs">
        <Button variant="default" onClick={refresh} data-testid="record-refresh">
          {t('record.refresh')}
        </Button>
        <Button
          variant="default"
          onClick={() => void record.csv().then((file) => file && saveFile(file, 'record.csv'))}
          data-testid="record-download"
        >
          {t('record.download')}
        </Button>
        <BackupButton />
        {!isAtTop && (
          <Button onClick={toLatest} data-testid="record-latest">
            ↑ {fresh > 0 ? t('record.fresh', { count: fresh }) : t('record.latest')}
          </Button>
        )}
      </Group>
      {isOffline && <Text className="amber">▲ {t('record.offline')}</Text>}
      {lines !== null && found.length === 0 && <Text c="dimmed">{t('record.empty')}</Text>}
      {found.length > 0 && (
        <LongTable
          key={visit}
          className="record-list"
          label={t('tabs.record')}
          height={HEIGHT}
          headings={[t('record.time'), t('record.who'), t('record.round'), t('record.what')]}
          rows={found}
          idOf={({ seq }) => `record-${seq}`}
          cells={RecordCells}
          onTop={setAtTop}
        />
      )}
    </div>
  );
}

/** 备份: the whole sitting as one file, for a second medium or another machine. */
function BackupButton() {
  const { t } = useConsoleText();
  const { record } = useSources();
  const [said, setSaid] = useState<string | null>(null);
  const ask = async () => {
    const answer = await record.backup();
    if (answer.kind === 'offline') return setSaid(t('record.offline'));
    if (answer.kind === 'refused') return setSaid(t('record.noBackup', { reason: answer.detail }));
    const name = /filename="([^"]+)"/.exec(answer.response.headers.get('content-disposition') ?? '')?.[1];
    saveFile(await answer.response.blob(), name ?? 'sitting.pjbk');
    setSaid(t('record.backedUp'));
  };
  return (
    <>
      <Button variant="default" onClick={() => void ask()} data-testid="backup">
        {t('record.backup')}
      </Button>
      {said !== null && (
        <Text size="sm" data-testid="backup-said">
          {said}
        </Text>
      )}
    </>
  );
}

function RecordCells({ row }: { readonly row: RecordLine }) {
  const { t, language } = useConsoleText();
  const words = row.words[language];
  return (
    <>
      <td>{new Date(row.at).toLocaleTimeString(language, { hour12: false })}</td>
      <td>{t(`role.${row.by}`)}</td>
      <td>{row.round ?? t('app.none')}</td>
      <td title={words}>{words}</td>
    </>
  );
}
