import type { Matcher, MatcherOp } from './matcher.ts';
import { isSpace } from './matcher-text.ts';
import { failed, type Parsed, parsed } from './parsed.ts';

const head = /^[\t\n\f\r ]*([a-zA-Z_:][a-zA-Z0-9_:]*)[\t\n\f\r ]*(=~|=|!=|!~)/;
const ops: Readonly<Record<string, MatcherOp>> = { '=': '=', '!=': '!=', '=~': '=~', '!~': '!~' };
const escapes: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' };

const trimmed = (text: string): string => {
  const isBlank = (at: number): boolean => '\t\n\f\r '.includes(text.charAt(at));
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(start)) start++;
  while (end > start && isBlank(end - 1)) end--;
  return text.slice(start, end);
};

/** OpenMetrics' three escapes; any other backslash stands for itself. A quote may only be the first and the last character. */
const unescaped = (raw: string): Parsed<string> => {
  const inQuotes = raw.startsWith('"');
  const body = inQuotes ? raw.slice(1) : raw;
  let value = '';
  let closed = !inQuotes;
  for (let at = 0; at < body.length; at++) {
    const character = body.charAt(at);
    const isLast = at === body.length - 1;
    if (character === '\\' && !isLast) {
      const next = body.charAt(++at);
      value += escapes[next] ?? `\\${next}`;
    } else if (character === '"') {
      if (closed || !isLast) return failed(`the value holds a quote that is not escaped: ${raw}`);
      closed = true;
    } else value += character;
  }
  return closed ? parsed(value) : failed(`the value's closing " is missing: ${raw}`);
};

export const parseClassicMatcher = (text: string): Parsed<Matcher> => {
  const found = head.exec(text);
  const [, name, op] = found ?? [];
  const known = op === undefined ? undefined : ops[op];
  if (found === null || name === undefined || known === undefined)
    return failed(`bad matcher format: ${text}: write it as name="value", with =, !=, =~ or !~`);
  const value = unescaped(trimmed(text.slice(found[0].length)));
  return value.ok ? parsed({ name, op: known, value: value.value }) : value;
};

const trimSpace = (text: string): string => {
  const characters = Array.from(text);
  const start = characters.findIndex((character) => !isSpace(character));
  const end = characters.findLastIndex((character) => !isSpace(character));
  return start < 0 ? '' : characters.slice(start, end + 1).join('');
};

/** The texts between commas outside quotes. A comma does not end an escape: upstream's parser does so too. */
const split = (text: string): string[] => {
  const found: string[] = [];
  let inQuotes = false;
  let escaped = false;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === ',') {
      if (inQuotes) continue;
      found.push(text.slice(start, at));
      start = at + 1;
    } else if (character === '"') {
      if (!escaped) inQuotes = !inQuotes;
      escaped = false;
    } else escaped = character === '\\' && !escaped;
  }
  const last = trimSpace(text.slice(start));
  return last === '' ? found : [...found, last];
};

/** Alertmanager's older parser: tolerant of quotes left out, but names are classic ones only. */
export const parseClassicMatchers = (text: string): Parsed<Matcher[]> => {
  const inner = text.replace(/^\{/, '').replace(/\}$/, '');
  const found: Matcher[] = [];
  for (const part of split(inner)) {
    const matcher = parseClassicMatcher(part);
    if (!matcher.ok) return matcher;
    found.push(matcher.value);
  }
  return parsed(found);
};
