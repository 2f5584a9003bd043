/** What came of reading a text: the value, or why there is none, in words for whoever wrote the text. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T; readonly warning?: string }
  | { readonly ok: false; readonly error: string };

export const parsed = <T>(value: T, warning?: string): Parsed<T> =>
  warning === undefined ? { ok: true, value } : { ok: true, value, warning };
export const failed = (error: string): Parsed<never> => ({ ok: false, error });
