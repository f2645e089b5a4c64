import { createRoot } from 'react-dom/client';
import type { ScreenView } from '@piaojue/contract/screen-view';
import { LiveLink } from '../link/live-link.ts';
import '../theme/tokens.css';
import './screen.css';
import './page.css';
import { ScreenApp } from './screen-app.tsx';

const root = document.getElementById('root');
const link = new LiveLink<ScreenView>('/screen', 'screen:snapshot');
link.start();
if (root !== null) createRoot(root).render(<ScreenApp link={link} />);
