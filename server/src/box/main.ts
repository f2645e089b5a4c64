/**
 * The box process: a child of the server, one per round, started at opening, gone at the end of the close. It alone
 * opens ballots. It says nothing but the messages of `messages.ts`, and writes no log.
 */
import { flushCompileCache } from 'node:module';
import { BoxService } from './box-service.ts';
import type { ToBox } from './messages.ts';

const TURNOUT_TICK_MS = 1000;
delete process.env['DEBUG'];
process.umask(0o077);
// It is ended by force and never gets to its own end, where Node would write this: code, and nothing but code.
flushCompileCache();

const service = new BoxService((message) => {
  process.send?.(message);
});
setInterval(() => service.tick(), TURNOUT_TICK_MS);
process.on('message', (message: ToBox) => service.take(message));
// Without its parent nobody could close the round: leave all as it stands, a restart takes it up.
process.on('disconnect', () => process.exit(0));
