import type { ConsoleView } from '@piaojue/contract/console-view';
import '@mantine/core/styles.css';
import '../theme/tokens.css';
import '../screen/screen.css';
import './console.css';
import { LiveLink } from '../link/live-link.ts';
import { mountPage } from '../link/mount-page.tsx';
import { ConsoleApp } from './console-app.tsx';

const link = new LiveLink<ConsoleView>('/console', 'console:snapshot', ['operator']);
link.start();
mountPage('console', <ConsoleApp link={link} />);
