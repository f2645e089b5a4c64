import { Button } from '@mantine/core';
import { MAX_CANDIDATES_SHOWN, MAX_ITEMS_SHOWN } from '../limits.ts';
import { useConsoleText } from '../../i18n/console-text.ts';
import { CANDIDATE_FIELDS, type CandidateDraft, type ContestDraft, withCandidate } from './contest-draft.ts';

/** The candidates as lines of plain fields: sixty lines of six stay light. */
export function CandidateTable(props: {
  readonly draft: ContestDraft;
  readonly onChange: (draft: ContestDraft) => void;
}) {
  const { t } = useConsoleText();
  const { draft, onChange } = props;
  const isMotion = draft.kind === 'resolution' || draft.kind === 'namedResolution';
  const most = isMotion ? 1 : draft.kind === 'evaluation' ? MAX_ITEMS_SHOWN : MAX_CANDIDATES_SHOWN;
  const edit = (key: number, part: Partial<CandidateDraft>) =>
    onChange({
      ...draft,
      candidates: draft.candidates.map((candidate) => (candidate.key === key ? { ...candidate, ...part } : candidate)),
    });
  return (
    <>
      <table className="candidate-table" aria-label={t(isMotion ? 'contest.motion' : 'contest.candidates')}>
        <thead>
          <tr>
            <th>{t('contest.no')}</th>
            {CANDIDATE_FIELDS.map((field) => (
              <th key={field}>{t(`contest.${field}`)}</th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {draft.candidates.map((candidate, at) => (
            <tr key={candidate.key}>
              <td>
                <input
                  type="number"
                  min={1}
                  max={99}
                  value={candidate.no}
                  aria-label={`${t('contest.no')} ${at + 1}`}
                  onChange={(event) => edit(candidate.key, { no: event.currentTarget.valueAsNumber || 0 })}
                  data-testid={`contest-no-${at}`}
                />
              </td>
              {CANDIDATE_FIELDS.map((field) => (
                <td key={field}>
                  <input
                    value={candidate[field]}
                    aria-label={`${t(`contest.${field}`)} ${at + 1}`}
                    onChange={(event) => edit(candidate.key, { [field]: event.currentTarget.value })}
                    data-testid={`contest-${field}-${at}`}
                  />
                </td>
              ))}
              <td>
                <button
                  type="button"
                  aria-label={t('contest.remove', { no: candidate.no })}
                  onClick={() =>
                    onChange({ ...draft, candidates: draft.candidates.filter((other) => other.key !== candidate.key) })
                  }
                >
                  −
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Button
        variant="default"
        disabled={draft.candidates.length >= most}
        onClick={() => onChange(withCandidate(draft))}
        data-testid="contest-add"
      >
        + {t('contest.add')}
      </Button>
    </>
  );
}
