import { MONITORS } from '@piaojue/contract/live';
import { startPage } from './start-page.tsx';

startPage('monitor', MONITORS);
