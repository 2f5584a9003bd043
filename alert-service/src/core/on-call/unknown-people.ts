import type { Directory } from './directory.ts';
import { stretchesOfLayer } from './layer-lane.ts';
import type { Layer } from './schedule.ts';
import { type ScheduleView, viewsOf } from './schedule-view.ts';
import type { Window } from './zone-clock.ts';

/** Somebody has turns or an override, and does not exist. */
export interface UnknownPerson extends Window {
  readonly person: string;
  readonly in:
    | { readonly kind: 'layer'; readonly layer: string }
    | { readonly kind: 'override'; readonly override: string }
    | { readonly kind: 'imported' };
}

/** Whoever a schedule names that does not exist, each with the first time of theirs in the window. */
export function unknownPeople(directory: Directory, schedule: string, window: Window): UnknownPerson[] {
  const found = viewsOf(directory, schedule, window)
    .flatMap((view) => [...inLayers(view), ...inOverrides(view), ...inImported(view)])
    .sort((a, b) => a.from - b.from);
  const seen = new Set<string>();
  return found.filter((each) => {
    const key = JSON.stringify([each.person, each.in]);
    return !seen.has(key) && seen.add(key);
  });
}

const inLayers = (view: ScheduleView): UnknownPerson[] =>
  (view.schedule?.layers ?? []).flatMap((layer) => {
    const gone = new Set(layer.turns.flat().filter((person) => !view.isKnown(person)));
    return [...gone].flatMap((person) => firstTurn(view, layer, person));
  });

function firstTurn({ schedule, from, to }: ScheduleView, layer: Layer, person: string): UnknownPerson[] {
  const [first] = stretchesOfLayer(layer, {
    zone: schedule?.timeZone ?? 'UTC',
    window: { from, to },
    isKnown: (each) => each === person,
  }).filter(({ people }) => people.length > 0);
  return first ? [{ from: first.from, to: first.to, person, in: { kind: 'layer', layer: layer.id } }] : [];
}

const isDuring = (view: Window, { from, to }: Window): boolean => from < view.to && to > view.from;

const inOverrides = (view: ScheduleView): UnknownPerson[] =>
  view.overrides.flatMap(({ id, person, from, to }): UnknownPerson[] =>
    person === undefined || view.isKnown(person) || !isDuring(view, { from, to })
      ? []
      : [{ from, to, person, in: { kind: 'override', override: id } }],
  );

const inImported = (view: ScheduleView): UnknownPerson[] =>
  view.imported
    .filter((each) => !view.isKnown(each.person) && isDuring(view, each))
    .map(({ from, to, person }) => ({ from, to, person, in: { kind: 'imported' } }));
