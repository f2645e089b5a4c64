import { Button, Table } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ConsoleView } from '@piaojue/contract/console-view';
import type { DeckView } from '@piaojue/contract/rehearsal-view';
import { nextAct } from '../../console/next-order.ts';
import type { Orders } from '../../console/orders.ts';
import { saveFile } from '../../console/save-file.ts';
import { useConsoleText } from '../../i18n/console-text.ts';
import { useSetupText } from '../../i18n/setup-text.ts';
import { getFile } from '../../link/api.ts';
import { REHEARSAL_STAGES, type RehearsalAct, rehearsalAct, type RehearsalStage } from '../rehearsal-run.ts';
import type { StepProps } from '../setup-page.tsx';
import { useDeck } from '../use-deck.ts';
import { PrimaryButton } from './primary-button.tsx';

/** Those who sign in have this long, with nobody coming, before the vote opens, ms. */
const QUIET_MS = 1000;

/** A whole vote with ballots that are known: with simulated keypads by one press, with people a press a stage. */
export function RehearsalStep({ view, sequence, send }: StepProps) {
  const { t, language } = useSetupText();
  const { current, signIn, setup } = view;
  const deck = useDeck(current && `${current.round.id} ${current.state}`);
  const act = rehearsalAct(view, deck);
  const [plays, setPlays] = useState(false);
  const quiet = useQuiet(signIn.present);
  const { run, busy } = sequence;

  const give = async (): Promise<boolean> =>
    await run(async (order) => {
      if (act.kind !== 'order') return;
      if (act.command === 'rehearsal:deck' && current)
        return await order('rehearsal:deck', { roundId: current.round.id });
      const next = nextAct(view);
      if (next.kind !== 'order') return;
      // The same orders as the console's one button, without its pause between two of them.
      const orders: Pick<Orders, 'order'> = {
        order: async (name, fields) => {
          await order(name, fields);
          return { ok: true, value: { roundId: null } };
        },
      };
      await next.give(orders as Orders, '');
    });

  // Plays on whenever something is to be ordered; the snapshot that follows says what is next.
  const isDue = plays && !busy && act.kind === 'order' && (quiet || !waitsForPeople(act.stage, signIn.open));
  const gave = useRef('');
  const key =
    act.kind === 'order' ? `${act.command} ${act.stage} ${view.agenda.now} ${current?.round.id} ${current?.state}` : '';
  useEffect(() => {
    if (!isDue || gave.current === key) return;
    gave.current = key;
    void give().then((done) => {
      if (!done) {
        gave.current = '';
        setPlays(false);
      }
      return undefined;
    });
  });

  const counted = act.kind === 'compare' && deck !== null && deck.differences !== null ? deck : null;
  const right = counted?.differences === 0;
  useEffect(() => {
    if (plays && right) void send('setup:step', { step: 'rehearsal', to: 'done' });
  }, [plays, right, send]);

  if (!view.rehearsal) return <p className="setup-lead">{t('rehearsal.real')}</p>;
  return (
    <>
      <p className="setup-lead">{t('rehearsal.lead')}</p>
      <Stages act={act} />
      <p className="setup-note setup-now" role="status" data-testid="rehearsal-now">
        {stageNote(t, act, { present: signIn.present, all: signIn.all, returned: current?.returned ?? 0, deck })}
      </p>
      {act.kind === 'blocked' && <BlockedNote act={act} />}
      {counted !== null && <Comparison deck={counted} />}
      {counted !== null ? (
        <PrimaryButton
          onPress={async () => await run(async (order) => await order('setup:step', { step: 'rehearsal', to: 'done' }))}
          testId="rehearsal-done"
        >
          {t('rehearsal.accept')}
        </PrimaryButton>
      ) : (
        <div className="setup-choices">
          <PrimaryButton
            disabled={plays || act.kind === 'blocked' || (act.kind === 'wait' && !setup.simulated)}
            onPress={async () => {
              if (setup.simulated) setPlays(true);
              else await give();
            }}
            testId="rehearsal-start"
          >
            {startWords(t, { act, plays, simulated: setup.simulated !== null, begun: isBegun(current) })}
          </PrimaryButton>
          <Button variant="default" size="xl" onClick={() => void saveSheet(language)} data-testid="rehearsal-sheet">
            {t('rehearsal.sheet')}
          </Button>
        </div>
      )}
    </>
  );
}

const isBegun = (current: ConsoleView['current']): boolean => current !== null && current.state !== 'draft';

/** What the one button says: what a press does, or that something is under way. */
function startWords(
  t: ReturnType<typeof useSetupText>['t'],
  now: {
    readonly act: RehearsalAct;
    readonly plays: boolean;
    readonly simulated: boolean;
    readonly begun: boolean;
  },
): string {
  const { act, plays, simulated, begun } = now;
  if (!plays && (simulated || act.kind === 'blocked')) return t(begun ? 'rehearsal.again' : 'rehearsal.start');
  if (!plays && act.kind === 'order') return t('rehearsal.next', { what: t(`rehearsal.${act.stage}`) });
  return t('rehearsal.waiting');
}

