import { Checkbox, Text } from '@mantine/core';
import { useState } from 'react';
import { useProjectsText } from '../i18n/projects-text.ts';
import { EntryForm } from './form-parts.tsx';
import { useOrder, useYearDesk } from './year-context.ts';

/** Writes the public pages. Those of a rehearsal only when somebody says so. */
export function PublishPanel() {
  const { t } = useProjectsText();
  const { page } = useYearDesk();
  const { busy, written, order } = useOrder();
  const [asked, setAsked] = useState(false);
  const files = written?.ok ? ((written.body as { readonly files?: number }).files ?? 0) : 0;
  return (
    <EntryForm
      id="publish-form"
      button={t('publish.button')}
      busy={busy || (page.rehearsal && !asked)}
      written={written}
      saved={t('publish.done', { files, folder: page.publishTo })}
      onSend={() => order('/api/publish', { rehearsal: page.rehearsal && asked })}
    >
      <Text>{t('publish.hint', { folder: page.publishTo })}</Text>
      {page.rehearsal && (
        <Checkbox
          label={t('publish.rehearsal')}
          checked={asked}
          onChange={(event) => setAsked(event.currentTarget.checked)}
          data-testid="publish-rehearsal"
        />
      )}
    </EntryForm>
  );
}
