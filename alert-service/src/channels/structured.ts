import { parse } from 'yaml';
import type { Say } from './wording.ts';

/**
 * A user's details: texts are templates, and what one expands to is read as YAML, so that `{{ .Alerts | toJson }}` is a list and
 * `{{ len .Alerts }}` a number. Data that came out of a template is not expanded again.
 */
export function structured(value: unknown, say: Say): unknown {
  if (typeof value === 'string') return read(say(value, value));
  if (Array.isArray(value)) return value.map((item) => structured(item, say));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [say(name, name), structured(item, say)]),
  );
}

function read(text: string): unknown {
  return fromJson(text) ?? fromYaml(text);
}

function fromJson(text: string): unknown {
  if (!/^\s*[[{]/u.test(text)) return undefined;
  try {
    return /\d{16}/u.test(text) ? JSON.parse(text, exact) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A reviver is told what was written, too: an id of 18 digits is no number that JavaScript has. */
function exact(_name: string, value: unknown, ...[context]: readonly unknown[]): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  if (typeof context !== 'object' || context === null || !('source' in context)) return value;
  const written = String(context.source);
  return /^-?\d+$/u.test(written) ? BigInt(written) : value;
}

/** As Go's YAML reads it: 1.1, but times of day and dates are texts. What is text anyway stays as it was written. */
function fromYaml(text: string): unknown {
  try {
    const value: unknown = parse(text, {
      version: '1.1',
      logLevel: 'error',
      uniqueKeys: false,
      intAsBigInt: true,
      customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || isPlain(tag)),
    });
    const isText = typeof value === 'string' || (typeof value === 'number' && !Number.isFinite(value));
    return isText ? text : smaller(value);
  } catch {
    return text;
  }
}

const isPlain = ({ format, tag }: { readonly format?: string | undefined; readonly tag: string }): boolean =>
  format !== 'TIME' && !tag.endsWith('timestamp') && !tag.endsWith('binary');

/** Integers are numbers where they can be. */
function smaller(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(smaller);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, smaller(item)]));
}
