import { Checkbox, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Ruling } from '@piaojue/contract/commands';
import type { ChainView } from '@piaojue/contract/console-view';
import { useConsoleText } from '../../i18n/console-text.ts';
import { useOrders } from '../orders.ts';
import { SecondLookButton } from '../second-look-button.tsx';

type Kind = Ruling['kind'];

/** What 主席团 decided, with its words; it stays in the record, so it asks for a second look. */
export function RulingForm(props: {
  readonly chain: ChainView;
  /** Those that are allowed now; at least one. */
  readonly rulings: readonly Kind[];
}) {
  const { t } = useConsoleText();
  const { order } = useOrders();
  const { chain, rulings } = props;
  const [wanted, setWanted] = useState<Kind | null>(null);
  const [nos, setNos] = useState<ReadonlySet<number>>(new Set());
  const [until, setUntil] = useState<'nextSession' | 'never'>('nextSession');
  const [decision, setDecision] = useState('');
  const kind = rulings.find((one) => one === wanted) ?? null;
  const seats = chain.pending.kind === 'nothing' ? 0 : chain.pending.seats;
  const named = chain.field.map(({ no }) => no).filter((no) => nos.has(no));
  const complete =
    decision.trim() !== '' &&
    (kind === 'left' || (kind === 'chosen' && named.length === seats) || (kind === 'revote' && named.length > 0));
  const labels: Readonly<Record<Kind, string>> = {
    chosen: t('decide.chosen'),
    revote: t('decide.revoteOn'),
    left: t('decide.left'),
  };
  const record = () => {
    if (!complete || kind === null) return;
    const ruling: Ruling = kind === 'left' ? { kind, until } : { kind, nos: named };
    void order('round:rule', { roundId: chain.of, ruling, decision: decision.trim() });
  };
  return (
    <Stack gap="xs" component="fieldset" className="ruling">
      <legend>{t('decide.rule')}</legend>
      <Radio.Group aria-label={t('decide.rule')} value={kind ?? ''} onChange={(value) => setWanted(value as Kind)}>
        <Stack gap={4}>
          {rulings.map((one) => (
            <Radio key={one} value={one} label={labels[one]} data-testid={`ruling-${one}`} />
          ))}
        </Stack>
      </Radio.Group>
      {(kind === 'chosen' || kind === 'revote') && (
        <fieldset className="ruling-field">
          <legend>{t('decide.field')}</legend>
          {chain.field.map(({ no, name }) => (
            <Checkbox
              key={no}
              label={`${no} ${name}`}
              checked={nos.has(no)}
              onChange={(event) => {
                const next = new Set(nos);
                if (event.currentTarget.checked) next.add(no);
                else next.delete(no);
                setNos(next);
              }}
              data-testid={`ruling-no-${no}`}
            />
          ))}
          <Text size="sm" role="status">
            {kind === 'chosen'
              ? t('decide.exactly', { seats, n: named.length })
              : named.length === 1
                ? t('decide.single')
                : t('decide.atLeastOne', { n: named.length })}
          </Text>
        </fieldset>
      )}
      {kind === 'left' && (
        <Radio.Group aria-label={t('decide.left')} value={until} onChange={setUntil}>
          <Stack gap={4}>
            <Radio value="nextSession" label={t('decide.nextSession')} data-testid="ruling-nextSession" />
            <Radio value="never" label={t('decide.never')} data-testid="ruling-never" />
          </Stack>
        </Radio.Group>
      )}
      {kind !== null && (
        <div className="act">
          <Textarea
            label={t('decide.text')}
            description={t('decide.textHint')}
            value={decision}
            maxLength={500}
            autosize
            minRows={2}
            onChange={(event) => setDecision(event.currentTarget.value)}
            data-testid="ruling-text"
          />
          <SecondLookButton disabled={!complete} onConfirm={record} data-testid="ruling-confirm">
            {t('decide.confirm')}
          </SecondLookButton>
        </div>
      )}
    </Stack>
  );
}
