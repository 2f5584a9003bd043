import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  Scalar,
  visit,
  type YAMLError,
} from 'yaml';
import { type ConfigError, InvalidConfiguration } from './config-error.ts';

/** A scalar without quotes that YAML reads as something else than a text. Where a text is wanted, its source is one. */
export class PlainScalar {
  readonly source: string;
  readonly value: unknown;

  constructor(source: string, value: unknown) {
    this.source = source;
    this.value = value;
  }
}

export type Path = readonly PropertyKey[];

/** What a file says, and where it says it. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  /** At the value; `at: 'key'` where the field itself is wrong. */
  error(path: Path, message: string, at?: 'key' | 'value'): ConfigError;
}

/** Our own words for syntax errors: the library's quote the file, and with it perhaps a secret. */
const syntaxErrors: Partial<Record<YAMLError['code'], string>> = {
  BAD_ALIAS: 'this alias (*name) has no anchor (&name) before it',
  BAD_DQ_ESCAPE: 'this escape does not exist in double quotes: double the backslash, or use single quotes',
  BAD_INDENT:
    'the indentation does not fit: indent the lines of one level alike, and close brackets and quotes',
  BAD_SCALAR_START: 'a text cannot begin with this character: put it in quotes',
  BLOCK_AS_IMPLICIT_KEY:
    'a key and its value cannot nest on one line: put the value in quotes, or on its own line',
  DUPLICATE_KEY: 'this field is given twice: keep one of them',
  KEY_OVER_1024_CHARS: 'a key is too long',
  MISSING_CHAR:
    'a character is missing here: a closing quote, a bracket, a comma, or the space after a colon',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line, followed by a colon and a space',
  MULTIPLE_DOCS: 'the file holds several documents (---): keep one',
  TAB_AS_INDENT: 'a tab cannot indent YAML: use spaces',
  TAG_RESOLVE_FAILED: 'this tag or value cannot be read: put texts in quotes',
  UNEXPECTED_TOKEN: 'this does not belong here: look for a wrong indentation or a missing quote',
};

/** Values keep their source where a schema may want the text: `match: {code: 0500}`, `password: 1e3`. */
const keepSources = (document: Document): void => {
  visit(document, {
    Scalar(place, node) {
      const { source, value } = node;
      if (node.type !== Scalar.PLAIN || source === undefined || value === null) return;
      if (typeof value === 'string' || typeof value === 'symbol') return;
      // Go's parser does not count in sixties: 12:30 is a text.
      const isText = place === 'key' || source.includes(':');
      node.value = isText ? source : new PlainScalar(source, value);
    },
  });
};

const keyOf = (pair: Pair): unknown => (isScalar(pair.key) ? pair.key.value : undefined);

const resolved = (node: unknown, document: Document): unknown =>
  isAlias(node) ? node.resolve(document) : node;

interface Place {
  readonly key?: unknown;
  readonly value: unknown;
}

/** One step down; a merged field (`<<`) is found where it was written. */
const step = (from: unknown, key: PropertyKey, document: Document): Place | undefined => {
  const node = resolved(from, document);
  if (isSeq(node) && typeof key === 'number') {
    return key < node.items.length ? { value: node.items[key] } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => keyOf(item) === key);
  if (pair !== undefined) return { key: pair.key, value: pair.value };
  for (const item of node.items) {
    if (!isScalar(item.key) || item.key.source !== '<<') continue;
    const merged = resolved(item.value, document);
    for (const source of isSeq(merged) ? merged.items : [merged]) {
      const found = step(source, key, document);
      if (found !== undefined) return found;
    }
  }
  return undefined;
};

const startOf = (node: unknown): number | undefined => {
  const range = isPair(node) ? undefined : nodeRange(node);
  return range?.[0];
};
const nodeRange = (node: unknown): Node['range'] =>
  isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range : undefined;

/** A wrong value is shown at the value; a wrong block, an empty value or an unknown field at its key. */
const offsetOf = (place: Place, at: 'key' | 'value'): number | undefined => {
  const isShown = at === 'value' && isScalar(place.value) && place.value.value !== null;
  const showValue = isShown || place.key === undefined;
  return (showValue ? startOf(place.value) : startOf(place.key)) ?? startOf(place.key);
};

/** The offset of what a path names, or of the nearest thing around it that exists. */
const locate = (document: Document, path: Path, at: 'key' | 'value'): number => {
  let offset = startOf(document.contents) ?? 0;
  let node: unknown = document.contents;
  for (const key of path) {
    const place = step(node, key, document);
    if (place === undefined) break;
    offset = offsetOf(place, at) ?? offset;
    node = place.value;
  }
  return offset;
};

const toValue = (document: Document, wrong: (offset: number, message: string) => ConfigError): unknown => {
  try {
    const value: unknown = document.toJS();
    return value;
  } catch {
    throw new InvalidConfiguration([
      wrong(0, 'the aliases (*name) cannot be resolved: there are too many of them, or they go in circles'),
    ]);
  }
};

/** Reads YAML as Go's parser does (1.1, merge keys). Throws InvalidConfiguration. */
export const readYaml = (file: string, text: string): YamlFile => {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    version: '1.1',
    merge: true,
    lineCounter,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const wrong = (offset: number, message: string): ConfigError => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), message };
  };
  if (document.errors.length > 0)
    throw new InvalidConfiguration(
      document.errors.map(({ code, pos }) =>
        wrong(pos[0], `${syntaxErrors[code] ?? 'this is not valid YAML'} (YAML)`),
      ),
    );
  keepSources(document);
  return {
    file,
    value: toValue(document, wrong),
    error: (path, message, at = 'value') => wrong(locate(document, path, at), message),
  };
};
