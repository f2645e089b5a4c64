import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import '../theme/tokens.css';
import '../screen/screen.css';
import './gallery.css';
import { setSetupLanguage } from '../i18n/setup-text.ts';
import { ConsoleGallery } from './console-gallery.tsx';
import { SCENES } from './console-scenes.ts';
import { Gallery } from './gallery.tsx';
import { OfficersGallery } from './officers-gallery.tsx';
import { HEALTH_SCENES } from './health-scenes.ts';
import { OFFICER_SCENES } from './officers-samples.ts';
import { type Proof, proofOf } from './proof/play.ts';
import { PHASES } from './samples.ts';
import { HealthGallery, SetupGallery } from './setup-gallery.tsx';
import { SETUP_SCENES } from './setup-scenes.ts';
import { viewOf } from './view-of.ts';

/** What can be asked for by `phase`, by `console&scene`, by `officers=monitor&scene`, by `setup&phase` and by `health&phase`. */
interface Samples {
  readonly phases: readonly string[];
  readonly scenes: readonly string[];
  readonly officerScenes: readonly string[];
  readonly setupScenes: readonly string[];
  readonly healthScenes: readonly string[];
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
    setSetupLanguage(query.get('lang') === 'en' ? 'en' : 'zh-CN');
    // A key of its own: what one sample has measured or played is nothing to the next.
    flushSync(() => root.render(<Sample key={turn} query={query} />));
  };
  draw(new URLSearchParams(location.search));
  window.proof = {
    ...proofOf(draw, viewOf),
    phases: PHASES,
    scenes: SCENES,
    officerScenes: OFFICER_SCENES,
    setupScenes: SETUP_SCENES,
    healthScenes: HEALTH_SCENES,
  };
}

function Sample({ query }: { readonly query: URLSearchParams }) {
  if (query.has('console')) return <ConsoleGallery query={query} />;
  if (query.has('setup')) return <SetupGallery query={query} />;
  if (query.has('health')) return <HealthGallery query={query} />;
  if (query.has('officers')) return <OfficersGallery query={query} />;
  return <Gallery query={query} />;
}
