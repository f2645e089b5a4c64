import { createRoot } from 'react-dom/client';
import '../screen/screen.css';
import './gallery.css';
import { Gallery } from './gallery.tsx';

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<Gallery query={new URLSearchParams(location.search)} />);
