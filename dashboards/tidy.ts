import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { byDefault, keyOrder, neverKept, required } from './tidy-rules.ts';

/** Makes of what Grafana exports what a person would have written: `npx node dashboards/tidy.ts`. */
export async function tidy(text: string): Promise<string> {
  const exported: unknown = JSON.parse(text);
  const options = await resolveConfig(join(import.meta.dirname, 'any.json'));
  return format(JSON.stringify(tidied(exported, { plain: '', typed: '' })), { ...options, parser: 'json' });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isEmpty = (value: unknown): boolean =>
  Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;

/** Where a key stands: `panels.targets` is each target of each panel; `typed` has the kind too, `panels@stat.targets`. */
interface Path {
  readonly plain: string;
  readonly typed: string;
}

interface Entry {
  readonly key: string;
  readonly each: unknown;
  readonly path: Path;
}

function tidied(value: unknown, path: Path): unknown {
  if (Array.isArray(value)) return value.map((each) => tidied(each, path));
  if (!isObject(value)) return value;
  const kept = entriesOf(value, path)
    .filter((entry) => !isNoise(entry))
    .map((entry) => ({ ...entry, each: tidied(entry.each, entry.path) }))
    .filter(({ each, path: { plain } }) => !isEmpty(each) || required.has(plain));
  return Object.fromEntries(kept.sort(byPlace).map(({ key, each }) => [key, each]));
}

function entriesOf(value: Readonly<Record<string, unknown>>, { plain, typed }: Path): Entry[] {
  const kind = typeof value['type'] === 'string' ? `@${value['type']}` : '';
  const within = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);
  return Object.entries(value).map(([key, each]) => ({
    key,
    each,
    path: { plain: within(plain, key), typed: within(plain === '' ? '' : `${typed}${kind}`, key) },
  }));
}

const isNoise = ({ each, path: { plain, typed } }: Entry): boolean =>
  neverKept.has(plain) ||
  [plain, typed].some((path) => byDefault.has(path) && isDeepStrictEqual(byDefault.get(path), each));

const place = (key: string): number => (keyOrder.includes(key) ? keyOrder.indexOf(key) : keyOrder.length);

const byPlace = (a: Entry, b: Entry): number => place(a.key) - place(b.key);

async function main(): Promise<void> {
  for (const name of readdirSync(import.meta.dirname).filter((each) => each.endsWith('.json'))) {
    const file = join(import.meta.dirname, name);
    const before = readFileSync(file, 'utf8');
    const after = await tidy(before);
    if (after !== before) writeFileSync(file, after);
    process.stdout.write(`${name}: ${after === before ? 'was tidy' : 'tidied'}\n`);
  }
}

if (import.meta.main) await main();
