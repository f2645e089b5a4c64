import { Button, Group, Text, TextInput } from '@mantine/core';
import { useDeferredValue, useEffect, useState } from 'react';
import type { RecordLine } from '@piaojue/contract/officers-view';
import { useConsoleText } from '../../i18n/console-text.ts';
import { LongTable } from '../long-table.tsx';
import { saveFile } from '../save-file.ts';
import { useSources } from '../sources.ts';
import { findLines } from './record-search.ts';

/** px */
const HEIGHT = 520;

/** 操作记录: who did what and when, in words, the newest first. */
export function RecordPanel() {
  const { t, language } = useConsoleText();
  const { record } = useSources();
  const [lines, setLines] = useState<readonly RecordLine[] | 'loading' | 'offline'>('loading');
  const [query, setQuery] = useState('');
  const wanted = useDeferredValue(query);
  useEffect(() => {
    let open = true;
    const ask = async () => {
      const got = await record.lines();
      if (open) setLines(got ?? 'offline');
    };
    void ask();
    return () => {
      open = false;
    };
  }, [record]);

  const all = typeof lines === 'string' ? [] : lines;
  const found = findLines(all, wanted, (line) => [t(`role.${line.by}`), line.words[language]]);
  return (
    <div data-testid="record-panel">
      <Group gap="xs" mb="xs">
        <TextInput
          aria-label={t('record.search')}
          placeholder={t('record.search')}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          data-testid="record-search"
        />
        <Button
          variant="default"
          onClick={() => void record.lines().then((got) => setLines(got ?? 'offline'))}
          data-testid="record-refresh"
        >
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
        <Text size="sm" c="dimmed" data-testid="record-shown">
          {t('record.shown', { shown: found.length, all: all.length })}
        </Text>
      </Group>
      {lines === 'offline' && <Text className="amber">▲ {t('record.offline')}</Text>}
      {lines !== 'loading' && lines !== 'offline' && found.length === 0 && <Text c="dimmed">{t('record.empty')}</Text>}
      {found.length > 0 && (
        <LongTable
          className="record-list"
          height={HEIGHT}
          headings={[t('record.time'), t('record.who'), t('record.round'), t('record.what')]}
          rows={found}
          idOf={({ seq }) => `record-${seq}`}
          cells={RecordCells}
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
