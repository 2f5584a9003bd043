import type { CommandInput } from '#core/input';
import type { Incident } from '#core/incident/incident';
import type { Answer } from '#core/step';
import type { World } from './world.ts';

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
export type Doing = Without<CommandInput, 'kind' | 'incident' | 'by'> & { readonly by?: string };

/** Somebody (sam, unless said otherwise) does something with an incident. */
export const act = (world: World, incident: string, doing: Doing): Promise<Answer> =>
  world.engine.submit({ kind: 'command', incident, by: 'sam', ...doing });

export const incident = (world: World, id: string): Incident => {
  const found = world.engine.state().incidents.get(id);
  if (!found) throw new Error(`there is no ${id}`);
  return found;
};

/** `INC-1 triggered`, in the order in which they were opened. */
export const statuses = (world: World): string[] =>
  [...world.engine.state().incidents.values()]
    .sort((a, b) => Number(a.id.slice(4)) - Number(b.id.slice(4)))
    .map(({ id, status }) => `${id} ${status}`);

const begin = 1_800_000_000_000;

/** What the ledger says of an incident: `3 opened`, `4 acknowledged sam`. */
export async function changes({ store }: Pick<World, 'store'>, id: string): Promise<string[]> {
  const told: string[] = [];
  for await (const { at, entries } of store.pagesAfter('default', 0))
    for (const entry of entries)
      if (entry.kind === 'incident' && entry.incident === id)
        told.push([(at - begin) / 1_000, entry.change, entry.by, entry.to].filter(Boolean).join(' '));
  return told;
}
