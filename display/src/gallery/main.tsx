import { createRoot } from 'react-dom/client';
import '../theme/tokens.css';
import '../screen/screen.css';
import './gallery.css';
import { ConsoleGallery } from './console-gallery.tsx';
import { Gallery } from './gallery.tsx';
import { OfficersGallery } from './officers-gallery.tsx';

const root = document.getElementById('root');
const query = new URLSearchParams(location.search);
if (root !== null) createRoot(root).render(<Sample />);

function Sample() {
  if (query.has('console')) return <ConsoleGallery query={query} />;
  if (query.has('officers')) return <OfficersGallery query={query} />;
  return <Gallery query={query} />;
}
