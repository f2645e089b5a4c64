import type { ConsoleView } from '@piaojue/contract/console-view';
import { HallClient, signOn } from './hall-client.ts';

/** An operator without a browser, for rehearsals and `--auto`. */
export class OperatorClient extends HallClient<ConsoleView> {
  private constructor(url: string, token: string, ca?: string) {
    super(url, token, { name: '/console', snapshot: 'console:snapshot' }, ca);
  }

  static async signIn(url: string, pin: string): Promise<OperatorClient> {
    return new OperatorClient(url, await signOn(url, pin));
  }

  /** With a session that was issued elsewhere. */
  static withToken(url: string, token: string, ca?: string): OperatorClient {
    return new OperatorClient(url, token, ca);
  }

  protected facts({ current, signIn }: ConsoleView): string {
    return `round ${current?.state ?? 'none'}, present ${signIn.present}`;
  }
}
