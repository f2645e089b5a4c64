import type { ImportAnswer, ImportKind } from '@piaojue/contract/import';
import { callApi, getFile } from './api.ts';

/** Where tables are read; the gallery has samples. */
export interface ImportSource {
  /** `check`: a dry run, which takes nothing. A text is the server's reason; null: it did not answer. */
  send(kind: ImportKind, file: Blob, check: boolean, language: string): Promise<ImportAnswer | string | null>;
  template(kind: ImportKind, format: 'csv' | 'xlsx', language: string): Promise<Blob | null>;
}

export const serverImports: ImportSource = {
  async send(kind, file, check, language) {
    const query = new URLSearchParams({ lang: language, ...(check ? { check: '1' } : {}) });
    const answer = await callApi('POST', `/api/import/${kind}?${query.toString()}`, file);
    if (answer.kind === 'offline') return null;
    if (answer.kind === 'ok') return (await answer.response.json()) as ImportAnswer;
    // A table with faults is refused with all of them.
    return isImportAnswer(answer.body) ? answer.body : answer.detail;
  },
  template: async (kind, format, language) =>
    await getFile(`/api/import/template/${kind}.${format}?${new URLSearchParams({ lang: language }).toString()}`),
};

const isImportAnswer = (body: unknown): body is ImportAnswer =>
  typeof body === 'object' && body !== null && 'faults' in body && Array.isArray(body.faults);
