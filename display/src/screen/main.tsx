import type { ScreenView } from '@piaojue/contract/screen-view';
import { LiveLink } from '../link/live-link.ts';
import { mountPage } from '../link/mount-page.tsx';
import '../theme/tokens.css';
import './screen.css';
import './page.css';
import { ScreenApp } from './screen-app.tsx';

const link = new LiveLink<ScreenView>('/screen', 'screen:snapshot');
link.start();
mountPage('screen', <ScreenApp link={link} />);
