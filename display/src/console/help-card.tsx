import { Button } from '@mantine/core';
import { useConsoleText } from '../i18n/console-text.ts';

const PAGE_KEYS = ['PgUp', 'PgDn'] as const;
const KEYS = ['F1', 'F5', 'F7', 'F8', 'F9', 'Esc', 'Tab'] as const;

/** All keys of the desk. A region of the page that takes the place of the tabs, so it lies over nothing. */
export function HelpCard({ onClose }: { readonly onClose: () => void }) {
  const { t } = useConsoleText();
  return (
    <section className="help-card" aria-label={t('help.title')} data-testid="help-card">
      <header>
        <h3>{t('help.title')}</h3>
        <Button variant="default" onClick={onClose} data-testid="help-close">
          {t('help.close')}
        </Button>
      </header>
      <dl>
        {KEYS.map((key) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(`help.${key}`)}</dd>
          </div>
        ))}
        <div>
          <dt>
            {PAGE_KEYS.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{t('help.pages')}</dd>
        </div>
        <div>
          <dt>
            <kbd>{t('help.holdKey')}</kbd>
          </dt>
          <dd>{t('help.hold')}</dd>
        </div>
      </dl>
      <p>{t('help.guard')}</p>
    </section>
  );
}
