import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import type { PageName } from '@piaojue/contract/page-fault';
import { PageGuard } from './page-guard.tsx';
import { watchScripts } from './page-faults.ts';

/** Draws a page into its document, guarded: whatever fails, something stands there and the server is told. */
export function mountPage(name: PageName, page: ReactNode): void {
  watchScripts(name);
  const root = document.getElementById('root');
  if (root !== null) createRoot(root).render(<PageGuard page={name}>{page}</PageGuard>);
}
