import { createRoot } from 'react-dom/client';
import '../screen/screen.css';
import './gallery.css';
import { ConsoleGallery } from './console-gallery.tsx';
import { Gallery } from './gallery.tsx';

const root = document.getElementById('root');
const query = new URLSearchParams(location.search);
if (root !== null)
  createRoot(root).render(query.has('console') ? <ConsoleGallery query={query} /> : <Gallery query={query} />);
