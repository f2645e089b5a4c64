import type { RankingResult } from '@piaojue/contract/screen-view';
import { useHall } from './hall-context.ts';
import { kindWords } from './kind-words.ts';

/** What 主席团 decided where the votes did not. The figures above it stay as they were counted. */
export function RulingNote({ result }: { readonly result: RankingResult }) {
  const { t } = useHall();
  const { ruling } = result;
  if (ruling === null) return null;
  const join = t('ruling.join');
  const words = () => {
    switch (ruling.kind) {
      case 'chosen': {
        const nameOf = (no: number) => result.rows.find((row) => row.no === no)?.name ?? String(no);
        return t('ruling.chosen', { names: ruling.nos.map(nameOf).join(join) });
      }
      case 'revote':
        return t('ruling.revote', { nos: ruling.nos.join(join), ...kindWords(result.kind, t) });
      case 'left':
        return t(ruling.until === 'never' ? 'ruling.leftNever' : 'ruling.leftNextSession');
    }
  };
  return (
    <p className="hall-ruling" data-testid="ruling" data-ruling={ruling.kind}>
      <b>{t('ruling.title')}</b>
      <span>{words()}</span>
    </p>
  );
}
