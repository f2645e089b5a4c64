import type { RoundDetail } from '@piaojue/contract/console-view';
import { useConsoleText } from '../../i18n/console-text.ts';

/** The rules as they will be applied, open until the vote is opened, because they are what is frozen and hashed. */
export function RulesInWords({ round }: { readonly round: RoundDetail }) {
  const { t, language } = useConsoleText();
  const words = round.rulesInWords[language];
  const { hash } = round.round;
  return (
    <details
      className="rules-in-words"
      open={round.state === 'draft' || round.state === 'ready'}
      data-testid="rules-in-words"
    >
      <summary>{hash === null ? t('words.title') : t('words.frozen', { hash: hash.slice(0, 8) })}</summary>
      <ol>
        {words.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ol>
    </details>
  );
}
