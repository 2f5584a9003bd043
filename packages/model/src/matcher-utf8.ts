import { unquote } from './go-quote.ts';
import { type Matcher, type MatcherOp } from './matcher.ts';
import { isSpace, reserved } from './matcher-text.ts';
import { failed, type Parsed, parsed } from './parsed.ts';

interface Token {
  readonly kind: 'open' | 'close' | 'comma' | 'operator' | 'text' | 'end';
  /** As it stands in the input. */
  readonly raw: string;
  readonly text: string;
  readonly op?: MatcherOp;
  /** Counted in characters from 1. */
  readonly column: number;
}

interface Reading {
  readonly characters: readonly string[];
  at: number;
}

const punctuation: Readonly<Record<string, Token['kind']>> = { '{': 'open', '}': 'close', ',': 'comma' };
const isPlain = (character: string | undefined): boolean =>
  character !== undefined && !isSpace(character) && !reserved.includes(character);

const problem = (column: number, text: string): Parsed<never> => failed(`column ${column}: ${text}`);

const readOperator = (reading: Reading, column: number): Parsed<Token> => {
  const first = reading.characters[reading.at];
  const second = reading.characters[reading.at + 1];
  const op =
    first === '=' ? (second === '~' ? '=~' : '=') : second === '=' ? '!=' : second === '~' ? '!~' : '';
  if (op === '') return problem(column, "after '!' comes '=' or '~'");
  reading.at += op.length;
  return parsed({ kind: 'operator', raw: op, text: op, op, column });
};

const readQuoted = (reading: Reading, column: number): Parsed<Token> => {
  const start = reading.at++;
  while (reading.at < reading.characters.length && reading.characters[reading.at] !== '"')
    reading.at += reading.characters[reading.at] === '\\' ? 2 : 1;
  if (reading.at >= reading.characters.length) return problem(column, 'the closing " is missing');
  reading.at++;
  const raw = reading.characters.slice(start, reading.at).join('');
  const text = unquote(raw);
  return text.ok ? parsed({ kind: 'text', raw, text: text.value, column }) : problem(column, text.error);
};

const readPlain = (reading: Reading, column: number): Parsed<Token> => {
  const start = reading.at;
  while (isPlain(reading.characters[reading.at])) reading.at++;
  const text = reading.characters.slice(start, reading.at).join('');
  return parsed({ kind: 'text', raw: text, text, column });
};

const readToken = (reading: Reading): Parsed<Token> => {
  while (isSpace(reading.characters[reading.at] ?? '')) reading.at++;
  const column = reading.at + 1;
  const character = reading.characters[reading.at];
  if (character === undefined) return parsed({ kind: 'end', raw: '', text: '', column });
  const kind = punctuation[character];
  if (kind !== undefined) {
    reading.at++;
    return parsed({ kind, raw: character, text: character, column });
  }
  if (character === '=' || character === '!') return readOperator(reading, column);
  if (character === '"') return readQuoted(reading, column);
  return isPlain(character)
    ? readPlain(reading, column)
    : problem(column, `${character} must stand within double quotes`);
};

const tokens = (text: string): Parsed<Token[]> => {
  const reading: Reading = { characters: Array.from(text), at: 0 };
  const found: Token[] = [];
  for (;;) {
    const token = readToken(reading);
    if (!token.ok) return token;
    found.push(token.value);
    if (token.value.kind === 'end') return parsed(found);
  }
};

const unexpected = (token: Token | undefined, wanted: string): Parsed<never> =>
  problem(
    token?.column ?? 1,
    token === undefined || token.kind === 'end'
      ? `the text ends where ${wanted} is expected`
      : `expected ${wanted}, found ${token.raw}`,
  );

const matcherOf = ([name, op, value]: readonly Token[]): Parsed<Matcher> => {
  if (name?.kind !== 'text') return unexpected(name, 'a label name');
  if (op?.op === undefined) return unexpected(op, "an operator ('=', '!=', '=~' or '!~')");
  if (value?.kind !== 'text') return unexpected(value, 'a value');
  return parsed({ name: name.text, op: op.op, value: value.text });
};

/** Everything between the braces: matchers, each but the last followed by a comma; a trailing comma is allowed. */
const listOf = (inner: readonly Token[], end: Token | undefined): Parsed<Matcher[]> => {
  const found: Matcher[] = [];
  for (let at = 0; at < inner.length; at += 4) {
    const matcher = matcherOf([...inner.slice(at, at + 3), ...(end === undefined ? [] : [end])]);
    if (!matcher.ok) return matcher;
    found.push(matcher.value);
    const after = inner[at + 3];
    if (after !== undefined && after.kind !== 'comma') return unexpected(after, 'a comma or the end');
  }
  return parsed(found);
};

/** Alertmanager's newer parser: label names may be any UTF-8, quoted where they hold reserved characters. */
export const parseUtf8Matchers = (text: string): Parsed<Matcher[]> => {
  const found = tokens(text);
  if (!found.ok) return found;
  const all = found.value;
  const opens = all[0]?.kind === 'open';
  const last = opens ? all.length - 2 : all.length - 1;
  if (opens && (last === 0 || all[last]?.kind !== 'close')) return problem(1, 'the closing } is missing');
  return listOf(all.slice(opens ? 1 : 0, last), all[last]);
};
