import { Button, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { AgendaItemView } from '@piaojue/contract/agenda';
import type { ConsoleView, RoundSummary } from '@piaojue/contract/console-view';
import { useConsoleText } from '../../i18n/console-text.ts';
import { AgendaItemLine } from './agenda-item-line.tsx';
import { NewItem } from './new-item.tsx';

/** 议程: what the sitting goes through, the rounds under their items, and who is here. */
export function Agenda(props: { readonly view: ConsoleView; readonly onContest: (itemId: string) => void }) {
  const { t } = useConsoleText();
  const { view } = props;
  const { items } = view.agenda;
  const [open, setOpen] = useState<string | null>(null);
  const [editing, setEditing] = useState(false);
  const known = new Set(items.flatMap(({ rounds }) => rounds));
  const loose = view.rounds.filter(({ round }) => !known.has(round.id));
  return (
    <Stack component="nav" gap="xs" aria-label={t('agenda.title')} data-testid="agenda">
      <Title order={2} size="h3">
        {t('agenda.title')}
      </Title>
      <SignInCard view={view} />
      {items.length === 0 && loose.length === 0 && <Text c="dimmed">{t('agenda.empty')}</Text>}
      <ol className="agenda-list">
        {items.map((item, at) => (
          <li key={item.id}>
            <AgendaItemLine
              item={item}
              at={at}
              items={items}
              isOpen={open === item.id}
              onToggle={() => setOpen(open === item.id ? null : item.id)}
              onContest={() => props.onContest(item.id)}
            />
            <Rounds rounds={roundsOf(item, view.rounds)} ofItem currentId={view.current?.round.id ?? null} />
          </li>
        ))}
      </ol>
      <Rounds rounds={loose} ofItem={false} currentId={view.current?.round.id ?? null} />
      {!view.ended && (
        <Button
          variant="default"
          size="compact-md"
          aria-expanded={editing}
          onClick={() => setEditing(!editing)}
          data-testid="agenda-add"
        >
          {t('item.add')}…
        </Button>
      )}
      {!view.ended && editing && <NewItem items={items} onDone={() => setEditing(false)} />}
    </Stack>
  );
}

const roundsOf = ({ rounds }: AgendaItemView, all: readonly RoundSummary[]): readonly RoundSummary[] =>
  all.filter(({ round }) => rounds.includes(round.id));

/** Who is here, and whether they are enough. */
function SignInCard({ view: { signIn } }: { readonly view: ConsoleView }) {
  const { t } = useConsoleText();
  const { quorum } = signIn;
  const further = [
    signIn.late > 0 ? t('agenda.late', { late: signIn.late }) : '',
    signIn.left > 0 ? t('agenda.left', { left: signIn.left }) : '',
    signIn.observers > 0 ? t('agenda.observers', { observers: signIn.observers }) : '',
  ].filter((text) => text !== '');
  return (
    <Paper withBorder p="sm">
      {signIn.plenary !== '' && <Text size="sm">{signIn.plenary}</Text>}
      <Text fw={700}>{t(signIn.open ? 'agenda.signInOpen' : 'agenda.signInClosed')}</Text>
      <Text data-testid="console-present">{t('agenda.present', { present: signIn.present, all: signIn.all })}</Text>
      {further.length > 0 && (
        <Text size="sm" data-testid="console-sign-in-further">
          {further.join(' · ')}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {quorum.met
          ? t('agenda.quorumMet', { needed: quorum.needed })
          : t('agenda.quorumMissing', { needed: quorum.needed, missing: quorum.needed - signIn.present })}
      </Text>
    </Paper>
  );
}

/** The rounds of an item, a re-vote under the round it comes from. */
function Rounds(props: {
  readonly rounds: readonly RoundSummary[];
  /** They stand under their item, whose title says what they are about. */
  readonly ofItem: boolean;
  readonly currentId: number | null;
}) {
  const { t } = useConsoleText();
  return props.rounds.map(({ round, state, announced }) => (
    <div
      key={round.id}
      className="agenda-round"
      data-current={round.id === props.currentId}
      data-child={round.parent !== null}
      data-testid={`round-${round.id}`}
    >
      <Text size="sm" fw={500}>
        {props.ofItem || round.turn > 1 ? t('agenda.turn', { turn: round.turn }) : round.title}
      </Text>
      <Text size="sm" c="dimmed">
        {t(`state.${state}`, { act: t(`act.${round.kind}`) })}
        {announced && ` · ${t('agenda.announced')}`}
      </Text>
    </div>
  ));
}
