import {
  Alert,
  Button,
  FileButton,
  Group,
  List,
  NativeSelect,
  NumberInput,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import type { Contest } from '@piaojue/contract/contest';
import { useConsoleText } from '../i18n/console-text.ts';
import { CandidateTable } from './candidate-table.tsx';
import { type ContestDraft, contestOf, emptyDraft, MAJORITIES, reasonsOf } from './contest-draft.ts';
import { useOrders } from './orders.ts';

const RATE_BASES = ['returned', 'valid', 'present', 'all'] as const;
const PRESSES = ['last', 'first'] as const;
const REVEALS = ['atClose', 'afterConfirmation'] as const;

/** A new vote, typed in or from a file. The server checks both alike, and its reasons are shown as they come. */
export function ContestPanel() {
  const { t } = useConsoleText();
  const { order, busy } = useOrders();
  const [draft, setDraft] = useState<ContestDraft>(emptyDraft);
  const [reasons, setReasons] = useState<readonly string[] | null>(null);
  const change = (part: Partial<ContestDraft>) => setDraft((before) => ({ ...before, ...part }));

  const send = async (contest: Contest) => {
    setReasons(null);
    const answer = await order('contest:import', { contest });
    if (answer === null) return;
    if (answer === 'no-answer') setReasons([t('fault.no-answer')]);
    else if (answer.ok) setReasons([]);
    else setReasons([t(`fault.${answer.error.code}`), ...reasonsOf(answer.error.detail)]);
  };
  const importFile = async (file: File | null) => {
    if (file === null) return;
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
      <Group align="end" mb="sm">
        <TextInput
          label={t('contest.title')}
          value={draft.title}
          maxLength={200}
          onChange={(event) => change({ title: event.currentTarget.value })}
          className="wide"
          data-testid="contest-title"
        />
        <FileButton accept="application/json,.json" onChange={(file) => void importFile(file)}>
          {(props) => (
            <Button {...props} variant="default" disabled={busy} data-testid="contest-import">
              {t('contest.import')}
            </Button>
          )}
        </FileButton>
      </Group>
      <Rules draft={draft} onChange={change} />
      <CandidateTable draft={draft} onChange={setDraft} />
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

function Rules(props: { readonly draft: ContestDraft; readonly onChange: (part: Partial<ContestDraft>) => void }) {
  const { t } = useConsoleText();
  const { draft, onChange } = props;
  const choose = <K extends string>(keys: readonly K[], label: (key: K) => string) =>
    keys.map((value) => ({ value, label: label(value) }));
  return (
    <div className="rules">
      <NumberInput
        label={t('contest.seats')}
        hideControls
        min={1}
        max={60}
        value={draft.seats}
        onChange={(value) => onChange({ seats: Number(value) })}
        data-testid="contest-seats"
      />
      <NumberInput
        label={t('contest.maxMarks')}
        hideControls
        min={1}
        max={60}
        value={draft.maxMarks ?? draft.seats}
        onChange={(value) => onChange({ maxMarks: Number(value) === draft.seats ? null : Number(value) })}
        data-testid="contest-max-marks"
      />
      <NativeSelect
        label={t('contest.majority')}
        value={draft.majority}
        data={choose(Object.keys(MAJORITIES) as (keyof typeof MAJORITIES)[], (key) => t(`majority.${key}`))}
        onChange={(event) => onChange({ majority: event.currentTarget.value as ContestDraft['majority'] })}
        data-testid="contest-majority"
      />
      <NativeSelect
        label={t('contest.rateBase')}
        value={draft.rateBase}
        data={choose(RATE_BASES, (key) => t(`base.${key}`))}
        onChange={(event) => onChange({ rateBase: event.currentTarget.value as ContestDraft['rateBase'] })}
      />
      <NativeSelect
        label={t('contest.press')}
        value={draft.press}
        data={choose(PRESSES, (key) => t(`press.${key}`))}
        onChange={(event) => onChange({ press: event.currentTarget.value as ContestDraft['press'] })}
      />
      <NativeSelect
        label={t('contest.reveal')}
        value={draft.reveal}
        data={choose(REVEALS, (key) => t(`reveal.${key}`))}
        onChange={(event) => onChange({ reveal: event.currentTarget.value as ContestDraft['reveal'] })}
      />
      <Switch
        label={t('contest.exactly')}
        checked={draft.exactly}
        onChange={(event) => onChange({ exactly: event.currentTarget.checked })}
      />
      <Text size="sm" c="dimmed">
        {t('contest.quorum')}
      </Text>
    </div>
  );
}
