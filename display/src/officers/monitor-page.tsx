import { Text } from '@mantine/core';
import type { Role } from '@piaojue/contract/live';
import type { AgreementView, OfficersRound, OfficersView } from '@piaojue/contract/officers-view';
import { useOrders } from '../console/orders.ts';
import { EvaluationTable } from '../console/result/evaluation-table.tsx';
import { ExportButtons } from '../console/result/export-buttons.tsx';
import { MotionTable } from '../console/result/motion-table.tsx';
import { RankingTable } from '../console/result/ranking-table.tsx';
import { HandTotals } from '../console/round/hand-totals.tsx';
import { SecondLookButton } from '../console/second-look-button.tsx';
import { type ConsoleText, useConsoleText } from '../i18n/console-text.ts';
import { type CheckLine, checklist } from './checklist.ts';
import { IncidentList, LinkList } from './witness-lists.tsx';

const shortHash = (hash: string | null): string => hash?.slice(0, 8) ?? '–';

/** 监票: what has to hold, line by line, each with its figure and, where the rules ask for it, a confirmation. */
export function MonitorPage(props: { readonly view: OfficersView; readonly role: Role; readonly live: boolean }) {
  const { t } = useConsoleText();
  const { view, role, live } = props;
  const { round, signIn } = view;
  return (
    <main className="monitor">
      <section className="monitor-lines" aria-label={t('officers.checklist')}>
        <p className="monitor-state">
          {round !== null && (
            <b data-testid="officers-state" data-state={round.state}>
              {t(`state.${round.state}`, { act: t(`act.${round.round.kind}`) })}
            </b>
          )}
          <span data-testid="officers-sign-in">
            {t('officers.signIn', { ...figuresOf(signIn) })} ·{' '}
            {t(signIn.quorum.met ? 'officers.quorumMet' : 'officers.quorumMissing', { needed: signIn.quorum.needed })}
          </span>
        </p>
        {round !== null && (
          <>
            <ol className="checklist">
              {checklist(round).map((line) => (
                <Line key={line.id} line={line} round={round} role={role} live={live} />
              ))}
            </ol>
            {round.replaced > 0 && <Text>{t('officers.replaced', { replaced: round.replaced })}</Text>}
            {round.paper?.awaited === true && live && (
              <HandTotals
                key={`totals ${round.round.id}`}
                round={round.round}
                candidates={round.candidates}
                paper={round.paper}
                role={role}
              />
            )}
            {round.counted && <Counted round={round} />}
            {round.state === 'aborted' && <ExportButtons roundId={round.round.id} tables={false} />}
          </>
        )}
      </section>
      <aside className="monitor-side">
        <LinkList links={view.links} />
        <IncidentList incidents={view.incidents} live={live} />
      </aside>
    </main>
  );
}

const figuresOf = ({ all, present, observers, late, left }: OfficersView['signIn']) => ({
  all,
  present,
  observers,
  late,
  left,
});

function Counted({ round }: { readonly round: Extract<OfficersRound, { counted: true }> }) {
  const { t } = useConsoleText();
  const { result } = round;
  return (
    <section className="monitor-result" aria-label={t('officers.result')} data-testid="officers-result">
      <h2>
        {t('officers.result')} · {t(`outcome.${result.outcome}`)}
      </h2>
      {result.form === 'ranking' && <RankingTable result={result} />}
      {result.form === 'motion' && <MotionTable result={result} />}
      {result.form === 'evaluation' && <EvaluationTable result={result} />}
    </section>
  );
}

