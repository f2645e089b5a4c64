/** Dotted paths of all texts in a tree: `result.needed`. */
export type TextKey<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${TextKey<T[K]>}`;
}[keyof T & string];

/** Looks a text up. A key that does not exist is a type error, so no page can show a bare key. */
export type TextOf<T> = (key: TextKey<T>, values?: Readonly<Record<string, string | number>>) => string;
