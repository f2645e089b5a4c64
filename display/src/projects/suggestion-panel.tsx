import { Text, Title } from '@mantine/core';
import { useState } from 'react';
import {
  ANSWER_KINDS,
  type AnswerKind,
  SUGGESTION_STATES,
  type SuggestionState,
} from '@piaojue/contract/project-entry';
import type { SuggestionView } from '@piaojue/contract/project-view';
import { useProjectsText } from '../i18n/projects-text.ts';
import { EvaluationTable } from './evaluation-table.tsx';
import { ChoiceField, DayField, EntryForm, TextField } from './form-parts.tsx';
import { HistoryList } from './history-list.tsx';
import { useEntry } from './year-context.ts';

/** One suggestion: its way so far, its answer, how the answer was judged, and the next step. */
export function SuggestionPanel({ suggestion }: { readonly suggestion: SuggestionView }) {
  const { t } = useProjectsText();
  const { ref, number, title, words, deputies, group, unit, state, answer, steps, evaluations, history } = suggestion;
  return (
    <article data-testid="suggestion-panel">
      <Title order={2} size="h3">
        {title}
      </Title>
      <Text c="dimmed">
        {ref} · {number} · {deputies} {group}
      </Text>
      {words !== '' && <Text my="sm">{words}</Text>}
      <dl className="facts">
        <div>
          <dt>{t('suggestion.state')}</dt>
          <dd data-testid="suggestion-state">{t(`state.${state}`)}</dd>
        </div>
        <div>
          <dt>{t('suggestion.unit')}</dt>
          <dd>{unit ?? t('app.none')}</dd>
        </div>
        {answer && (
          <div>
            <dt>{t('suggestion.answer')}</dt>
            <dd>
              <b>{t(`answer.${answer.kind}`)}</b> {answer.words}
            </dd>
          </div>
        )}
      </dl>
      <Title order={3} size="h5" mt="lg">
        {t('suggestion.steps')}
      </Title>
      <ol className="entries">
        {steps.map((step) => (
          <li key={step.entry}>
            <b>{step.date}</b> {t(`state.${step.to}`)} {step.unit} {step.answer && t(`answer.${step.answer}`)}{' '}
            {step.reason !== null && `（${step.reason}）`}
          </li>
        ))}
      </ol>
      <StepForm key={state} about={ref} state={state} />
      {evaluations.length > 0 && <EvaluationTable evaluations={evaluations} />}
      <HistoryList about={ref} history={history} />
    </article>
  );
}

function StepForm(props: { readonly about: string; readonly state: SuggestionState }) {
  const { t } = useProjectsText();
  const { busy, written, write } = useEntry(props.about);
  // The next one first: that is what is mostly meant.
  const at = SUGGESTION_STATES.indexOf(props.state);
  const others = [...SUGGESTION_STATES.slice(at + 1), ...SUGGESTION_STATES.slice(0, at).toReversed()];
  const [to, setTo] = useState<SuggestionState>(others[0] ?? 'raised');
  return (
    <EntryForm
      id="step-form"
      button={t('suggestion.step')}
      busy={busy}
      written={written}
      onSend={(field) => {
        const [unit, reason] = [field('unit'), field('reason')];
        return write({
          kind: 'step',
          to,
          date: field('date'),
          ...(unit && { unit }),
          ...(reason && { reason }),
          ...(to === 'answered' && { answer: { kind: field('answer') as AnswerKind, words: field('answered') } }),
        });
      }}
    >
      <ChoiceField
        name="to"
        label={t('suggestion.to')}
        words={others}
        say={(word) => t(`state.${word}`)}
        onChange={setTo}
      />
      <DayField name="date" label={t('note.date')} />
      {to === 'assigned' && <TextField name="unit" label={t('suggestion.unit')} required={false} />}
      {to === 'answered' && (
        <ChoiceField
          name="answer"
          label={t('suggestion.answerKind')}
          words={ANSWER_KINDS}
          say={(word) => t(`answer.${word}`)}
        />
      )}
      {to === 'answered' && <TextField name="answered" label={t('suggestion.answerWords')} />}
      <TextField name="reason" label={t('suggestion.reason')} required={false} hint={t('suggestion.reasonHint')} />
    </EntryForm>
  );
}
