import type { z } from 'zod';
import { parseJson } from '../body.ts';
import { HttpError } from '../errors.ts';

/** What Alertmanager's generated server says of a body before its handler is asked, in its form. */
export function upstreamBody(name: string, text: string): unknown {
  if (text.trim() === '') throw missing(`${name} in body is required`);
  try {
    return parseJson(text);
  } catch (error) {
    throw misread(name, error instanceof Error ? error.message : String(error));
  }
}

export const missing = (text: string): HttpError => new HttpError(422, text, { code: 602 });
export const tooFew = (text: string): HttpError => new HttpError(422, text, { code: 612 });
export const misread = (name: string, why: string): HttpError =>
  new HttpError(400, `parsing ${name} body from "" failed, because ${why}`, { code: 400 });

/** What a body came to under its schema; else upstream's first complaint: wrong types before what is missing. */
export function posted<S extends z.ZodType>(name: string, schema: S, body: unknown): z.output<S> {
  const read = schema.safeParse(body ?? {});
  if (read.success) return read.data;
  const issues = read.error.issues.map((issue) => ({ issue, given: valueAt(body, issue.path) }));
  const mistyped = issues.find(
    ({ given, issue }) => (given ?? undefined) !== undefined && issue.code !== 'too_small',
  );
  if (mistyped) throw misread(name, complaint(mistyped.issue));
  const [first] = issues.map(({ issue }) => issue).sort((a, b) => (whereOf(a) < whereOf(b) ? -1 : 1));
  if (!first) throw misread(name, 'it does not fit');
  if (first.code === 'too_small') throw tooFew(`${whereOf(first)} in body should have at least 1 items`);
  throw missing(`${whereOf(first)} in body is required`);
}

const whereOf = ({ path }: z.core.$ZodIssue): string => path.join('.');

function complaint(issue: z.core.$ZodIssue): string {
  const where = whereOf(issue);
  if (issue.code !== 'invalid_type') return where ? `${where} ${issue.message}` : issue.message;
  return `${where || 'it'} must be ${kinds[issue.expected] ?? issue.expected}`;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a string',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
};

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  let value = body;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
