import type { Candidate } from '@piaojue/contract/contest';
import { useHall } from './hall-context.ts';
import { listStyle, rowHeight } from './list-style.ts';
import { PageDots } from './page-dots.tsx';
import { fitName, type ListPlan, pageOf, planList } from './plan.ts';
import { useShownPage } from './shown-page.ts';
import { ListName } from './text-parts.tsx';

const NUMBER_EM = 2.2;
/** More than these are a list. */
const MOST_CARDS = 6;
/** Edge and padding of a card beside its text. */
const CARD_EM = 1.2;

/** Where the list of a phase without figures goes on the page; shared with the page keys. */
export function candidatePlan(
  candidates: readonly Candidate[],
  demand: {
    hall: Parameters<typeof planList>[0]['hall'];
    aspect: number;
    above: number;
    budget: boolean;
    cards?: boolean;
  },
): ListPlan {
  return planList({
    hall: demand.hall,
    aspect: demand.aspect,
    above: demand.above,
    names: candidates.map((candidate) => candidate.name ?? ''),
    fixedEm: NUMBER_EM + (demand.budget ? 5 : 0.8) + (demand.cards ? CARD_EM : 0),
    pitchEm: 1.46,
    cuts: 0,
    maxColumns: demand.budget || demand.cards ? 1 : 2,
  });
}

/** Number and name in ballot order, as they are keyed in. There is no place for a figure in it (RULES §3). */
export function CandidateColumns(props: {
  readonly candidates: readonly Candidate[];
  readonly above: number;
  readonly budget?: boolean;
  readonly persons?: boolean;
  /** Of a re-vote: the few that are left, each a card of its own. */
  readonly cards?: boolean;
}) {
  const { view, aspect } = useHall();
  const budget = props.budget ?? false;
  const cards = props.cards === true && props.candidates.length <= MOST_CARDS;
  const plan = candidatePlan(props.candidates, { hall: view.hall, aspect, above: props.above, budget, cards });
  const { page } = useShownPage(plan);
  const shown = pageOf(props.candidates, plan, page);
  // With one column each row has its own height; with several they are all alike.
  const perColumn = Math.ceil(plan.perPage / plan.columns);
  const rows =
    plan.columns === 1
      ? shown.map((candidate) => rowHeight(candidate.name ?? '', plan)).join(' ')
      : `repeat(${perColumn}, var(--row))`;
  return (
    <div className="candidate-list" style={listStyle(plan)} data-cards={cards} data-testid="candidates">
      <ol style={{ gridTemplateRows: rows }}>
        {shown.map((candidate) => (
          <li key={candidate.no} data-testid={`candidate-${candidate.no}`}>
            <span className="no">{candidate.no}</span>
            <span className="name" data-tight={fitName(candidate.name ?? '', plan.nameEm).tight}>
              <ListName text={candidate.name ?? ''} person={props.persons ?? false} />
            </span>
            {budget && <span className="budget">{candidate.budget}</span>}
          </li>
        ))}
      </ol>
      <PageDots plan={plan} />
    </div>
  );
}
