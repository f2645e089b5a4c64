import { Badge, Group, Text } from '@mantine/core';
import type { ConsoleView } from '@piaojue/contract/console-view';
import type { ResultView } from '@piaojue/contract/screen-view';
import { useConsoleText } from '../../i18n/console-text.ts';
import { EvaluationTable } from './evaluation-table.tsx';
import { ExportButtons } from './export-buttons.tsx';
import { MotionTable } from './motion-table.tsx';
import { RankingTable } from './ranking-table.tsx';

/** The counted result, of every kind. What may follow it stands with the next step and the decisions, not here. */
export function ResultPanel({ view }: { readonly view: ConsoleView }) {
  const { t } = useConsoleText();
  const { current } = view;
  if (current === null || current.result === null)
    return (
      <Group gap="sm">
        <Text c="dimmed">{t('result.empty')}</Text>
        {current?.state === 'aborted' && <ExportButtons roundId={current.round.id} tables={false} />}
      </Group>
    );
  const { result } = current;
  const { figures, byHand } = result;
  const figure = (value: number | null) => value ?? t('app.none');
  return (
    <div>
      <Group gap="sm" mb="xs">
        <Text fw={700} data-testid="console-outcome" data-outcome={result.outcome}>
          {t(`outcome.${result.outcome}`)}
        </Text>
        <Badge color="gray" variant={current.announced ? 'filled' : 'outline'} data-testid="console-announced">
          {t(current.announced ? 'result.announced' : 'result.unconfirmed')}
        </Badge>
        <ExportButtons roundId={current.round.id} tables />
      </Group>
      <Text size="sm">
        {t('result.figures', {
          issued: figures.issued,
          returned: figures.returned,
          valid: figure(figures.valid),
          invalid: figure(figures.invalid),
          notSubmitted: figure(figures.notSubmitted),
        })}
        <Needed result={result} />
      </Text>
      {byHand !== null && (
        <Text size="sm" data-testid="console-columns">
          {byHand.keypads !== null && `${t('result.keypads', { ...byHand.keypads })} · `}
          {t('result.paper', { ...byHand.paper })}
        </Text>
      )}
      {figures.notSubmitted !== null && byHand?.method !== 'hand' && (
        <Text size="sm" data-testid="console-absent">
          {current.absent === null ? t('result.absentUnknown') : t('result.absent', { ...current.absent })}
        </Text>
      )}
      {result.form === 'ranking' && <RankingTable result={result} />}
      {result.form === 'motion' && <MotionTable result={result} />}
      {result.form === 'evaluation' && <EvaluationTable result={result} />}
      {current.bundleHash !== null && (
        <Text size="xs" c="dimmed" className="bundle-hash" data-testid="bundle-hash">
          {t('result.bundle')} {current.bundleHash}
        </Text>
      )}
    </div>
  );
}

/** What was asked of a candidate or of the motion. */
function Needed({ result }: { readonly result: ResultView }) {
  const { t } = useConsoleText();
  if (result.form === 'evaluation') return null;
  if (result.majority === null) return <> · {t('result.plurality')}</>;
  return <> · {result.needed === null ? t('result.neededOwn') : t('result.needed', { needed: result.needed })}</>;
}
