import { Screen } from '../screen/screen.tsx';
import { PHASES, type Phase, sampleView } from './samples.ts';

/** One sample picture by its address, or links to all of them. */
export function Gallery({ query }: { readonly query: URLSearchParams }) {
  const phase = query.get('phase');
  if (phase === null || !PHASES.includes(phase as Phase)) return <Contents />;
  const number = (name: string) => (query.has(name) ? { [name]: Number(query.get(name)) } : {});
  const view = sampleView(phase as Phase, {
    theme: query.get('theme') === 'dark' ? 'dark' : 'light',
    language: query.get('lang') === 'en' ? 'en' : 'zh-CN',
    long: query.has('long'),
    rehearsal: query.has('rehearsal'),
    announced: query.has('announced'),
    motion: query.get('motion') !== 'off',
    ...number('r'),
    ...number('count'),
  });
  return (
    <main className="hall gallery-hall">
      <div className="layer">
        <Screen
          view={view}
          aspect={window.innerWidth / window.innerHeight}
          page={Number(query.get('page') ?? 0)}
          reveal={query.has('reveal')}
        />
      </div>
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
