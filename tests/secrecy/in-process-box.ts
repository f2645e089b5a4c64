import { deserialize, serialize } from 'node:v8';
import { fail, type Result } from '@piaojue/contract/result';
import type { BoxHandlers } from '@piaojue/server/box/box-client';
import { BoxService } from '@piaojue/server/box/box-service';
import type { Answers, BoxFailure, FromBox, RequestName, Requests, ToBox } from '@piaojue/server/box/messages';
import type { BoxLink } from '@piaojue/server/rounds/round-runner';

const copied = <T>(message: T): T => deserialize(serialize(message)) as T;

/**
 * The box process without the process: its real service behind messages that are copied as the pipe copies them, so that
 * neither side ever sees an object of the other. Its ticks of a second come from outside.
 */
export class InProcessBox implements BoxLink {
  readonly #service: BoxService;
  readonly #waiting = new Map<RequestName, ((result: Result<never, BoxFailure>) => void)[]>();
  running = true;

  readonly #asked: (message: ToBox) => void;

  /** `said` hears every message of the box, `asked` every message to it, as the pipe carries them. */
  constructor(handlers: BoxHandlers, said: (message: FromBox) => void, asked: (message: ToBox) => void) {
    this.#asked = asked;
    this.#service = new BoxService((message) => {
      if (!this.running) return;
      const heard = copied(message);
      said(heard);
      if (heard.type === 'receipts') handlers.receipts(heard.port, heard.receipts);
      else if (heard.type === 'turnout') handlers.turnout(heard.took, heard.refused);
      else if (heard.type === 'live') handlers.live(heard.figures);
      else this.#waiting.get(heard.to)?.shift()?.(heard.result as Result<never, BoxFailure>);
    });
  }

  request<N extends RequestName>(type: N, body: Requests[N]): Promise<Result<Answers[N], BoxFailure>> {
    return new Promise((resolve) => {
      if (!this.running) {
        resolve(fail({ code: 'exited', detail: 'the box process is not running' }));
        return;
      }
      const same = this.#waiting.get(type);
      if (same) same.push(resolve);
      else this.#waiting.set(type, [resolve]);
      const message = copied({ type, body } as ToBox);
      this.#asked(message);
      this.#service.take(message);
    });
  }

  ballots(port: number, frames: Uint8Array): void {
    if (this.running) this.#service.take(copied<ToBox>({ type: 'ballots', port, frames }));
  }

  tick(): void {
    if (this.running) this.#service.tick();
  }

  /** As a killed process: nothing is answered, written or wiped any more. */
  end(): Promise<void> {
    this.running = false;
    return Promise.resolve();
  }
}
