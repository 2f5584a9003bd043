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
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** As Go's YAML reads it: 1.1, but times of day and dates are texts. What is text anyway stays as it was written. */
function fromYaml(text: string): unknown {
  try {
    const value: unknown = parse(text, {
      version: '1.1',
      logLevel: 'error',
      customTags: (tags) =>
        tags.filter(
          (tag) => typeof tag === 'string' || !(tag.format === 'TIME' || tag.tag.endsWith('timestamp')),
        ),
    });
    return typeof value === 'string' ? text : value;
  } catch {
    return text;
  }
}
