import { RE2JS } from 're2js';
import { failed, type Parsed, parsed } from './parsed.ts';

export type ValueTest = (value: string) => boolean;

/** Alertmanager's anchoring. The pattern is not looked into: `a)|(b` means `^(?:a)|(b)$`, as it does upstream. */
export const anchored = (pattern: string): string => `^(?:${pattern})$`;

export const compileRegexp = (pattern: string): Parsed<ValueTest> => {
  try {
    const regexp = RE2JS.compile(anchored(pattern));
    return parsed((value) => regexp.test(value));
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
};

/** `.*` or `.+` or nothing on either side of a text without special characters. A dot does not match a line feed. */
const simple = /^(\.[*+])?([^\\.+*?()|[\]{}^$\n]*)(\.[*+])?$/;

const open = (text: string, least: { before: number; after: number }): ValueTest => {
  return (value) => {
    const at = value.indexOf(text, least.before);
    return at >= 0 && at + text.length + least.after <= value.length && !value.includes('\n');
  };
};

const partTest = (pattern: string): ValueTest | undefined => {
  const [found, lead, text = '', tail] = simple.exec(pattern) ?? [];
  // Two wildcards around nothing may count one character twice: left to RE2.
  if (found === undefined || (text === '' && lead !== undefined && tail !== undefined)) return undefined;
  const before = lead === '.+' ? 1 : 0;
  const after = tail === '.+' ? 1 : 0;
  if (lead !== undefined && tail !== undefined) return open(text, { before, after });
  if (lead !== undefined)
    return (value) => value.length >= text.length + before && value.endsWith(text) && !value.includes('\n');
  if (tail !== undefined)
    return (value) => value.length >= text.length + after && value.startsWith(text) && !value.includes('\n');
  return (value) => value === text;
};

const hasNoSpecial = (pattern: string): boolean => /^[^\\.+*?()|[\]{}^$]*$/.test(pattern);
const wholeGroup = /^\((?:\?:)?([^()\\[\]]*)\)$/;

/**
 * The same answer by string operations, for the patterns that people mostly write: a literal, a prefix, a suffix, a
 * contained text, or an alternation of these. Undefined where only RE2 knows.
 */
export const stringTest = (pattern: string): ValueTest | undefined => {
  const inner = wholeGroup.exec(pattern)?.[1] ?? pattern;
  if (inner.startsWith('?')) return undefined;
  const alternatives = inner.split('|');
  if (alternatives.every(hasNoSpecial)) {
    const values = new Set(alternatives);
    return (value) => values.has(value);
  }
  const tests = alternatives.map(partTest);
  if (tests.includes(undefined)) return undefined;
  return (value) => tests.some((test) => test?.(value));
};

const mostCached = 1000;
const longestCached = 256;

/** Label values repeat: an answer is kept, within bounds. */
export const cached = (test: ValueTest): ValueTest => {
  const answers = new Map<string, boolean>();
  return (value) => {
    const known = answers.get(value);
    if (known !== undefined) return known;
    const answer = test(value);
    if (value.length > longestCached) return answer;
    if (answers.size >= mostCached) answers.clear();
    answers.set(value, answer);
    return answer;
  };
};
