import { createRoot } from 'react-dom/client';
import '@fontsource-variable/noto-sans-sc/index.css';
import '@mantine/core/styles.css';
import '../theme/tokens.css';
import { signIn, takePinFromAddress } from '../link/session.ts';
import { ProjectsApp } from './projects-app.tsx';
import './projects.css';

const root = document.getElementById('root');
const pin = takePinFromAddress();
if (pin !== null) await signIn(pin);
if (root !== null) createRoot(root).render(<ProjectsApp />);
