/** What can be worked on below 现在, most used first. */
export const TABS = ['seats', 'alarms', 'check', 'result', 'contest', 'import', 'record', 'links', 'hall'] as const;
export type Tab = (typeof TABS)[number];
