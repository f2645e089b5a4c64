import { Button, Group, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ConsoleView, RoundState } from '@piaojue/contract/console-view';
import { useConsoleText } from '../i18n/console-text.ts';
import { HoldButton } from './hold-button.tsx';
import { useOrders } from './orders.ts';

const ABORTABLE: ReadonlySet<RoundState> = new Set(['opening', 'open', 'closing', 'counting', 'disputed']);

const AT_REST: ReadonlySet<RoundState> = new Set(['draft', 'ready', 'closed', 'aborted']);

/** What is not the next step: back to the draft, discard, sign-in, stopping a round with its reason, the end of the sitting. */
export function RoundActions({ view }: { readonly view: ConsoleView }) {
  const { t } = useConsoleText();
  const { order, busy } = useOrders();
  const [aborting, setAborting] = useState(false);
  const [ending, setEnding] = useState(false);
  const [reason, setReason] = useState('');
  const { current } = view;
  const roundId = current?.round.id;
  const state = current?.state;
  const voting = state !== undefined && ABORTABLE.has(state);
  const canEnd = view.rounds.length > 0 && view.rounds.every(({ state: other }) => AT_REST.has(other));
  if (view.ended) return null;
  return (
    <>
      <Group gap="xs">
        {view.signIn.open && !voting && (
          <Button
            variant="default"
            disabled={busy}
            onClick={() => void order('signIn:stop', {})}
            data-testid="sign-in-stop"
          >
            {t('now.stopSignIn')}
          </Button>
        )}
        {!view.signIn.open && !voting && view.next?.command !== 'signIn:start' && (
          <Button
            variant="default"
            disabled={busy}
            onClick={() => void order('signIn:start', {})}
            data-testid="sign-in-start"
          >
            {t(view.signIn.present === 0 ? 'next.startSignIn' : 'now.startSignIn')}
          </Button>
        )}
        {state === 'ready' && roundId !== undefined && (
          <Button
            variant="default"
            disabled={busy}
            onClick={() => void order('round:draft', { roundId })}
            data-testid="round-draft"
          >
            {t('now.draft')}
          </Button>
        )}
        {state === 'draft' && roundId !== undefined && (
          <Button
            variant="default"
            disabled={busy}
            onClick={() => void order('contest:discard', { roundId })}
            data-testid="contest-discard"
          >
            {t('now.discard')}
          </Button>
        )}
        {canEnd && (
          <Button variant="default" onClick={() => setEnding(!ending)} aria-expanded={ending} data-testid="end-show">
            {t('now.end')}…
          </Button>
        )}
        {voting && (
          <Button
            variant="default"
            onClick={() => setAborting(!aborting)}
            aria-expanded={aborting}
            data-testid="abort-show"
          >
            {t('now.abort')}…
          </Button>
        )}
      </Group>
      {canEnd && ending && (
        <div className="abort">
          <Text size="sm">{t('now.endHint')}</Text>
          <HoldButton
            hold
            color="yellow"
            autoContrast
            disabled={busy}
            onConfirm={() => void order('sitting:end', {})}
            data-testid="end"
          >
            {t('now.end')}
          </HoldButton>
        </div>
      )}
      {voting && aborting && roundId !== undefined && (
        <div className="abort">
          <TextInput
            label={t('now.abortReason')}
            description={t('now.abortHint')}
            value={reason}
            maxLength={200}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-testid="abort-reason"
          />
          <HoldButton
            hold
            color="yellow"
            autoContrast
            disabled={busy || reason.trim() === ''}
            onConfirm={() => void order('round:abort', { roundId, reason: reason.trim() })}
            data-testid="abort"
          >
            {t('now.abort')}
          </HoldButton>
        </div>
      )}
    </>
  );
}
