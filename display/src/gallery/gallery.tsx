import { screenText } from '../i18n/screen-text.ts';
import { Screen } from '../screen/screen.tsx';
import { PHASES } from './samples.ts';
import { viewOf } from './view-of.ts';

/** One sample picture by its address, or links to all of them. */
export function Gallery({ query }: { readonly query: URLSearchParams }) {
  const view = viewOf(query);
  if (view === null) return <Contents />;
  return (
    <main className="hall gallery-hall">
      <div className="layer">
        <Screen view={view} aspect={window.innerWidth / window.innerHeight} reveal={query.has('reveal')} />
      </div>
      {query.get('phase') === 'lost' && <p className="link-lost">{screenText(view.hall.language)('linkLost')}</p>}
    </main>
  );
}

function Contents() {
  return (
    <ul>
      {PHASES.map((phase) => (
        <li key={phase}>
          <a href={`?phase=${phase}`}>{phase}</a> <a href={`?phase=${phase}&theme=dark`}>dark</a>{' '}
          <a href={`?phase=${phase}&lang=en`}>en</a>
        </li>
      ))}
    </ul>
  );
}