/** Those who are still coming are waited for before anything goes on. */
const waitsForPeople = (stage: RehearsalStage, signInOpen: boolean): boolean =>
  stage === 'open' || (stage === 'signIn' && signInOpen);

async function saveSheet(language: string): Promise<void> {
  const file = await getFile(`/api/rehearsal/deck/sheet?lang=${language}`);
  if (file !== null) saveFile(file, 'test-deck.html');
}

/** Nobody came for a moment. */
function useQuiet(present: number): boolean {
  const [quietAt, setQuietAt] = useState<number | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setQuietAt(present), QUIET_MS);
    return () => clearTimeout(timer);
  }, [present]);
  return quietAt === present;
}

function Stages({ act }: { readonly act: RehearsalAct }) {
  const { t } = useSetupText();
  const at = stageOf(act);
  return (
    <ol className="setup-stages">
      {REHEARSAL_STAGES.map((stage, i) => {
        const state = i < at ? 'done' : i === at ? 'now' : 'next';
        return (
          <li key={stage} data-state={state} data-testid={`stage-${stage}`}>
            <span aria-hidden="true">{state === 'done' ? '✓' : i + 1}</span> {t(`rehearsal.${stage}`)}
          </li>
        );
      })}
    </ol>
  );
}

function stageOf(act: RehearsalAct): number {
  const stage: RehearsalStage = act.kind === 'compare' ? 'compare' : act.stage;
  return REHEARSAL_STAGES.indexOf(stage);
}

function stageNote(
  t: ReturnType<typeof useSetupText>['t'],
  act: RehearsalAct,
  now: { readonly present: number; readonly all: number; readonly returned: number; readonly deck: DeckView | null },
): string {
  if (act.kind === 'compare' || act.kind === 'blocked') return '';
  if (act.stage === 'vote') {
    const due = now.deck?.figures.find(({ figure }) => figure === 'returned')?.expected ?? '–';
    return t('rehearsal.voteNow', { returned: now.returned, due });
  }
  return t('rehearsal.signInNow', { present: now.present, all: now.all });
}

function BlockedNote({ act }: { readonly act: Extract<RehearsalAct, { kind: 'blocked' }> }) {
  const { t } = useSetupText();
  const { t: words } = useConsoleText();
  const why =
    act.why === 'no-contest'
      ? t('rehearsal.noContest')
      : act.blockers.map((blocker) => words(`blocker.${blocker as 'no-receiver'}`)).join('；');
  return (
    <p className="setup-fault" data-testid="rehearsal-blocked">
      ▲ {t('rehearsal.blocked', { why })} <a href="/console">{t('app.console')}</a>
    </p>
  );
}

/** Row by row what had to come out and what did. */
function Comparison({ deck }: { readonly deck: DeckView }) {
  const { t } = useSetupText();
  const { rows, figures, differences } = deck;
  const all = rows.length + figures.length;
  const isOne = new Set(rows.map(({ column }) => column)).size === 1;
  return (
    <section data-testid="comparison" data-differences={differences}>
      <h3 className={differences === 0 ? 'setup-good' : 'amber'}>
        {differences === 0
          ? `✓ ${t('rehearsal.same', { n: all })}`
          : `▲ ${t('rehearsal.differ', { n: differences ?? 0 })}`}
      </h3>
      <div className="setup-table" role="region" tabIndex={0} aria-label={t('rehearsal.title')}>
        <Table stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('rehearsal.name')}</Table.Th>
              {!isOne && <Table.Th>{t('rehearsal.column')}</Table.Th>}
              <Table.Th>{t('rehearsal.expected')}</Table.Th>
              <Table.Th>{t('rehearsal.counted')}</Table.Th>
              <Table.Th>{t('rehearsal.compare')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {figures.map(({ figure, expected, counted }) => (
              <Table.Tr key={figure} data-same={counted === expected} data-testid={`compare-${figure}`}>
                <Table.Td colSpan={isOne ? 1 : 2}>{t(`figure.${figure}`)}</Table.Td>
                <Table.Td>{expected}</Table.Td>
                <Table.Td>{counted}</Table.Td>
                <Table.Td>{counted === expected ? '✓' : '▲'}</Table.Td>
              </Table.Tr>
            ))}
            {rows.map(({ no, name, column, expected, counted }) => (
              <Table.Tr
                key={`${no} ${column}`}
                data-same={counted === expected}
                data-testid={`compare-${no}-${column}`}
              >
                <Table.Td>
                  {no} {name}
                </Table.Td>
                {!isOne && <Table.Td>{t(`column.${column}`)}</Table.Td>}
                <Table.Td>{expected}</Table.Td>
                <Table.Td>{counted}</Table.Td>
                <Table.Td>{counted === expected ? '✓' : '▲'}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
}
