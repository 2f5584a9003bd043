/** What is wrong with a series as it is written, and where. */
export class NotationError extends Error {
  override name = 'NotationError';
}

/** Reads a text from left to right. */
export interface TextScanner {
  /** What the pattern finds right here, its groups included; undefined where it finds nothing. Patterns are sticky. */
  take(pattern: RegExp): RegExpExecArray | undefined;
  /** As `take`, or NotationError. */
  need(pattern: RegExp, what: string): RegExpExecArray;
  atEnd(): boolean;
  fail(what: string): never;
}

export function createTextScanner(text: string): TextScanner {
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text) ?? undefined;
    if (found) at += found[0].length;
    return found;
  };
  const fail = (what: string): never => {
    const here = text.slice(at, at + 20);
    throw new NotationError(
      `${what}, not ${here === '' ? 'the end' : JSON.stringify(here)}, in ${JSON.stringify(text)}`,
    );
  };
  return {
    take,
    fail,
    need: (pattern, what) => take(pattern) ?? fail(`expected ${what}`),
    atEnd: () => at >= text.length,
  };
}
