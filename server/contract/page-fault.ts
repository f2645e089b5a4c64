import { type Static, Type } from 'typebox';

/** Pages of the system, by their addresses. */
export const PAGE_NAMES = ['screen', 'console', 'monitor', 'presiding', 'projects', 'setup', 'health'] as const;
export type PageName = (typeof PAGE_NAMES)[number];

/** `render`: it could not be drawn, its last picture stands; `script`: something else failed, the picture went on. */
export const PAGE_FAULT_KINDS = ['render', 'script'] as const;
export type PageFaultKind = (typeof PAGE_FAULT_KINDS)[number];

/** POST /api/page-faults: a page says that it failed. No text: a page has seen what may not be told. */
export const PageFault = Type.Object(
  {
    page: Type.Unsafe<PageName>(Type.Union(PAGE_NAMES.map((name) => Type.Literal(name)))),
    kind: Type.Unsafe<PageFaultKind>(Type.Union(PAGE_FAULT_KINDS.map((kind) => Type.Literal(kind)))),
  },
  { additionalProperties: false },
);
export type PageFault = Static<typeof PageFault>;

/** What the console is told: how often since the server was started, and when last (ms since the epoch). */
export interface PageFaultCount extends PageFault {
  readonly count: number;
  readonly lastAt: number;
}
