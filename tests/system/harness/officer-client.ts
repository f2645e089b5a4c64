import type { OfficersView } from '@piaojue/contract/officers-view';
import { HallClient, signOn } from '@piaojue/server/cli/hall-client';

/** Presiding officer or monitor without a browser: what /presiding and /monitor are sent, and what they may order. */
export class OfficerClient extends HallClient<OfficersView> {
  private constructor(url: string, token: string) {
    super(url, token, { name: '/officers', snapshot: 'officers:snapshot' });
  }

  static async signIn(url: string, pin: string): Promise<OfficerClient> {
    return new OfficerClient(url, await signOn(url, pin));
  }

  protected facts(view: OfficersView): string {
    return `round ${view.round?.state ?? 'none'}`;
  }
}
