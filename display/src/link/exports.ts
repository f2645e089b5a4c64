import { callApi } from './api.ts';

/** A file of the server under the name that it gives it, which says whether the result in it is official. */
export interface NamedFile {
  readonly file: Blob;
  readonly name: string;
}

/** Name of a Content-Disposition: in UTF-8 (RFC 8187) where there is one, else the plain one; null: neither. */
export function nameIn(disposition: string): string | null {
  const [, encoded] = /filename\*=UTF-8''([^;]+)/i.exec(disposition) ?? [];
  if (encoded !== undefined) {
    try {
      return decodeURIComponent(encoded);
    } catch {
      // The plain name is there for that.
    }
  }
  return /filename="([^"]+)"/i.exec(disposition)?.[1] ?? null;
}

/** null: refused, or the server did not answer. */
export async function getNamedFile(path: string, otherwise: string): Promise<NamedFile | null> {
  const answer = await callApi('GET', path);
  if (answer.kind !== 'ok') return null;
  const { headers } = answer.response;
  return { file: await answer.response.blob(), name: nameIn(headers.get('content-disposition') ?? '') ?? otherwise };
}
