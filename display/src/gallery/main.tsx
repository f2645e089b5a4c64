import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import '../theme/tokens.css';
import '../screen/screen.css';
import './gallery.css';
import { ConsoleGallery } from './console-gallery.tsx';
import { Gallery } from './gallery.tsx';
import { OfficersGallery } from './officers-gallery.tsx';
import { type Proof, proofOf } from './proof/play.ts';
import { viewOf } from './view-of.ts';

declare global {
  interface Window {
    proof?: Proof;
  }
}

const element = document.getElementById('root');
if (element !== null) {
  const root = createRoot(element);
  let turn = 0;
  const draw = (query: URLSearchParams) => {
    turn += 1;
    // A key of its own: what one sample has measured or played is nothing to the next.
    flushSync(() => root.render(<Sample key={turn} query={query} />));
  };
  draw(new URLSearchParams(location.search));
  window.proof = proofOf(draw, viewOf);
}

function Sample({ query }: { readonly query: URLSearchParams }) {
  if (query.has('console')) return <ConsoleGallery query={query} />;
  if (query.has('officers')) return <OfficersGallery query={query} />;
  return <Gallery query={query} />;
}