function Line(props: {
  readonly line: CheckLine;
  readonly round: OfficersRound;
  readonly role: Role;
  readonly live: boolean;
}) {
  const { t, language } = useConsoleText();
  const { line, round, role, live } = props;
  const { agreement } = line;
  const time = (at: number) => new Date(at).toLocaleTimeString(language, { hour12: false });
  return (
    <li data-testid={`line-${line.id}`} data-state={line.state}>
      <span className="line-mark" aria-hidden="true" />
      <div className="line-what">
        <b>{t(`line.${line.id}`)}</b>
        <span className="line-state">{t(`lineState.${line.state}`)}</span>
      </div>
      <div className="line-says">
        <span className="line-figure" data-testid={`line-${line.id}-figure`}>
          {figure(line, round, t, time)}
        </span>
        {agreement !== null && agreement.given !== null && (
          <span className="line-given" data-testid={`line-${line.id}-given`}>
            {t('officers.confirmed', { time: time(agreement.given.at), who: t(`role.${agreement.given.by}`) })}
          </span>
        )}
      </div>
      {agreement === null && line.at !== null && (line.id === 'issued' || line.id === 'returned') && (
        <time dateTime={new Date(line.at).toISOString()}>{time(line.at)}</time>
      )}
      {line.id === 'report' && round.counted && (
        <div className="line-papers">
          <ExportButtons roundId={round.round.id} tables />
        </div>
      )}
      {agreement !== null && agreement.asked && agreement.roles.includes(role) && (
        <ConfirmButton
          key={round.seals.frozen}
          what={agreement.what}
          roundId={round.round.id}
          hash={round.seals.frozen}
          live={live}
        />
      )}
    </li>
  );
}

/** Held, or F9 and Enter: what was confirmed stands in the record. Of what is shown, and of nothing frozen in its place. */
function ConfirmButton(props: {
  readonly what: AgreementView['what'];
  readonly roundId: number;
  readonly hash: string | null;
  readonly live: boolean;
}) {
  const { t } = useConsoleText();
  const { order } = useOrders();
  const { what, roundId, hash, live } = props;
  if (what !== 'emptyBox' && what !== 'sums' && what !== 'box') return null;
  const confirm = () =>
    void (what === 'box'
      ? order('round:accept', { roundId })
      : order('round:confirm', { roundId, what, ...(hash !== null && { hash }) }));
  return (
    <SecondLookButton size="lg" color="steel" disabled={!live} onConfirm={confirm} data-testid={`confirm-${what}`}>
      {t(`confirm.${what}`)}
    </SecondLookButton>
  );
}

function figure({ id, at }: CheckLine, round: OfficersRound, t: ConsoleText, time: (at: number) => string): string {
  const { seals, figures, paper } = round;
  const none = t('lineFigure.none');
  switch (id) {
    case 'frozen':
      return seals.frozen === null ? none : t('lineFigure.hash', { hash: shortHash(seals.frozen) });
    case 'box':
      if (seals.emptyBox === null)
        return seals.frozen === null ? none : t('lineFigure.boxBefore', { hash: shortHash(seals.frozen) });
      return t('lineFigure.box', { ballots: seals.emptyBox.ballots, time: time(seals.emptyBox.at) });
    case 'issued':
      if (figures.issued === null) return none;
      return t('lineFigure.issued', {
        ...{ issued: figures.issued, present: figures.present, all: figures.all },
        hash: shortHash(seals.presence),
      });
    case 'returned':
      if (figures.issued === null || figures.returned === null) return none;
      return t('lineFigure.returned', { returned: figures.returned, issued: figures.issued });
    case 'recount':
      if (!round.counted) return round.reason ?? none;
      return seals.rebuiltAt === null ? t('lineFigure.same') : t('lineFigure.rebuilt', { time: time(seals.rebuiltAt) });
    case 'paper':
      if (paper === null) return none;
      return paper.typedBy === null || paper.agreed
        ? t('lineFigure.paper', { issued: paper.issued })
        : t('lineFigure.typed', { issued: paper.issued, who: t(`role.${paper.typedBy}`) });
    case 'sums': {
      if (!round.counted) return none;
      const { valid, invalid, returned, notSubmitted } = round.figures;
      if (valid === null || invalid === null || returned === null) return t('lineFigure.noSums');
      return t('lineFigure.sums', { valid, invalid, returned, notSubmitted: notSubmitted ?? none });
    }
    case 'report':
      if (seals.bundle === null) return none;
      return at === null
        ? t('lineFigure.hash', { hash: shortHash(seals.bundle) })
        : t('lineFigure.hashAt', { hash: shortHash(seals.bundle), time: time(at) });
  }
}
