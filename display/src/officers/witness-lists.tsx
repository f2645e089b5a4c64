import type { Incident, OfficersLink } from '@piaojue/contract/officers-view';
import { useConsoleText } from '../i18n/console-text.ts';
import { IncidentNote } from './incident-note.tsx';

/** The way from the receivers to here, one line each. */
export function LinkList({ links }: { readonly links: readonly OfficersLink[] }) {
  const { t } = useConsoleText();
  return (
    <section aria-label={t('officers.links')}>
      <h2>{t('officers.links')}</h2>
      {links.length === 0 && <p>{t('officers.noLinks')}</p>}
      <ul className="witness-list">
        {links.map((link) => (
          <li key={`${link.gateway} ${link.port}`} data-testid={`link-${link.port}`} data-state={link.state}>
            <b data-abnormal={link.state !== 'up'}>
              {link.state === 'up' ? '' : '▲ '}
              {t(`link.${link.state}`)}
            </b>
            {link.state === 'silent' &&
              link.silentMs !== null &&
              ` ${t('officers.silent', { seconds: Math.round(link.silentMs / 1000) })}`}
            <span>
              {link.gateway} · {link.port.split('/').at(-1)}
            </span>
            <span>{t('officers.heard', { heard: link.heard })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What the report will name, the newest first, and what is to be added to it. */
export function IncidentList(props: { readonly incidents: readonly Incident[]; readonly live: boolean }) {
  const { t, language } = useConsoleText();
  const { incidents } = props;
  return (
    <section aria-label={t('officers.incidents')}>
      <h2>{t('officers.incidents')}</h2>
      <IncidentNote live={props.live} />
      {incidents.length === 0 && <p>{t('officers.noIncidents')}</p>}
      <ul className="witness-list" data-testid="incidents">
        {incidents.map((incident) => (
          <li key={incident.seq} data-testid={`incident-${incident.seq}`}>
            <b>
              {new Date(incident.at).toLocaleTimeString(language, { hour12: false })} {t(`role.${incident.by}`)}
            </b>
            <span>{incident.words[language]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
