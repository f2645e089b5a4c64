import { Alert, Button, Group, List, NativeSelect, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { AgendaView } from '@piaojue/contract/agenda';
import type { Contest, Kind } from '@piaojue/contract/contest';
import { useConsoleText } from '../../i18n/console-text.ts';
import { ChooseFile } from '../choose-file.tsx';
import { useOrders } from '../orders.ts';
import { CandidateTable } from './candidate-table.tsx';
import { type ContestDraft, contestOf, type ContestStart, draftWith, ofKind, reasonsOf } from './contest-draft.ts';
import { ProfileChoice } from './profile-choice.tsx';
import { RulesFields } from './rules-fields.tsx';

/** Kinds as in the contract, whose value would bring its schema library into the page. */
const KINDS = [
  'selection',
  'perProject',
  'election',
  'resolution',
  'namedResolution',
  'evaluation',
] as const satisfies readonly Kind[];

/** A new vote, typed in, from a file or from a table. The server checks all alike, and its reasons are shown as they come. */
export function ContestPanel(props: { readonly start: ContestStart; readonly agenda: AgendaView }) {
  const { t } = useConsoleText();
  const { order, busy } = useOrders();
  const { itemId } = props.start;
  const item = props.agenda.items.find(({ id }) => id === itemId);
  const [draft, setDraft] = useState<ContestDraft>(() => ({
    ...draftWith(props.start.candidates),
    title: item?.title ?? '',
  }));
  const [reasons, setReasons] = useState<readonly string[] | null>(null);
  const change = (part: Partial<ContestDraft>) => setDraft((before) => ({ ...before, ...part }));

  const send = async (contest: Contest) => {
    setReasons(null);
    const answer = await order('contest:import', { contest, ...(item === undefined ? {} : { itemId: item.id }) });
    if (answer === null) return;
    if (answer === 'no-answer') setReasons([t('fault.no-answer')]);
    else if (answer.ok) setReasons([]);
    else setReasons([t(`fault.${answer.error.code}`), ...reasonsOf(answer.error.detail)]);
  };
  const importFile = async (file: File) => {
    let contest: Contest;
    try {
      // The server decides whether it is a contest; here it only has to be JSON.
      contest = JSON.parse(await file.text()) as Contest;
    } catch (error) {
      setReasons([t('contest.notJson', { detail: error instanceof Error ? error.message : String(error) })]);
      return;
    }
    await send(contest);
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void send(contestOf(draft));
      }}
    >
      {item !== undefined && (
        <Text size="sm" mb="xs" data-testid="contest-for">
          {t('contest.forItem', { title: item.title })}
        </Text>
      )}
      <Group align="end" mb="sm">
        <NativeSelect
          label={t('contest.kind')}
          value={draft.kind}
          data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
          onChange={(event) => setDraft(ofKind(draft, event.currentTarget.value as Kind))}
          data-testid="contest-kind"
        />
        <TextInput
          label={t('contest.title')}
          value={draft.title}
          maxLength={200}
          onChange={(event) => change({ title: event.currentTarget.value })}
          className="wide"
          data-testid="contest-title"
        />
        <ChooseFile accept="application/json,.json" onFile={(file) => void importFile(file)}>
          {(button) => (
            <Button {...button} variant="default" disabled={busy} data-testid="contest-import">
              {t('contest.import')}
            </Button>
          )}
        </ChooseFile>
      </Group>
      {draft.kind === 'namedResolution' && (
        <Alert color="yellow" variant="light" my="xs" data-testid="contest-named">
          {t('contest.named')}
        </Alert>
      )}
      {draft.kind === 'election' && (
        <Text size="sm" mb="xs">
          {t('contest.noWriteIn')}
        </Text>
      )}
      <ProfileChoice draft={draft} onChange={setDraft} />
      <RulesFields draft={draft} onChange={change} />
      <CandidateTable draft={draft} onChange={setDraft} />
      {draft.screened.length > 0 && (
        <Text size="sm" data-testid="contest-screened">
          {t('contest.screened', { n: draft.screened.length })}
        </Text>
      )}
      {reasons !== null && reasons.length > 0 && (
        <Alert color="yellow" title={t('contest.refused')} my="sm" data-testid="contest-refused">
          <List size="sm">
            {reasons.map((reason) => (
              <List.Item key={reason}>{reason}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      {reasons?.length === 0 && (
        <Text my="sm" role="status" data-testid="contest-saved">
          ✓ {t('contest.saved')}
        </Text>
      )}
      <Button type="submit" disabled={busy} className="contest-save" data-testid="contest-save">
        {t('contest.save')}
      </Button>
    </form>
  );
}
