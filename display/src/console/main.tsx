import { createRoot } from 'react-dom/client';
import type { ConsoleView } from '@piaojue/contract/console-view';
import '@mantine/core/styles.css';
import '../theme/tokens.css';
import '../screen/screen.css';
import './console.css';
import { LiveLink } from '../link/live-link.ts';
import { ConsoleApp } from './console-app.tsx';

const root = document.getElementById('root');
const link = new LiveLink<ConsoleView>('/console', 'console:snapshot', ['operator']);
link.start();
if (root !== null) createRoot(root).render(<ConsoleApp link={link} />);
