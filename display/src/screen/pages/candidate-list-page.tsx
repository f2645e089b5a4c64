import type { Picture } from '@piaojue/contract/screen-view';
import { CandidateColumns } from '../candidate-columns.tsx';
import { useHall } from '../hall-context.ts';
import { Facts, Rail } from '../rail.tsx';
import { ballotFacts } from '../ballot-facts.ts';

/** The whole list before the vote, with what each project costs. */
export function CandidateListPage({ picture }: { readonly picture: Extract<Picture, { kind: 'candidates' }> }) {
  const { t } = useHall();
  return (
    <section className="sheet" data-settled="">
      <Rail title={picture.round.title} round={picture.round}>
        <Facts facts={ballotFacts(picture.round, picture.candidates.length, t)} />
      </Rail>
      <div className="main">
        <CandidateColumns
          candidates={picture.candidates}
          above={0}
          persons={picture.round.kind === 'election'}
          budget={picture.candidates.some((candidate) => candidate.budget !== undefined)}
        />
      </div>
    </section>
  );
}
