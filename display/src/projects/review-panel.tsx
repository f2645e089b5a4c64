import { Checkbox, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { type Review, REVIEWS } from '@piaojue/contract/project-entry';
import type { YearPage } from '@piaojue/contract/project-view';
import { useProjectsText } from '../i18n/projects-text.ts';
import { ChoiceField, EntryForm, TextField } from './form-parts.tsx';
import { useOrder, useYearDesk } from './year-context.ts';

const MOST = 30;
const SCALES = ['3', '4'] as const;

/** What a review can be about: projects, or suggestions that were answered; of a second look only those that were drawn. */
function itemsOf(page: YearPage, review: Review): readonly { readonly ref: string; readonly name: string }[] {
  if (review === 'answers' || review === 'lookBack')
    return page.suggestions
      .filter(({ answer, draws }) => answer !== null && (review === 'answers' || draws.length > 0))
      .map(({ ref, title }) => ({ ref, name: title }));
  return page.projects.filter(({ stopped }) => !stopped).map(({ ref, details }) => ({ ref, name: details.name }));
}

/** An evaluation over projects or suggestions becomes a draft of the sitting; it is opened on the console. */
export function ReviewPanel() {
  const { t } = useProjectsText();
  const { page } = useYearDesk();
  const { busy, written, order } = useOrder();
  const [review, setReview] = useState<Review>('progress');
  const [taken, setTaken] = useState<ReadonlySet<string>>(new Set());
  const items = itemsOf(page, review);
  const refs = items.map(({ ref }) => ref).filter((ref) => taken.has(ref));
  const round = written?.ok ? ((written.body as { readonly roundId?: number }).roundId ?? 0) : 0;
  return (
    <>
      <Title order={2} size="h4">
        {t('review.title')}
      </Title>
      <EntryForm
        id="review-form"
        button={t('review.make')}
        busy={busy || refs.length === 0}
        written={written}
        saved={t('review.made', { round })}
        onSend={async (field) => {
          const title = field('title');
          await order('/api/projects/contest', {
            review,
            refs,
            scale: Number(field('scale')),
            ...(title && { title }),
          });
          // The choice stays: it says what was drafted.
          return false;
        }}
      >
        <ChoiceField
          name="review"
          label={t('review.kind')}
          words={REVIEWS}
          say={(word) => t(`review.${word}`)}
          onChange={(word) => {
            setReview(word);
            setTaken(new Set());
          }}
        />
        <ChoiceField
          name="scale"
          label={t('review.scale')}
          words={SCALES}
          say={(word) => t(word === '3' ? 'review.scale3' : 'review.scale4')}
        />
        <TextField name="title" label={t('review.name')} required={false} />
        <fieldset className="review-items">
          <legend>{t('review.items', { count: refs.length })}</legend>
          {items.length === 0 && <Text>{t('review.empty')}</Text>}
          {items.map(({ ref, name }) => (
            <Checkbox
              key={ref}
              label={`${name} (${ref})`}
              checked={taken.has(ref)}
              disabled={!taken.has(ref) && refs.length >= MOST}
              onChange={({ currentTarget: { checked } }) =>
                setTaken((before) => new Set(checked ? [...before, ref] : [...before].filter((each) => each !== ref)))
              }
              data-testid={`review-${ref}`}
            />
          ))}
        </fieldset>
      </EntryForm>
    </>
  );
}
