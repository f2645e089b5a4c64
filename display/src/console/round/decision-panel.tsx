import { Alert, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ChainView, ConsoleView } from '@piaojue/contract/console-view';
import { useConsoleText } from '../../i18n/console-text.ts';
import { FORMS } from '../next-order.ts';
import { OrderButton } from '../order-button.tsx';
import { useOrders } from '../orders.ts';
import { RulingForm } from './ruling-form.tsx';

/** What may follow a vote that left something open: another round, by keypads or by hand, or what 主席团 decided. */
export function DecisionPanel({ view }: { readonly view: ConsoleView }) {
  const { t } = useConsoleText();
  const { order } = useOrders();
  const { current } = view;
  if (current === null) return null;
  const { chain } = current;
  const { may, pending } = chain;
  if (may.length === 0 && pending.kind === 'nothing' && chain.rounds.length < 2) return null;
  const rulings = (['chosen', 'revote', 'left'] as const).filter((kind) => may.includes(`rule:${kind}`));
  return (
    <Paper
      withBorder
      p="md"
      component="section"
      aria-label={t('decide.title')}
      id={FORMS.decision}
      tabIndex={-1}
      data-testid="decision"
      data-pending={pending.kind}
    >
      <Stack gap="sm">
        <Title order={3} size="h4">
          {t('decide.title')}
        </Title>
        <Pending chain={chain} />
        <Text size="sm" data-testid="adopted">
          {t('decide.adopted')}:{' '}
          {chain.adopted.length === 0
            ? t('decide.nobody')
            : chain.adopted
                .map(
                  ({ no, name, by }) => `${no} ${name} (${t(by === 'vote' ? 'decide.byVote' : 'decide.byPresidium')})`,
                )
                .join(' · ')}
        </Text>
        {(may.includes('revote') || may.includes('byHand')) && (
          <Group gap="xs">
            {may.includes('revote') && (
              <OrderButton onOrder={() => void order('round:revote', { roundId: chain.of })} data-testid="revote">
                {pending.kind === 'runoff' ? t('decide.revote', { seats: pending.seats }) : t('decide.repeatKeypads')}
              </OrderButton>
            )}
            {may.includes('byHand') && (
              <OrderButton onOrder={() => void order('round:byHand', { roundId: chain.of })} data-testid="by-hand">
                {t('decide.byHand')}
              </OrderButton>
            )}
          </Group>
        )}
        {rulings.length > 0 && <RulingForm key={chain.of} chain={chain} rulings={rulings} />}
        {chain.bundleHash !== null && (
          <Text size="xs" c="dimmed" className="bundle-hash">
            {t('decide.chainHash')} {chain.bundleHash}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}

/** What the chain waits for, in a sentence. */
function Pending({ chain: { pending, rounds } }: { readonly chain: ChainView }) {
  const { t } = useConsoleText();
  if (pending.kind === 'nothing') return null;
  const { seats } = pending;
  // Rounds have ids of the whole sitting; people count those of one vote.
  const round = rounds.indexOf(pending.round) + 1;
  switch (pending.kind) {
    case 'runoff':
      return <Open>{t(pending.second ? 'decide.runoffAgain' : 'decide.runoff', { round, seats })}</Open>;
    case 'shortfall':
      return <Open>{t('decide.shortfall', { round, seats })}</Open>;
    case 'repeat':
      return <Open>{t('decide.repeat', { round, seats })}</Open>;
    case 'left':
      return <Text>{t(pending.until === 'nextSession' ? 'decide.leftForNow' : 'decide.leftForGood', { seats })}</Text>;
  }
}

function Open({ children }: { readonly children: string }) {
  return (
    <Alert color="yellow" variant="light" p="xs" data-testid="pending">
      {children}
    </Alert>
  );
}
