import type { ProfileDraft, ProfileView } from '@piaojue/contract/profile';
import { callApi, getJson } from './api.ts';

/** Where rule profiles are kept; the gallery has samples. */
export interface ProfileSource {
  /** The newest version of each; null: the server did not answer. */
  list(): Promise<readonly ProfileView[] | null>;
  /** A new one, or the next version of one. A text is the server's reason; null: it did not answer. */
  save(id: string, draft: ProfileDraft): Promise<ProfileView | string | null>;
}

export const serverProfiles: ProfileSource = {
  list: async () => await getJson<readonly ProfileView[]>('/api/profiles'),
  async save(id, draft) {
    const answer = await callApi('PUT', `/api/profiles/${id}`, draft);
    if (answer.kind === 'ok') return (await answer.response.json()) as ProfileView;
    return answer.kind === 'refused' ? answer.detail : null;
  },
};
