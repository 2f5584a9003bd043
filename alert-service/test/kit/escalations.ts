import type { Escalated, LedgerEntry } from '@tocsin/model';
import type { Input } from '#core/input';
import type { Store } from '#store/store';
import type { World } from './world.ts';

export const minute = 60;
const quarterHour = 15 * 60_000;

/** Steps of a policy that each wait for 15 minutes. */
export const quarters = { step: { waitMs: quarterHour } };

/** `t to why`, of what pages sent. */
export const pagesWhy = (world: Pick<World, 'sent'>): string[] =>
  world.sent.flatMap(({ t, to, page }) =>
    page === undefined ? [] : [`${t} ${to} ${page.slice(page.indexOf(' ') + 1)}`],
  );

async function entriesOf<K extends string>(store: Store, kind: K) {
  const found: { readonly at: number; readonly entry: Extract<Entry, { kind: K }> }[] = [];
  for await (const { entries, at } of store.pagesAfter('default', 0))
    for (const entry of entries) if (isOf(entry, kind)) found.push({ at, entry });
  return found;
}
type Entry = LedgerEntry;
const isOf = <K extends string>(entry: Entry, kind: K): entry is Extract<Entry, { kind: K }> =>
  entry.kind === kind;

const begin = 1_800_000_000_000;
const seconds = (at: number): number => (at - begin) / 1_000;

const words = ({ change, why, asked, fault }: Escalated): string =>
  [change, asked, why, fault].filter((each) => each !== undefined).join(' ');

/** What the ledger says of escalations: `3 stepped policy-step`. */
export const escalated = async ({ store }: Pick<World, 'store'>): Promise<string[]> =>
  (await entriesOf(store, 'escalation')).map(({ at, entry }) => `${seconds(at)} ${words(entry)}`);

/** Who was not paged, and why: `3 person mia no-contact`. */
export const notPaged = async ({ store }: Pick<World, 'store'>): Promise<string[]> =>
  (await entriesOf(store, 'page')).flatMap(({ at, entry: { page, target, why } }) =>
    page === undefined ? [`${seconds(at)} ${target.kind} ${target.id} ${why}`] : [],
  );

type Commands = Extract<Input, { kind: 'command' }>;
type Asked = Commands extends infer C
  ? C extends unknown
    ? Omit<C, 'kind' | 'incident' | 'by'>
    : never
  : never;

/** Somebody does something with the first incident. */
export const say = (world: World, asked: Asked, by = 'sam') =>
  world.engine.submit({ kind: 'command', incident: 'INC-1', by, ...asked });
