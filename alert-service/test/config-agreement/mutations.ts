import { parse, stringify } from 'yaml';

/** What a field is replaced by: each type, empty, and what somebody might write. */
const replacements: readonly unknown[] = [
  null,
  '',
  'text',
  '7',
  5,
  -1,
  0,
  1.5,
  true,
  '5m',
  '-5m',
  'http://127.0.0.1:5001/x',
  '{{ .x }}',
  [],
  {},
  [null],
  ['a'],
  { a: 'b' },
  { a: null },
];

export interface Mutation {
  readonly what: string;
  readonly text: string;
}

type Branch = Record<string, unknown> | unknown[];
const isBranch = (value: unknown): value is Branch => typeof value === 'object' && value !== null;

const printed = (value: unknown): string =>
  stringify(value, { version: '1.1', aliasDuplicateObjects: false });

/** The same document with one place changed. */
function changed(
  root: unknown,
  at: readonly string[],
  change: (parent: Branch, key: string) => void,
): string {
  const copy = structuredClone(root);
  let parent: unknown = copy;
  for (const key of at.slice(0, -1)) parent = isBranch(parent) ? Reflect.get(parent, key) : undefined;
  if (isBranch(parent)) change(parent, at.at(-1) ?? '');
  return printed(copy);
}

const remove = (parent: Branch, key: string): void => {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
};
const rename = (parent: Branch, key: string): void => {
  if (Array.isArray(parent)) parent.splice(Number(key), 0, parent[Number(key)]);
  else {
    Reflect.set(parent, `${key}x`, Reflect.get(parent, key));
    Reflect.deleteProperty(parent, key);
  }
};

/** Every place of a configuration, deleted, renamed (in a list: doubled) and replaced by each of the above. */
export function* mutationsOf(text: string): Generator<Mutation> {
  const root: unknown = parse(text, { version: '1.1', merge: true });
  function* below(value: unknown, at: readonly string[]): Generator<Mutation> {
    if (!isBranch(value)) return;
    for (const [key, item] of Object.entries(value)) {
      const here = [...at, key];
      const name = here.join('.');
      yield { what: `${name} deleted`, text: changed(root, here, remove) };
      yield { what: `${name} renamed or doubled`, text: changed(root, here, rename) };
      for (const other of replacements)
        yield {
          what: `${name} = ${JSON.stringify(other)}`,
          text: changed(root, here, (parent, last) => void Reflect.set(parent, last, other)),
        };
      yield* below(item, here);
    }
  }
  yield* below(root, []);
}
