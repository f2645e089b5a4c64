import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import '../theme/tokens.css';
import '../screen/screen.css';
import './gallery.css';
import { setConsoleLanguage } from '../i18n/console-text.ts';
import { ConsoleGallery } from './console-gallery.tsx';
import { SCENES } from './console-scenes.ts';
import { Gallery } from './gallery.tsx';
import { OfficersGallery } from './officers-gallery.tsx';
import { OFFICER_SCENES } from './officers-samples.ts';
import { type Proof, proofOf } from './proof/play.ts';
import { PHASES } from './samples.ts';
import { viewOf } from './view-of.ts';

/** What can be asked for by `phase`, by `console&scene` and by `officers=monitor&scene`. */
interface Samples {
  readonly phases: readonly string[];
  readonly scenes: readonly string[];
  readonly officerScenes: readonly string[];
}
declare global {
  interface Window {
    proof?: Proof & Samples;
  }
}

const element = document.getElementById('root');
if (element !== null) {
  const root = createRoot(element);
  let turn = 0;
  const draw = (query: URLSearchParams) => {
    turn += 1;
    setConsoleLanguage(query.get('lang') === 'en' ? 'en' : 'zh-CN');
    // A key of its own: what one sample has measured or played is nothing to the next.
    flushSync(() => root.render(<Sample key={turn} query={query} />));
  };
  draw(new URLSearchParams(location.search));
  window.proof = { ...proofOf(draw, viewOf), phases: PHASES, scenes: SCENES, officerScenes: OFFICER_SCENES };
}

function Sample({ query }: { readonly query: URLSearchParams }) {
  if (query.has('console')) return <ConsoleGallery query={query} />;
  if (query.has('officers')) return <OfficersGallery query={query} />;
  return <Gallery query={query} />;
}
