import type { ProbeSettings, ServiceSettings } from '#config/services/settings';
import type { ProbeResult } from './probe.ts';

export type Described = readonly Pick<ServiceSettings, 'name' | 'probes'>[];

/** A probe, when it is asked next, and what it last found. */
export interface Watched {
  readonly service: string;
  settings: ProbeSettings;
  dueAt: number;
  isAsked: boolean;
  last?: ProbeResult;
}

export const keyOf = ({ service, settings }: Pick<Watched, 'service' | 'settings'>): string =>
  JSON.stringify([service, settings.name]);

/** One that would be due much later than it could be was put off before the clock was set back. */
const isDue = ({ dueAt, settings }: Watched, now: number): boolean =>
  dueAt <= now || dueAt - now > 2 * settings.intervalMs;

/** Those whose turn it is, longest waiting first. */
export const dueOf = (watched: ReadonlyMap<string, Watched>, now: number): Watched[] =>
  [...watched.values()]
    .filter((probe) => !probe.isAsked && isDue(probe, now))
    .toSorted((a, b) => a.dueAt - b.dueAt);

/** One that is due and waits for a free place is looked at again when another ends. */
export const nextDue = (watched: ReadonlyMap<string, Watched>, now: number): number =>
  Math.min(
    ...[...watched.values()]
      .filter((probe) => !probe.isAsked && !isDue(probe, now))
      .map(({ dueAt }) => dueAt),
  );

/** Takes out what is not asked any more, and gives back what is new. What differs is asked soon, too. */
export function syncedWith(watched: Map<string, Watched>, services: Described): Watched[] {
  const wanted = services.flatMap(({ name: service, probes }) =>
    probes.map((settings): Watched => ({ service, settings, dueAt: 0, isAsked: false })),
  );
  const keys = new Set(wanted.map(keyOf));
  for (const key of watched.keys()) if (!keys.has(key)) watched.delete(key);
  return wanted.filter((probe) => {
    const known = watched.get(keyOf(probe));
    if (known && sayable(known.settings) === sayable(probe.settings)) {
      // Its secrets may be others, which nobody can see.
      known.settings = probe.settings;
      return false;
    }
    watched.set(keyOf(probe), Object.assign(probe, known?.last && { last: known.last }));
    return true;
  });
}

const sayable = (settings: ProbeSettings): string =>
  JSON.stringify(settings, (_, value: unknown) => (value instanceof Map ? [...value] : value));
