import { type Matcher, type MatcherOp, parseUtf8Matchers, printMatchers } from '@tocsin/model/written-matchers';

/** One line of the form. Without a value nothing has been chosen yet, which is not the empty value. */
export interface MatcherRow {
  readonly key: number;
  readonly name: string;
  readonly op: MatcherOp;
  readonly value?: string;
}

let keys = 0;
export const newRow = (matcher: Partial<Matcher> = {}): MatcherRow => ({ key: ++keys, name: '', op: '=', ...matcher });

/** Those that are filled in. */
export const matchersOf = (rows: readonly MatcherRow[]): Matcher[] =>
  rows.flatMap(({ name, op, value }) => (name !== '' && value !== undefined ? [{ name, op, value }] : []));

export interface ReadMatchers {
  readonly rows: readonly MatcherRow[];
  /** Why the text could not be read. */
  readonly fault?: string;
}

/** What a link says is to be silenced: `{alertname="X",service=~"a|b"}`. */
export function readMatchers(text: string | null): ReadMatchers {
  if (!text || text.trim() === '') {
    return { rows: [newRow()] };
  }
  const read = parseUtf8Matchers(text);
  if (!read.ok) {
    return { rows: [newRow()], fault: `The link's matchers could not be read: ${text} (${read.error}).` };
  }
  return { rows: read.value.length > 0 ? read.value.map(newRow) : [newRow()] };
}

export const writtenMatchers = (matchers: readonly Matcher[]): string =>
  matchers.length === 0 ? '' : printMatchers(matchers);

/** The group's or the alert's labels as matchers. */
export const labelsAsMatchers = (labels: Readonly<Record<string, string>>): string =>
  writtenMatchers(
    Object.entries(labels)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => ({ name, op: '=', value }))
  );
