import { Badge, Paper, Stack, Text, Title } from '@mantine/core';
import type { ConsoleView } from '@piaojue/contract/console-view';
import { useConsoleText } from '../i18n/console-text.ts';

/** Sign-in and the rounds of the sitting, a re-vote under the round it comes from. */
export function Agenda({ view }: { readonly view: ConsoleView }) {
  const { t } = useConsoleText();
  const { signIn, rounds, current } = view;
  return (
    <Stack component="nav" gap="xs" aria-label={t('agenda.title')}>
      <Title order={3}>{t('agenda.title')}</Title>
      <Paper withBorder p="sm">
        <Text fw={700}>{t(signIn.open ? 'agenda.signInOpen' : 'agenda.signInClosed')}</Text>
        <Text data-testid="console-present">{t('agenda.present', { present: signIn.present, all: signIn.all })}</Text>
        <Text size="sm" c="dimmed">
          {signIn.quorum.met
            ? t('agenda.quorumMet', { needed: signIn.quorum.needed })
            : t('agenda.quorumMissing', {
                needed: signIn.quorum.needed,
                missing: signIn.quorum.needed - signIn.present,
              })}
        </Text>
      </Paper>
      {rounds.length === 0 && <Text c="dimmed">{t('agenda.empty')}</Text>}
      {rounds.map(({ round, state, announced }) => (
        <Paper
          key={round.id}
          withBorder
          p="sm"
          className="agenda-round"
          data-current={round.id === current?.round.id}
          data-testid={`round-${round.id}`}
          ml={round.parent === null ? 0 : 'md'}
        >
          <Text fw={500}>{round.title}</Text>
          <Text size="sm" c="dimmed">
            {round.turn > 1 && `${t('agenda.turn', { turn: round.turn })} · `}
            {t(`state.${state}`)}
          </Text>
          {announced && (
            <Badge variant="outline" color="gray">
              {t('agenda.announced')}
            </Badge>
          )}
        </Paper>
      ))}
    </Stack>
  );
}
