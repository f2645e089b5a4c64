import { storedToken } from './session.ts';

/** What the server said to a request, or why there is nothing: it refused, with its reason, or it did not answer. */
export type ApiAnswer =
  | { readonly kind: 'ok'; readonly response: Response }
  | { readonly kind: 'refused'; readonly status: number; readonly detail: string; readonly body: unknown }
  | { readonly kind: 'offline' };

/** One request with this tab's session; never rejects. A body that is not a file is sent as JSON. */
export async function callApi(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<ApiAnswer> {
  const headers: Record<string, string> = { authorization: `Bearer ${storedToken() ?? ''}` };
  const isFile = body instanceof Blob;
  if (body !== undefined) headers['content-type'] = isFile ? 'application/octet-stream' : 'application/json';
  try {
    const response = await fetch(path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: isFile ? body : JSON.stringify(body) }),
    });
    if (response.ok) return { kind: 'ok', response };
    const text = await response.text();
    return { kind: 'refused', status: response.status, ...reasonIn(text) };
  } catch {
    return { kind: 'offline' };
  }
}

/** What a GET brings as JSON of the type that the contract gives its route; null when there is nothing. */
export async function getJson<T>(path: string): Promise<T | null> {
  const answer = await callApi('GET', path);
  return answer.kind === 'ok' ? ((await answer.response.json()) as T) : null;
}

/** What a GET brings as a file. */
export async function getFile(path: string): Promise<Blob | null> {
  const answer = await callApi('GET', path);
  return answer.kind === 'ok' ? await answer.response.blob() : null;
}

/** The server gives its reason as `{ error, detail }`; a proxy between may say anything. */
function reasonIn(text: string): { readonly detail: string; readonly body: unknown } {
  try {
    const body = JSON.parse(text) as { detail?: unknown } | null;
    return { detail: typeof body?.detail === 'string' ? body.detail : text, body };
  } catch {
    return { detail: text, body: null };
  }
}
