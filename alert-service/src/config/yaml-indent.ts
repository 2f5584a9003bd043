/** A text whose quotes and brackets are indented, and by how much each line moved. */
export interface Indented {
  readonly text: string;
  /** Columns that were put before a line, counted from 1. */
  readonly shift: (line: number) => number;
}

/** Where the lines of a quoted text or of brackets go on. */
interface Open {
  readonly quote: string;
  readonly depth: number;
}

const closed: Open = { quote: '', depth: 0 };

/** Behind these a text may begin with a quote, and brackets open. */
const beginsNode = (before: string, depth: number): boolean =>
  depth > 0 ? /(?:^|[[{,]|:|[?!&*]\S*)\s*$/.test(before) : /(?:^|:|-|\?|[!&]\S*)\s*$/.test(before);

const endOfQuote = (line: string, from: number, quote: string): number => {
  for (let at = from; at < line.length; at++) {
    if (quote === '"' && line[at] === '\\') at++;
    else if (quote === "'" && line.startsWith("''", at)) at++;
    else if (line[at] === quote) return at;
  }
  return -1;
};

/** What is still open at the end of the line. */
const scan = (line: string, open: Open): Open => {
  let { quote, depth } = open;
  for (let at = 0; at < line.length; at++) {
    if (quote !== '') {
      const end = endOfQuote(line, at, quote);
      if (end < 0) return { quote, depth };
      quote = '';
      at = end;
      continue;
    }
    const char = line.charAt(at);
    if (char === '#' && (at === 0 || /\s/.test(line.charAt(at - 1)))) break;
    const isFirst = /["'[{]/.test(char) && beginsNode(line.slice(0, at), depth);
    if (isFirst && (char === '"' || char === "'")) quote = char;
    else if (isFirst) depth++;
    else if (depth > 0 && (char === ']' || char === '}')) depth--;
  }
  return { quote, depth };
};

/** The column at which a line's own field begins, dashes left out. */
const fieldColumn = (line: string): number => /^[\s-]*/.exec(line)?.[0].length ?? 0;
const isBlockHeader = (line: string): boolean => /(?:^|[\s:-])[|>][+-]?\d?[+-]?\s*(?:\s#.*)?$/.test(line);
const columnOf = (line: string): number => line.length - line.trimStart().length;

/** Also in the middle of quotes. */
const endsDocument = /^(---|\.\.\.)(?!\S)/;

/**
 * Go's reader does not mind how the further lines of a quoted text, or of brackets, are indented, and leading spaces say
 * nothing there: each such line is moved to the right, to where YAML wants it.
 */
export function indentContinuations(text: string): Indented {
  const shifts: number[] = [];
  let open = closed;
  let column = 0;
  let block = -1;
  const lines = text.split('\n').map((line) => {
    if (open.quote !== '' || open.depth > 0) {
      const isMoved = line.trim() !== '' && !endsDocument.test(line);
      shifts.push(isMoved ? column + 1 : 0);
      open = scan(line, open);
      if (line.trim() === '') return '';
      return isMoved ? ' '.repeat(column + 1) + line : line;
    }
    shifts.push(0);
    if (block >= 0 && (line.trim() === '' || columnOf(line) > block)) return line;
    column = fieldColumn(line);
    block = isBlockHeader(line) ? (line.includes(':') ? column : columnOf(line)) : -1;
    if (block < 0) open = scan(line, closed);
    return line;
  });
  return { text: lines.join('\n'), shift: (line) => shifts[line - 1] ?? 0 };
}
