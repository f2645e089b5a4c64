import type { AgreementView } from '@piaojue/contract/officers-view';
import { useConsoleText } from '../../i18n/console-text.ts';

/** Whom the rules ask for what: who has to act now, and who has agreed when. */
export function Agreements({ agreements }: { readonly agreements: readonly AgreementView[] }) {
  const { t, language } = useConsoleText();
  if (agreements.length === 0) return null;
  const words = ({ roles, asked, given }: AgreementView): string => {
    if (given !== null) {
      const time = new Date(given.at).toLocaleTimeString(language, { hour12: false });
      return t('agreement.given', { time, who: t(`role.${given.by}`) });
    }
    if (!asked) return t('agreement.later');
    return t('agreement.waiting', { who: roles.map((role) => t(`role.${role}`)).join(t('agreement.or')) });
  };
  return (
    <ul className="agreements" aria-label={t('agreement.title')}>
      {agreements.map((agreement) => (
        <li
          key={agreement.what}
          data-testid={`agreement-${agreement.what}`}
          data-state={agreement.given !== null ? 'given' : agreement.asked ? 'asked' : 'later'}
        >
          <b>{t(`agreement.${agreement.what}`)}</b> <span>{words(agreement)}</span>
        </li>
      ))}
    </ul>
  );
}
