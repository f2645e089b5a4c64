import '@fontsource-variable/noto-sans-sc/index.css';
import '@mantine/core/styles.css';
import '../theme/tokens.css';
import { mountPage } from '../link/mount-page.tsx';
import { stalePage } from '../link/stale-page.ts';
import { signIn, takePinFromAddress } from '../link/session.ts';
import { ProjectsApp } from './projects-app.tsx';
import './projects.css';

const pin = takePinFromAddress();
if (pin !== null) await signIn(pin);
stalePage.lookNowAndThen();
mountPage('projects', <ProjectsApp />);
