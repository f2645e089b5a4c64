import { createRoot } from 'react-dom/client';
import type { Role } from '@piaojue/contract/live';
import type { OfficersView } from '@piaojue/contract/officers-view';
import '@mantine/core/styles.css';
import '../theme/tokens.css';
import '@fontsource-variable/noto-sans-sc/index.css';
import '../console/console.css';
import './officers.css';
import { LiveLink } from '../link/live-link.ts';
import { OfficersApp } from './officers-app.tsx';
import type { OfficersPageName } from './officers-page.tsx';

/** Signs on and draws; `roles`: whose PINs open the page. */
export function startPage(page: OfficersPageName, roles: readonly Role[]): void {
  const root = document.getElementById('root');
  const link = new LiveLink<OfficersView>('/officers', 'officers:snapshot', roles);
  link.start();
  if (root !== null) createRoot(root).render(<OfficersApp link={link} page={page} />);
}
