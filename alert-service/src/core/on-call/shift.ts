import type { NobodyReason } from '@tocsin/model';
import type { Directory } from './directory.ts';
import { clipped, laid, type Lane, nobody, type OnDuty, upperCounts } from './lane.ts';
import { laneOfImported, laneOfLayer, stretchesOfLayer } from './layer-lane.ts';
import { overridden } from './override-lane.ts';
import type { Override } from './schedule.ts';
import { type ScheduleView, viewsOf } from './schedule-view.ts';
import { dayMs, type Window } from './zone-clock.ts';

/** Somebody is on call. Epoch ms, `[from, to)`. */
export interface Shift {
  readonly from: number;
  readonly to: number;
  readonly person: string;
  /** How it came about. */
  readonly by:
    | { readonly kind: 'layer'; readonly layer: string; readonly turn: number }
    | { readonly kind: 'override'; readonly override: string }
    | { readonly kind: 'imported' };
  /** Of an override: whose time it was. */
  readonly insteadOf?: readonly string[];
}

/** Nobody is on call. */
export interface Gap extends Window {
  readonly why: NobodyReason;
}

/** A schedule in a window, as it was in force at each moment of it. Shifts are whole, gaps end with the window. */
export interface ScheduleShifts {
  /** What counts. Shifts overlap only where several are on call together. */
  readonly final: readonly Shift[];
  readonly gaps: readonly Gap[];
  /** How it came about; of several layers that have somebody the last one counts. */
  readonly layers: readonly {
    readonly layer: string;
    readonly name: string;
    readonly shifts: readonly Shift[];
  }[];
  /** From a calendar that is read: counts above the layers. */
  readonly imported: readonly Shift[];
  /** Count above all; the newest is last. */
  readonly overrides: readonly Override[];
}

/** Who is on call in a schedule at `at`, with when their shift ends; nobody: a gap. */
export const onCallAt = (directory: Directory, schedule: string, at: number): readonly Shift[] =>
  finalShifts(directory, schedule, { from: at, to: at + 1 });

/** What counts in a window: whole shifts, in order. */
export function finalShifts(directory: Directory, schedule: string, window: Window): Shift[] {
  const wide = widened(viewsOf(directory, schedule, window), window);
  return touching(shiftsOf(laneOf(viewsOf(directory, schedule, wide))), window);
}

/** What counts in a window, cut at its ends, with when and why nobody is. */
export const finalLane = (directory: Directory, schedule: string, window: Window): Lane =>
  laneOf(viewsOf(directory, schedule, window));

export function shiftsBetween(directory: Directory, schedule: string, window: Window): ScheduleShifts {
  const views = viewsOf(directory, schedule, window);
  const drawn = viewsOf(directory, schedule, widened(views, window)).map(draw);
  const lane = drawn.flatMap(topOf);
  const layers = new Map(drawn.flatMap((each) => each.layers).map(({ id, name }) => [id, name]));
  const laneOfId = (id: string): Lane =>
    drawn.flatMap((each) => each.layers.find((layer) => layer.id === id)?.lane ?? []);
  return {
    final: touching(shiftsOf(lane), window),
    gaps: gapsOf(clipped(lane, window)),
    layers: [...layers].map(([layer, name]) => ({
      layer,
      name,
      shifts: touching(shiftsOf(laneOfId(layer)), window),
    })),
    imported: touching(shiftsOf(drawn.flatMap((each) => each.imported)), window),
    overrides: overridesOf(views, window),
  };
}

const touching = <T extends Window>(all: readonly T[], { from, to }: Window): T[] =>
  all.filter((each) => each.from < to && each.to > from);

export const gapsOf = (lane: Lane): Gap[] => {
  const found: Gap[] = [];
  for (const { from, to, why } of lane) {
    const last = found.at(-1);
    if (!why) continue;
    if (last?.to === from && last.why === why) found[found.length - 1] = { ...last, to };
    else found.push({ from, to, why });
  }
  return found;
};

function overridesOf(views: readonly ScheduleView[], window: Window): Override[] {
  const all = views.flatMap((view) => touching(view.overrides, view));
  return touching([...new Map(all.map((override) => [override.id, override])).values()], window);
}

const laneOf = (views: readonly ScheduleView[]): Lane => views.map(draw).flatMap(topOf);

/** The lanes of a view, the lowest first. */
interface Drawn {
  readonly view: ScheduleView;
  readonly layers: readonly { readonly id: string; readonly name: string; readonly lane: Lane }[];
  readonly imported: Lane;
}

function draw(view: ScheduleView): Drawn {
  const { schedule, imported, isKnown, from, to } = view;
  const asked = { zone: schedule?.timeZone ?? 'UTC', window: { from, to }, isKnown };
  return {
    view,
    layers: (schedule?.layers ?? []).map((layer) => ({
      id: layer.id,
      name: layer.name,
      lane: laneOfLayer(layer, asked),
    })),
    imported: laneOfImported(imported, asked),
  };
}

function topOf({ view, layers, imported }: Drawn): Lane {
  const bottom = [nobody(view, view.schedule ? 'no-layers' : 'no-schedule')];
  const lanes = [...layers.map(({ lane }) => lane), imported];
  const lane = lanes.reduce<Lane>((below, above) => laid(below, above, upperCounts), bottom);
  return touching(view.overrides, view).reduce(
    (under, override) => overridden(under, override, view.isKnown),
    lane,
  );
}

/** Nobody looks at a turn of more than a year from its begin to its end. */
const reachMs = 400 * dayMs;

/** So that what is on call at its ends is in it from begin to end: nobody is on call for longer than turn or override. */
function widened(views: readonly ScheduleView[], window: Window): Window {
  const found = views.flatMap(({ schedule, imported, isKnown, overrides, ...part }) => [
    ...(schedule?.layers ?? []).flatMap((layer) =>
      stretchesOfLayer(layer, { zone: schedule?.timeZone ?? 'UTC', window: part, isKnown }),
    ),
    ...touching(imported, part),
    ...touching(overrides, part),
  ]);
  // Not as arguments of Math.min: turns of an hour are more in a year than a call takes.
  const from = found.reduce((first, each) => Math.min(first, each.from), window.from);
  const to = found.reduce((last, each) => Math.max(last, each.to), window.to);
  return { from: Math.max(from, window.from - reachMs), to: Math.min(to, window.to + reachMs) };
}

/** Each person's time as long as it came about in one way, by begin. */
function shiftsOf(lane: Lane): Shift[] {
  const found: Shift[] = [];
  const running = new Map<string, number>();
  for (const { from, to, people } of lane)
    for (const duty of people) {
      const key = keyOf(duty);
      const index = running.get(key);
      const last = index === undefined ? undefined : found[index];
      if (index !== undefined && last?.to === from) found[index] = longer(last, duty, to);
      else {
        running.set(key, found.length);
        found.push({ from, to, ...duty });
      }
    }
  return found;
}

const keyOf = ({ person, by }: OnDuty): string => JSON.stringify([person, by]);

function longer(shift: Shift, { insteadOf }: OnDuty, to: number): Shift {
  const all = [...new Set([...(shift.insteadOf ?? []), ...(insteadOf ?? [])])];
  return { ...shift, to, ...(all.length > 0 && { insteadOf: all }) };
}
