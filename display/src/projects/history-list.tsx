import { Button, Group, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import type { HistoryLine } from '@piaojue/contract/project-view';
import { useProjectsText } from '../i18n/projects-text.ts';
import { entryWords } from './entry-words.ts';
import { Answer } from './form-parts.tsx';
import { useEntry } from './year-context.ts';

/** Every entry as it was written. To take one out asks for a reason and a second look; it stays readable. */
export function HistoryList(props: { readonly about: string; readonly history: readonly HistoryLine[] }) {
  const { t, language } = useProjectsText();
  const { busy, written, write } = useEntry(props.about);
  const [taken, setTaken] = useState<number | null>(null);
  const [reason, setReason] = useState('');
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const takeOut = async (entry: number) => {
    if (await write({ kind: 'correction', entry, reason, instead: null })) {
      setTaken(null);
      setReason('');
    }
  };
  return (
    <details className="history" data-testid="history">
      <summary>
        <Title order={3} size="h5" component="span">
          {t('history.title')}
        </Title>
      </summary>
      <Text size="sm" c="dimmed">
        {t('history.hint')}
      </Text>
      <Answer written={written} id="history" />
      <ol className="entries">
        {props.history.map(({ entry, at, by, kind, written: words, correctedBy, corrects }) => (
          <li key={entry} data-testid={`entry-${entry}`} data-corrected={correctedBy !== null}>
            {t('history.entry', { entry })} · {when.format(at)} · {t(`history.${by}`)} · {t(`kind.${kind}`)}
            {corrects !== null && ` · ${t('history.corrects', { entry: corrects.entry, reason: corrects.reason })}`}
            {correctedBy !== null && <b> · {t('history.corrected', { entry: correctedBy })}</b>}
            {words !== null && <span className="written">{entryWords(t, words)}</span>}
            {words !== null && correctedBy === null && taken !== entry && (
              <Button size="compact-xs" variant="subtle" onClick={() => setTaken(entry)} data-testid={`take-${entry}`}>
                {t('history.take')}
              </Button>
            )}
            {taken === entry && (
              <Group align="end">
                <TextInput
                  label={t('history.reason')}
                  value={reason}
                  maxLength={1000}
                  onChange={(event) => setReason(event.currentTarget.value)}
                  data-testid="take-reason"
                />
                <Button
                  disabled={busy || reason.trim() === ''}
                  onClick={() => void takeOut(entry)}
                  data-testid="take-confirm"
                >
                  {t('history.confirm')}
                </Button>
                <Button variant="default" onClick={() => setTaken(null)}>
                  {t('history.cancel')}
                </Button>
              </Group>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}
