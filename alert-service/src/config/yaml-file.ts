import {
  type Alias,
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
  type Scalar,
  visit,
  type YAMLError,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { type ConfigError, InvalidConfiguration } from './config-error.ts';
import { type Indented, indentContinuations } from './yaml-indent.ts';
import { mergeKeys, type Named } from './yaml-merge.ts';
import { quoteFaults } from './yaml-quotes.ts';

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
  /** What is read otherwise than it looks. */
  readonly warnings: readonly ConfigError[];
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
  TAB_AS_INDENT: 'a tab cannot indent YAML: use spaces',
  TAG_RESOLVE_FAILED: 'this tag or value cannot be read: put texts in quotes',
  UNEXPECTED_TOKEN: 'this does not belong here: look for a wrong indentation or a missing quote',
};

/** Values keep their source where a schema may want the text: `match: {code: 0500}`, `password: 1e3`. */
const keepSources = (document: Document): void => {
  visit(document, {
    Scalar(place, node) {
      const { source, value } = node;
      if (value instanceof Uint8Array) node.value = Buffer.from(value).toString();
      if (value instanceof Uint8Array || source === undefined || value === null) return;
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

/** One step down. */
const step = (from: unknown, key: PropertyKey, document: Document): Place | undefined => {
  const node = resolved(from, document);
  if (isSeq(node) && typeof key === 'number') {
    return key < node.items.length ? { value: node.items[key] } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => keyOf(item) === key);
  return pair && { key: pair.key, value: pair.value };
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

type Wrong = (offset: number, message: string) => ConfigError;

const toValue = (document: Document, wrong: Wrong): unknown => {
  try {
    const value: unknown = document.toJS();
    return value;
  } catch {
    throw new InvalidConfiguration([
      wrong(0, 'the aliases (*name) cannot be resolved: there are too many of them'),
    ]);
  }
};

/** Names that are given twice are found below: the library compares each with each. */
const parse = (text: string, lineCounter: LineCounter): Document =>
  parseDocument(text, {
    ...{ version: '1.1', merge: false, uniqueKeys: false },
    ...{ lineCounter, prettyErrors: false, logLevel: 'error' },
  });

/** A second document, and what is wrong in it, is not read. */
const ownErrors = ({ errors }: Document): YAMLError[] => {
  const next = errors.find(({ code }) => code === 'MULTIPLE_DOCS')?.pos[0] ?? Number.POSITIVE_INFINITY;
  return errors.filter(({ pos }) => pos[0] < next);
};

/** Names of fields that are one when they are read as texts, names that are none, and aliases of nothing. */
const nameErrors = (document: Document, wrong: Wrong): { errors: ConfigError[]; named: Named } => {
  const errors: ConfigError[] = [];
  const found = new Map<Alias, Node>();
  // In the order of the text: an alias means the last anchor of its name. Asking the library reads all of it each time.
  const anchors = new Map<string, Node>();
  const remember = (node: Scalar | YAMLMap | YAMLSeq): void => {
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
  };
  visit(document, {
    Value: (_, node) => remember(node),
    Alias(_, alias, above) {
      const named = anchors.get(alias.source);
      if (named) found.set(alias, named);
      const inItself = 'this alias (*name) stands inside of what it names: write out what is meant';
      if (!named) errors.push(wrong(startOf(alias) ?? 0, syntaxErrors.BAD_ALIAS ?? ''));
      else if (above.includes(named)) errors.push(wrong(startOf(alias) ?? 0, inItself));
    },
    Map(_, map) {
      remember(map);
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        const offset = startOf(key) ?? 0;
        if (isAlias(key)) continue;
        if (!isScalar(key))
          errors.push(
            wrong(offset, 'a field’s name must be a text; a template ({{ … }}) must stand in quotes'),
          );
        else if (seen.has(key.value)) errors.push(wrong(offset, syntaxErrors.DUPLICATE_KEY ?? ''));
        if (isScalar(key)) seen.add(key.value);
      }
    },
  });
  return { errors, named: found };
};

// Go's reader allows these and no others.
const unprintable = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

interface Parsed {
  readonly text: string;
  readonly document: Document;
  readonly wrong: Wrong;
}

/** What is not YAML to the letter, but is to Go's reader, is read as it reads it. */
const parseLeniently = (file: string, text: string): Parsed => {
  const place =
    (lines: LineCounter, shift: Indented['shift']): Wrong =>
    (offset, message) => {
      const { line, col } = lines.linePos(offset);
      return { file, line: Math.max(line, 1), column: Math.max(col - shift(line), 1), message };
    };
  const lines = new LineCounter();
  const first: Parsed = { text, document: parse(text, lines), wrong: place(lines, () => 0) };
  if (ownErrors(first.document).length === 0) return first;
  const indented = indentContinuations(text);
  const newLines = new LineCounter();
  const second = {
    text: indented.text,
    document: parse(indented.text, newLines),
    wrong: place(newLines, indented.shift),
  };
  return ownErrors(second.document).length === 0 ? second : first;
};

/** What cannot be read as YAML at all. */
const syntaxFaults = (text: string, { document, wrong }: Parsed): ConfigError[] => {
  const control = unprintable.exec(text.replace(/^\ufeff/, ''));
  if (control)
    return [wrong(control.index, 'a control character stands here, which YAML does not allow: take it out')];
  if (document.directives?.yaml.explicit && document.directives.yaml.version !== '1.1')
    return [wrong(0, 'Alertmanager’s files are YAML 1.1: take the line %YAML out')];
  return ownErrors(document).map(({ code, pos }) =>
    wrong(pos[0], `${syntaxErrors[code] ?? 'this is not valid YAML'} (YAML)`),
  );
};

/** Reads YAML as Go's parser does (1.1, merge keys). Throws InvalidConfiguration. */
export const readYaml = (file: string, text: string): YamlFile => {
  // Line breaks to YAML 1.1, each as long as it was.
  const parsed = parseLeniently(file, text.replace(/\r(?!\n)|[\u0085\u2028\u2029]/g, '\n'));
  const { document, wrong } = parsed;
  const refuse = (errors: ConfigError[]): void => {
    if (errors.length > 0) throw new InvalidConfiguration(errors);
  };
  refuse(syntaxFaults(text, parsed));
  refuse(quoteFaults(parsed).map(({ offset, message }) => wrong(offset, message)));
  keepSources(document);
  const { errors, named } = nameErrors(document, wrong);
  refuse(errors);
  const faults: ConfigError[] = [];
  mergeKeys({ document, named }, (offset) =>
    faults.push(
      wrong(offset, 'a merge (<<) needs fields: an alias (*name) of a mapping, or several in brackets'),
    ),
  );
  refuse(faults);
  const next = document.errors.find(({ code }) => code === 'MULTIPLE_DOCS');
  return {
    file,
    value: toValue(document, wrong),
    error: (path, message, at = 'value') => wrong(locate(document, path, at), message),
    warnings: next
      ? [wrong(next.pos[0], 'a second document (---) begins here, and is not read: take it out')]
      : [],
  };
};
