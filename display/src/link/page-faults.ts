import type { PageFaultKind, PageName } from '@piaojue/contract/page-fault';
import { callApi } from './api.ts';

/** A page that fails at every snapshot says so once in a while, ms. */
const SILENCE_MS = 5000;
let last: number | null = null;

/** Tells the server that a page has failed: which and how, and nothing of what it showed. */
export function reportPageFault(page: PageName, kind: PageFaultKind): void {
  const now = Date.now();
  if (last !== null && now - last < SILENCE_MS) return;
  last = now;
  void callApi('POST', '/api/page-faults', { page, kind });
}

/** Faults outside of drawing: a listener, a promise that nobody held. They leave the picture as it is. */
export function watchScripts(page: PageName): void {
  const report = () => reportPageFault(page, 'script');
  window.addEventListener('error', report);
  window.addEventListener('unhandledrejection', report);
}
