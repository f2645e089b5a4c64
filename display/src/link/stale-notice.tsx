import type { ScreenText } from '../i18n/screen-text.ts';
import { useStalePage } from './stale-page.ts';
import './page-notices.css';

/** A new build waits for whoever types here: a line in the page, over nothing. */
export function StaleNotice({ t }: { readonly t: ScreenText }) {
  if (!useStalePage()) return null;
  return (
    <p className="page-notice" role="status" data-testid="stale-page">
      <span>{t('pages.stale')}</span>
      <button type="button" onClick={() => location.reload()}>
        {t('pages.reload')}
      </button>
    </p>
  );
}
