import { Button, Group, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ConsoleView, RoundState } from '@piaojue/contract/console-view';
import { useConsoleText } from '../i18n/console-text.ts';
import { OrderButton } from './order-button.tsx';
import { useOrders } from './orders.ts';
import { MoveToPaper } from './round/move-to-paper.tsx';
import { SecondLookButton } from './second-look-button.tsx';

const ABORTABLE: ReadonlySet<RoundState> = new Set(['opening', 'open', 'closing', 'counting', 'disputed']);
const AT_REST: ReadonlySet<RoundState> = new Set(['draft', 'ready', 'closed', 'aborted']);

/** What opens below the row of buttons: one at a time, and none of them acts without a second look. */
const ACTS = ['discard', 'toPaper', 'abort', 'end'] as const;
type Act = (typeof ACTS)[number];

/** What is not the next step: back to the draft, discard, sign-in, stopping a round with its reason, the end of the sitting. */
export function RoundActions({ view }: { readonly view: ConsoleView }) {
  const { t } = useConsoleText();
  const { order } = useOrders();
  const [chosen, setChosen] = useState<Act | null>(null);
  const { current } = view;
  const roundId = current?.round.id;
  const state = current?.state;
  const voting = state !== undefined && ABORTABLE.has(state);
  const possible: Readonly<Record<Act, boolean>> = {
    discard: state === 'draft',
    // Who answered what in a named vote is told by keypads alone.
    toPaper: state === 'open' && current?.method !== 'hand' && current?.round.kind !== 'namedResolution',
    abort: voting,
    end: view.rounds.length > 0 && view.rounds.every(({ state: other }) => AT_REST.has(other)),
  };
  const open = chosen !== null && possible[chosen] ? chosen : null;
  if (view.ended) return null;
  return (
    <>
      <Group gap="xs">
        {view.signIn.open && !voting && (
          <OrderButton onOrder={() => void order('signIn:stop', {})} data-testid="sign-in-stop">
            {t('now.stopSignIn')}
          </OrderButton>
        )}
        {!view.signIn.open && !voting && view.next?.command !== 'signIn:start' && (
          <OrderButton onOrder={() => void order('signIn:start', {})} data-testid="sign-in-start">
            {t(view.signIn.present === 0 ? 'next.startSignIn' : 'now.startSignIn')}
          </OrderButton>
        )}
        {state === 'ready' && roundId !== undefined && (
          <OrderButton onOrder={() => void order('round:draft', { roundId })} data-testid="round-draft">
            {t('now.draft')}
          </OrderButton>
        )}
        {state === 'draft' && roundId !== undefined && (
          <OrderButton
            onOrder={() => void order('round:byHand', { roundId, byHand: current?.method !== 'hand' })}
            data-testid="draft-method"
          >
            {t(current?.method === 'hand' ? 'decide.draftByKeypads' : 'decide.draftByHand')}
          </OrderButton>
        )}
        {ACTS.filter((act) => possible[act]).map((act) => (
          <Button
            key={act}
            variant="default"
            onClick={() => setChosen(open === act ? null : act)}
            aria-expanded={open === act}
            data-testid={`${act}-show`}
          >
            {t(act === 'toPaper' ? 'paper.move' : `now.${act}`)}…
          </Button>
        ))}
      </Group>
      {open === 'discard' && roundId !== undefined && (
        <div className="act">
          <Text size="sm">{t('now.discardHint')}</Text>
          <SecondLookButton onConfirm={() => void order('contest:discard', { roundId })} data-testid="discard">
            {t('now.discard')}
          </SecondLookButton>
        </div>
      )}
      {open === 'end' && (
        <div className="act">
          <Text size="sm">{t('now.endHint')}</Text>
          <SecondLookButton onConfirm={() => void order('sitting:end', {})} data-testid="end">
            {t('now.end')}
          </SecondLookButton>
        </div>
      )}
      {open === 'toPaper' && roundId !== undefined && <MoveToPaper view={view} roundId={roundId} />}
      {open === 'abort' && roundId !== undefined && <Abort roundId={roundId} />}
    </>
  );
}

function Abort({ roundId }: { readonly roundId: number }) {
  const { t } = useConsoleText();
  const { order } = useOrders();
  const [reason, setReason] = useState('');
  return (
    <div className="act">
      <TextInput
        label={t('now.abortReason')}
        description={t('now.abortHint')}
        value={reason}
        maxLength={200}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-testid="abort-reason"
      />
      <SecondLookButton
        disabled={reason.trim() === ''}
        onConfirm={() => void order('round:abort', { roundId, reason: reason.trim() })}
        data-testid="abort"
      >
        {t('now.abort')}
      </SecondLookButton>
    </div>
  );
}
