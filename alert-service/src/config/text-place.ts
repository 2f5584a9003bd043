/** A place in a file, as the file's text is counted: both from 1. */
export interface LinePlace {
  readonly line: number;
  readonly column: number;
}

/**
 * Where in a YAML file the character at `offset` of a scalar's value stands. `start` is where the scalar begins: its
 * quote, its block header (`|-`), or its first letter. Value and source are walked side by side; white space is
 * skipped in both, because YAML folds and indents it, and an escape counts as one character.
 */
export function placeInScalar(
  file: string,
  start: LinePlace,
  found: { value: string; offset: number },
): LinePlace {
  const begin = offsetOf(file, start);
  const style = file.charAt(begin);
  let at =
    begin +
    (/["']/.test(style) ? 1 : /[|>]/.test(style) ? (/^.*/.exec(file.slice(begin))?.[0].length ?? 0) : 0);
  const wanted = [...found.value.slice(0, found.offset)].filter((char) => !isSpace(char));
  for (const char of wanted) {
    at = skipSpace(file, at);
    if (file.startsWith(char, at)) at += char.length;
    else if (style === '"' && file[at] === '\\') at += 2;
    else return start;
    if (style === "'" && char === "'" && file[at] === "'") at += 1;
  }
  return placeOf(file, found.offset < found.value.length ? skipSpace(file, at) : at);
}

const isSpace = (char: string): boolean => /\s/.test(char);

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text.charAt(at))) at++;
  return at;
}

function offsetOf(text: string, { line, column }: LinePlace): number {
  let from = 0;
  for (let current = 1; current < line; current++) from = text.indexOf('\n', from) + 1;
  return from + column - 1;
}

function placeOf(text: string, offset: number): LinePlace {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
