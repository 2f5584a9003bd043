import { OnCallDocument } from '@tocsin/api';
import { z } from 'zod';
import { suggestion } from '../nearest.ts';
import { PlainScalar, type Path } from '../yaml-file.ts';
import { inFile, keyInFile, namedAsInApi, pathInFile } from './written-names.ts';

export interface Wrong {
  /** In the names of the file. */
  readonly path: Path;
  readonly message: string;
  readonly at: 'key' | 'value';
}

/** A parsed file as a document, or what is wrong with its form. */
export function readDocument(
  value: unknown,
): { readonly document: OnCallDocument } | { readonly wrong: readonly Wrong[] } {
  const raw = namedAsInApi(value ?? {});
  const first = parse(withValues(raw));
  const texts = first.success ? [] : first.error.issues.filter(wantsText).map(({ path }) => path);
  const read = texts.length === 0 ? first : parse(withSources(raw, texts));
  if (read.success) return { document: read.data };
  return { wrong: read.error.issues.flatMap(spread) };
}

const parse = (value: unknown) => OnCallDocument.safeParse(value, { error: inWords });

const wantsText = (issue: z.core.$ZodIssue): boolean =>
  issue.code === 'invalid_type' && issue.expected === 'string';

/** Numbers, flags and dates without quotes as YAML reads them … */
const withValues = (raw: unknown): unknown => {
  if (raw instanceof PlainScalar) return raw.value instanceof Date ? raw.source : raw.value;
  if (Array.isArray(raw)) return raw.map(withValues);
  if (typeof raw !== 'object' || raw === null) return raw;
  return Object.fromEntries(Object.entries(raw).map(([key, each]) => [key, withValues(each)]));
};

/** … and where a text is wanted, as they are written: `name: No`, `address: +4915112345`. */
function withSources(raw: unknown, texts: readonly Path[]): unknown {
  const wanted = new Set(texts.map((path) => JSON.stringify(path)));
  const walk = (value: unknown, path: Path): unknown => {
    if (value instanceof PlainScalar)
      return wanted.has(JSON.stringify(path)) ? value.source : withValues(value);
    if (Array.isArray(value)) return value.map((each, index) => walk(each, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, walk(each, [...path, key])]));
  };
  return walk(raw, []);
}

/** Of what the schema itself has no words for. */
const inWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownField(key, issue.inst)).join('\n');
  if (issue.code === 'too_big') return `this is too long: at most ${issue.maximum}`;
  if (issue.code !== 'invalid_type' && issue.code !== 'invalid_value') return undefined;
  const name = inFile(String(issue.path?.at(-1) ?? ''));
  if (issue.input === undefined) return `${name} is missing: add \`${name}: …\``;
  return issue.code === 'invalid_type' ? wantedForm[issue.expected] : undefined;
};

const number = 'expected a whole number, without quotes';
const wantedForm: Readonly<Record<string, string>> = {
  string: 'expected a text here',
  number,
  int: number,
  boolean: 'expected true or false, without quotes',
  array: 'expected a list here, each item after a dash',
  object: 'expected fields here, such as `name: value`',
  record: 'expected fields here, such as `critical: …`',
};

function unknownField(key: string, schema: unknown): string {
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape).map(inFile) : [];
  const written = keyInFile(key);
  return `unknown field "${written}"${suggestion(inFile(written), known)}`;
}

/** Several unknown fields are one issue, a line of message for each. */
function spread(issue: z.core.$ZodIssue): Wrong[] {
  if (issue.code !== 'unrecognized_keys')
    return [{ path: pathInFile(issue.path), message: issue.message, at: 'value' }];
  const lines = issue.message.split('\n');
  return issue.keys.map((key, index) => ({
    path: pathInFile([...issue.path, key]),
    message: lines[index] ?? 'unknown field',
    at: 'key',
  }));
}
