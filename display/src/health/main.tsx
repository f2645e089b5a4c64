import type { ConsoleView } from '@piaojue/contract/console-view';
import '@fontsource-variable/noto-sans-sc/index.css';
import '@mantine/core/styles.css';
import '../theme/tokens.css';
import './health.css';
import { LiveLink } from '../link/live-link.ts';
import { mountPage } from '../link/mount-page.tsx';
import { HealthApp } from './health-app.tsx';

const link = new LiveLink<ConsoleView>('/console', 'console:snapshot', ['operator']);
link.start();
mountPage('health', <HealthApp link={link} />);
