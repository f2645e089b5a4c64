import type { CommandAnswer, CommandName, CommandPayload } from './commands.ts';
import type { ConsoleView } from './console-view.ts';
import type { ScreenView } from './screen-view.ts';

/**
 * socket.io, typed once. Namespaces: `/screen` (role screen or operator, receives only), `/console` (operator),
 * `/gateway` (token). The handshake's `auth` carries `{ token }`: a session from POST /api/session, or the gateway token.
 */
export interface ScreenEvents {
  'screen:snapshot': (view: ScreenView) => void;
}

export interface ConsoleEvents {
  'console:snapshot': (view: ConsoleView) => void;
}

export type ConsoleCommands = {
  [N in CommandName]: (payload: CommandPayload<N>, answer: (result: CommandAnswer) => void) => void;
};

export type Role = 'operator' | 'screen' | 'monitor';
