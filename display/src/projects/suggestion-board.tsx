import { Button, Group, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { SUGGESTION_STATES, type SuggestionState } from '@piaojue/contract/project-entry';
import { useProjectsText } from '../i18n/projects-text.ts';
import { DrawPanel } from './draw-panel.tsx';
import { DayField, EntryForm, TextField } from './form-parts.tsx';
import { ImportPanel } from './import-panel.tsx';
import { SuggestionPanel } from './suggestion-panel.tsx';
import { useOrder, useYearDesk } from './year-context.ts';

/** All suggestions by how far they are, and one of them. */
export function SuggestionBoard() {
  const { t } = useProjectsText();
  const { page } = useYearDesk();
  const [shown, setShown] = useState<SuggestionState | null>(null);
  const [ref, setRef] = useState<string | null>(null);
  const one = page.suggestions.find((each) => each.ref === ref);
  if (one)
    return (
      <>
        <Button variant="subtle" onClick={() => setRef(null)} data-testid="suggestion-back">
          ← {t('project.back')}
        </Button>
        <SuggestionPanel suggestion={one} />
      </>
    );
  const listed = page.suggestions.filter(({ state }) => shown === null || state === shown);
  return (
    <>
      <Group gap="xs" my="sm" role="group" aria-label={t('suggestion.state')}>
        {[null, ...SUGGESTION_STATES].map((state) => (
          <Button
            key={state}
            size="compact-md"
            variant={shown === state ? 'filled' : 'default'}
            aria-pressed={shown === state}
            onClick={() => setShown(state)}
            data-testid={`state-${state ?? 'all'}`}
          >
            {state === null ? t('app.all') : t(`state.${state}`)}{' '}
            {page.suggestions.filter((each) => state === null || each.state === state).length}
          </Button>
        ))}
      </Group>
      {page.suggestions.length === 0 && <Text>{t('suggestion.empty')}</Text>}
      {listed.length > 0 && (
        <table className="year-table" data-testid="suggestion-list">
          <thead>
            <tr>
              {(['number', 'name', 'deputies', 'unit', 'state', 'answer'] as const).map((head) => (
                <th key={head}>{t(`suggestion.${head}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {listed.map((each) => (
              <tr key={each.ref} data-testid={`suggestion-${each.ref}`}>
                <td>{each.number}</td>
                <td>
                  <button type="button" className="link" onClick={() => setRef(each.ref)}>
                    {each.title}
                  </button>
                </td>
                <td>{each.deputies}</td>
                <td>{each.unit}</td>
                <td>{t(`state.${each.state}`)}</td>
                <td>{each.answer && t(`answer.${each.answer.kind}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <ImportPanel />
      <NewSuggestionForm />
      <DrawPanel />
    </>
  );
}

function NewSuggestionForm() {
  const { t } = useProjectsText();
  const { busy, written, order } = useOrder();
  return (
    <>
      <Title order={2} size="h4" mt="lg">
        {t('suggestion.add')}
      </Title>
      <EntryForm
        id="suggestion-form"
        button={t('suggestion.add')}
        busy={busy}
        written={written}
        onSend={(field) => {
          const [words, group] = [field('words'), field('delegation')];
          const raised = { number: field('number'), title: field('title'), deputies: field('deputies') };
          const more = { raised: field('raised'), ...(words && { words }), ...(group && { group }) };
          return order('/api/projects/suggestions', [{ ...raised, ...more }]);
        }}
      >
        <TextField name="number" label={t('suggestion.number')} />
        <TextField name="title" label={t('suggestion.name')} />
        <TextField name="deputies" label={t('suggestion.deputies')} />
        <TextField name="delegation" label={t('suggestion.group')} required={false} />
        <DayField name="raised" label={t('suggestion.raised')} />
        <TextField name="words" label={t('suggestion.words')} required={false} />
      </EntryForm>
    </>
  );
}
