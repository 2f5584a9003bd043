import { PlainScalar } from '../yaml-file.ts';

/** `timeZone` is `time_zone` in a file. */
export const inFile = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const inApi = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Ends a name that is written as the API has it: no field of ours. */
const foreign = '\n';
/** A key of what `namedAsInApi` gave, as it is written. */
export const keyInFile = (key: string): string =>
  key.endsWith(foreign) ? key.slice(0, -foreign.length) : inFile(key);

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof PlainScalar);

/**
 * What a file says in the names of the API. An empty field is none; a name that is written as the API has it stays
 * unknown, so that there is one way to write each. A turn of one person need not be a list.
 */
export function namedAsInApi(value: unknown, path: readonly PropertyKey[] = []): unknown {
  if (Array.isArray(value)) return value.map((each, index) => namedAsInApi(each, [...path, index]));
  if (isTurn(path) && value !== null && !isMapping(value)) return [value];
  if (!isMapping(value)) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== null);
  return Object.fromEntries(
    entries.map(([key, each]) => [
      /[A-Z]/.test(key) ? `${key}${foreign}` : inApi(key),
      namedAsInApi(each, [...path, key]),
    ]),
  );
}

const isTurn = (path: readonly PropertyKey[]): boolean =>
  path.length === 6 && path[0] === 'schedules' && path[2] === 'layers' && path[4] === 'turns';

/** What is written in the names of files. */
export function namedAsInFile(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(namedAsInFile);
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [inFile(key), namedAsInFile(each)]));
}

export const pathInFile = (path: readonly PropertyKey[]): PropertyKey[] =>
  path.map((key) => (typeof key === 'string' ? keyInFile(key) : key));
