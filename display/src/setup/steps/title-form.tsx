import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSetupText } from '../../i18n/setup-text.ts';
import { type SetupSources, type SittingTitle, useSetupSources } from '../setup-sources.ts';

/** Name and day of the sitting, as they stand on the screen and on every paper. */
export function TitleForm({ title }: { readonly title: SittingTitle }) {
  const { t } = useSetupText();
  const sources = useSetupSources();
  const [next, setNext] = useState(title);
  const [answer, setAnswer] = useState<Awaited<ReturnType<SetupSources['retitle']>> | 'busy' | 'untouched'>(
    'untouched',
  );
  const set = (part: Partial<SittingTitle>) => {
    setNext({ ...next, ...part });
    setAnswer('untouched');
  };
  const whole = { congress: next.congress.trim(), meeting: next.meeting.trim(), date: next.date };
  const isWhole = whole.congress !== '' && whole.meeting !== '' && whole.date !== '';
  const save = async () => {
    setAnswer('busy');
    setAnswer(await sources.retitle(whole));
  };
  return (
    <form
      className="setup-title"
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole) void save();
      }}
    >
      <TextInput
        label={t('title.congress')}
        value={next.congress}
        maxLength={100}
        onChange={(event) => set({ congress: event.currentTarget.value })}
        data-testid="title-congress"
      />
      <TextInput
        label={t('title.meeting')}
        value={next.meeting}
        maxLength={100}
        onChange={(event) => set({ meeting: event.currentTarget.value })}
        data-testid="title-meeting"
      />
      <TextInput
        type="date"
        label={t('title.date')}
        value={next.date}
        onChange={(event) => set({ date: event.currentTarget.value })}
        data-testid="title-date"
      />
      <Button type="submit" variant="default" disabled={!isWhole || answer === 'busy'} data-testid="title-save">
        {t('title.save')}
      </Button>
      <p role="status" data-testid="title-said">
        {answer === 'done' && `✓ ${t('title.saved')}`}
        {answer === null && `▲ ${t('fault.none')}`}
        {answer !== null && typeof answer === 'object' && `▲ ${answer.refused}`}
      </p>
    </form>
  );
}
