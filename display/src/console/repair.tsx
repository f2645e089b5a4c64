import { Anchor, Text } from '@mantine/core';
import type { Blocker, ConsoleView } from '@piaojue/contract/console-view';
import { useConsoleText } from '../i18n/console-text.ts';
import { useOrders } from './orders.ts';
import type { Tab } from './tabs.ts';

/** Where a blocker is put right: a tab of the desk, an order, another page; null where only time helps. */
const REPAIRS: Readonly<Record<Blocker, Tab | 'signIn' | 'setup' | 'monitors' | 'presiding' | null>> = {
  'no-receiver': 'links',
  'receiver-silent': 'links',
  'no-quorum': 'signIn',
  'nobody-present': 'signIn',
  'no-contest': 'contest',
  'round-in-progress': null,
  'wrong-state': null,
  'more-present-than-deputies': 'seats',
  'box-not-confirmed': 'monitors',
  'sums-not-confirmed': 'monitors',
  'no-consent': 'presiding',
  'rare-characters': 'setup',
  'sitting-ended': null,
};

/** The fix, beside what it mends. */
export function Repair(props: {
  readonly blocker: Blocker;
  readonly view: ConsoleView;
  readonly go: (tab: Tab) => void;
}) {
  const { t } = useConsoleText();
  const { order, busy } = useOrders();
  const where = REPAIRS[props.blocker];
  const testId = `repair-${props.blocker}`;
  if (where === null) return null;
  if (where === 'monitors' || where === 'presiding')
    return (
      <Text component="span" size="sm" data-testid={testId}>
        → {t(`repair.${where}`)}
      </Text>
    );
  if (where === 'setup')
    return (
      <Anchor href="/setup" target="_blank" rel="opener" size="sm" data-testid={testId}>
        {t('repair.setup')}
      </Anchor>
    );
  const signsIn = where === 'signIn' && !props.view.signIn.open;
  const name = where === 'signIn' ? (signsIn ? 'signIn' : 'seats') : where;
  return (
    <Anchor
      component="button"
      type="button"
      size="sm"
      onClick={() => {
        if (!signsIn) props.go(where === 'signIn' ? 'seats' : where);
        else if (!busy) void order('signIn:start', {});
      }}
      data-testid={testId}
    >
      {t(`repair.${name as 'links' | 'signIn' | 'seats' | 'contest'}`)}
    </Anchor>
  );
}
