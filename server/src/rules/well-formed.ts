/**
 * Where in a value, as JSON gives it, a text or a name of a field has half of a surrogate pair; undefined: nowhere. Such a
 * text has no UTF-8, and so no canonical form to hash or sign (RFC 8785 §3.2.2.2). A JSON pointer; without recursion, because
 * whoever sends the value may nest it as deep as he likes.
 */
export function illFormedAt(value: unknown): string | undefined {
  const waiting: { readonly path: string; readonly value: unknown }[] = [{ path: '', value }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { path, value: inner } = next;
    if (typeof inner === 'string' && !inner.isWellFormed()) return path;
    if (typeof inner !== 'object' || inner === null) continue;
    for (const [name, field] of Object.entries(inner)) {
      if (!name.isWellFormed()) return `${path}/${name.toWellFormed()}`;
      waiting.push({ path: `${path}/${name}`, value: field });
    }
  }
  return undefined;
}
