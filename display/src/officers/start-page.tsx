import type { Role } from '@piaojue/contract/live';
import type { OfficersView } from '@piaojue/contract/officers-view';
import '@mantine/core/styles.css';
import '../theme/tokens.css';
import '@fontsource-variable/noto-sans-sc/index.css';
import '../console/console.css';
import './officers.css';
import { LiveLink } from '../link/live-link.ts';
import { mountPage } from '../link/mount-page.tsx';
import { OfficersApp } from './officers-app.tsx';
import type { OfficersPageName } from './officers-page.tsx';

/** Signs on and draws; `roles`: whose PINs open the page. */
export function startPage(page: OfficersPageName, roles: readonly Role[]): void {
  const link = new LiveLink<OfficersView>('/officers', 'officers:snapshot', roles);
  link.start();
  mountPage(page, <OfficersApp link={link} page={page} />);
}
