import { Text } from '@mantine/core';
import { useState } from 'react';
import { AUTHORS, PROJECT_FIELDS, type PlainEntry, type ProjectField } from '@piaojue/contract/project-entry';
import type { MilestoneView } from '@piaojue/contract/project-view';
import { useProjectsText } from '../i18n/projects-text.ts';
import { ChoiceField, DayField, EntryForm, TextField } from './form-parts.tsx';
import { useEntry } from './year-context.ts';

/** `about`: the ref that the entry is about. */
interface About {
  readonly about: string;
}

export function GroupForm({ about }: About) {
  const { t } = useProjectsText();
  const { busy, written, write } = useEntry(about);
  return (
    <EntryForm
      id="group-form"
      button={t('group.set')}
      busy={busy}
      written={written}
      onSend={(field) => write({ kind: 'group', group: field('group') })}
    >
      <TextField name="group" label={t('project.group')} />
    </EntryForm>
  );
}

export function MilestoneForm({ about }: About) {
  const { t } = useProjectsText();
  const { busy, written, write } = useEntry(about);
  return (
    <EntryForm
      id="milestone-form"
      button={t('milestone.add')}
      busy={busy}
      written={written}
      onSend={(field) => write({ kind: 'milestone', title: field('title'), planned: field('planned') })}
    >
      <TextField name="title" label={t('milestone.title')} />
      <DayField name="planned" label={t('milestone.planned')} />
    </EntryForm>
  );
}

export function MilestoneDoneForm({ about, milestone }: About & { readonly milestone: number }) {
  const { t } = useProjectsText();
  const { busy, written, write } = useEntry(about);
  return (
    <EntryForm
      id={`milestone-done-${milestone}`}
      button={t('milestone.setDone')}
      busy={busy}
      written={written}
      onSend={(field) => write({ kind: 'milestoneDone', milestone, done: field('done') })}
    >
      <DayField name="done" label={t('milestone.done')} />
    </EntryForm>
  );
}

export function NoteForm({ about }: About) {
  const { t } = useProjectsText();
  const { busy, written, write } = useEntry(about);
  return (
    <EntryForm
      id="note-form"
      button={t('note.add')}
      busy={busy}
      written={written}
      onSend={(field) => {
        const [name, percent] = [field('name'), field('percent')];
        return write({
          kind: 'note',
          date: field('date'),
          author: { role: field('author') as (typeof AUTHORS)[number], ...(name && { name }) },
          words: field('words'),
          ...(percent && { percent: Number(percent) }),
        });
      }}
    >
      <DayField name="date" label={t('note.date')} />
      <ChoiceField name="author" label={t('note.author')} words={AUTHORS} say={(word) => t(`author.${word}`)} />
      <TextField name="name" label={t('note.name')} required={false} />
      <TextField name="percent" label={t('note.percent')} required={false} />
      <TextField name="words" label={t('note.words')} />
    </EntryForm>
  );
}

const CHANGES = [...PROJECT_FIELDS, 'milestone', 'stop', 'resume'] as const;
type Change = (typeof CHANGES)[number];
type Adjusted = Extract<PlainEntry, { kind: 'adjustment' }>['change'];

export function AdjustForm(props: About & { readonly milestones: readonly MilestoneView[] }) {
  const { t } = useProjectsText();
  const { busy, written, write } = useEntry(props.about);
  const [what, setWhat] = useState<Change>('name');
  const open = props.milestones.filter(({ done }) => done === null);
  const say = (word: Change): string =>
    word === 'milestone' || word === 'stop' || word === 'resume' ? t(`adjust.${word}`) : t(`project.${word}`);
  return (
    <EntryForm
      id="adjust-form"
      button={t('adjust.add')}
      busy={busy}
      written={written}
      onSend={async (field) => {
        const number = field('number');
        const taken = await write({
          kind: 'adjustment',
          change: changeOf(what, field),
          allowedBy: {
            body: field('body'),
            date: field('decided'),
            ...(number && { number }),
            words: field('decision'),
          },
        });
        if (taken) setWhat('name');
        return taken;
      }}
    >
      <ChoiceField
        name="what"
        label={t('adjust.what')}
        words={CHANGES.filter((word) => word !== 'milestone' || open.length > 0)}
        say={say}
        onChange={setWhat}
      />
      {what === 'milestone' && (
        <ChoiceField
          name="milestone"
          label={t('adjust.milestone')}
          words={open.map(({ milestone }) => String(milestone))}
          say={(number) => open.find(({ milestone }) => String(milestone) === number)?.title ?? number}
        />
      )}
      {what === 'milestone' && <DayField name="to" label={t('adjust.to')} />}
      {isField(what) && <TextField name="to" label={t('adjust.to')} />}
      <TextField name="body" label={t('adjust.body')} />
      <DayField name="decided" label={t('adjust.date')} />
      <TextField name="number" label={t('adjust.number')} required={false} />
      <TextField name="decision" label={t('adjust.words')} />
      <Text size="sm" c="dimmed">
        {t('adjust.needsDecision')}
      </Text>
    </EntryForm>
  );
}

const isField = (what: Change): what is ProjectField => PROJECT_FIELDS.some((field) => field === what);

function changeOf(what: Change, field: (name: string) => string): Adjusted {
  if (isField(what)) return { what: 'field', field: what, to: field('to') };
  if (what === 'milestone') return { what, milestone: Number(field('milestone')), planned: field('to') };
  return { what };
}
