import type { CommandAnswer, CommandName, CommandPayload } from './commands.ts';
import type { ConsoleView } from './console-view.ts';
import type { OfficersView } from './officers-view.ts';
import type { ScreenView } from './screen-view.ts';

/** Who may sign on, each with a PIN of its own (RULES §4): 工作人员, 执行主席, 总监票人, 监票人, 大屏, 主席台屏. */
export const ROLES = ['operator', 'presiding', 'chiefMonitor', 'monitor', 'screen', 'presidium'] as const;
export type Role = (typeof ROLES)[number];

/** Those who witness and agree; they order nothing of the hall's course. */
export const OFFICERS = ['presiding', 'chiefMonitor', 'monitor'] as const satisfies readonly Role[];
export const MONITORS = ['chiefMonitor', 'monitor'] as const satisfies readonly Role[];

/**
 * socket.io, typed once. Namespaces: `/screen` (every role, receives only), `/console` (operator), `/officers`
 * (presiding officer and monitors), `/gateway` (gateway-admission.ts). The handshake's `auth` carries `{ token }`: a session
 * from POST /api/session. Which role may order what: ROLES_OF_COMMAND.
 */
export interface ScreenEvents {
  'screen:snapshot': (view: ScreenView) => void;
}

export interface ConsoleEvents {
  'console:snapshot': (view: ConsoleView) => void;
}

export interface OfficersEvents {
  'officers:snapshot': (view: OfficersView) => void;
}

/** A namespace hears those that its roles may order, and no other. */
export type HallCommands = {
  [N in CommandName]: (payload: CommandPayload<N>, answer: (result: CommandAnswer) => void) => void;
};
export type ConsoleCommands = HallCommands;
