import type { ClockChange, OnCallGap, OnCallShift, ScheduleNow, ScheduleShifts } from '@tocsin/api';
import { clockWords, nobodyReasons, spokenDuration } from '@tocsin/model';
import type { ClockEffect } from '#core/on-call/clock-effects';
import { type Directory, objectIn, objectsIn } from '#core/on-call/directory';
import { lookAhead } from '#core/on-call/gaps';
import { loadOf } from '#core/on-call/load';
import type { Schedule } from '#core/on-call/schedule';
import { type Gap, onCallAt, type Shift, shiftsBetween } from '#core/on-call/shift';
import { listWords } from './words.ts';

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
const iso = (at: number): string => new Date(at).toISOString();
const dayMs = 86_400_000;
const aheadMs = 90 * dayMs;

export const personName = (directory: Directory, id: string): string =>
  objectIn(directory, { kind: 'person', id })?.name ?? id;

/** A schedule, looked at in a directory: of now, of a past moment, or with a draft in it. */
export interface Looked {
  readonly directory: Directory;
  readonly schedule: Schedule;
}

export function wireShift({ directory, schedule }: Looked, { from, to, person, by }: Shift): OnCallShift {
  const name =
    by.kind === 'layer' ? schedule.layers.find(({ id }) => id === by.layer)?.name : commentOf(directory, by);
  const id = by.kind === 'layer' ? by.layer : by.kind === 'override' ? by.override : undefined;
  return {
    person,
    name: personName(directory, person),
    from: iso(from),
    until: iso(to),
    by: { kind: by.kind, ...(id !== undefined && { id }), ...(name !== undefined && { name }) },
  };
}

const commentOf = (directory: Directory, by: Shift['by']): string | undefined =>
  by.kind === 'override' ? objectIn(directory, { kind: 'override', id: by.override })?.comment : undefined;

export function wireGap({ directory, schedule }: Looked, { from, to, why }: Gap): OnCallGap {
  const lastResort = objectsIn(directory, 'policy')
    .filter(({ steps }) =>
      steps.some(({ targets }) => targets.some(({ kind, id }) => kind === 'schedule' && id === schedule.id)),
    )
    .flatMap((policy) => policy.lastResort)
    .map(({ kind, id }) => (kind === 'person' ? personName(directory, id) : id));
  return {
    from: iso(from),
    until: iso(to),
    why: nobodyReasons[why],
    ...(lastResort.length > 0 && { lastResort: [...new Set(lastResort)] }),
  };
}

/** Who it is at a moment, and who comes then. */
export function scheduleNow(looked: Looked, at: number): ScheduleNow {
  const { directory, schedule } = looked;
  const now = onCallAt(directory, schedule.id, at);
  const { gaps } = lookAhead(directory, schedule.id, { from: at });
  const end = Math.min(...now.map(({ to }) => to), gaps[0]?.from === at ? gaps[0].to : Infinity);
  const next = Number.isFinite(end) ? onCallAt(directory, schedule.id, end) : [];
  const gap = gaps.find(({ from, to }) => from <= at && at < to);
  const later = gaps.find(({ from }) => from > at);
  return {
    id: schedule.id,
    name: schedule.name,
    timeZone: schedule.timeZone,
    now: now.map((shift) => wireShift(looked, shift)),
    next: next.map((shift) => wireShift(looked, shift)),
    ...(gap && { gap: wireGap(looked, gap) }),
    ...(later && { nextGap: wireGap(looked, later) }),
    sentence: sentenceOf(looked, { now, at }),
  };
}

interface Moment {
  readonly now: readonly Shift[];
  readonly at: number;
}

/** "Mia until 09:00 CET, then Jonas": who has two turns on end has them as one. */
function sentenceOf({ directory, schedule }: Looked, { now, at }: Moment): string {
  const names = (shifts: readonly Shift[]): string =>
    listWords([...new Set(shifts.map(({ person }) => personName(directory, person)))]) || 'nobody';
  const begin = names(now);
  const { final } = shiftsBetween(directory, schedule.id, { from: at, to: at + aheadMs });
  const changes = final.flatMap(({ from, to }) => [from, to]).filter((time) => time > at);
  for (const time of [...new Set(changes)].sort((a, b) => a - b)) {
    if (time >= at + aheadMs) break;
    const then = names(final.filter(({ from, to }) => from <= time && time < to));
    if (then === begin) continue;
    return `${capital(begin)} until ${clockWords(time, { now: at, timeZone: schedule.timeZone })}, then ${then}`;
  }
  return capital(begin);
}

/** Lane by lane. */
export function scheduleShifts(
  looked: Looked,
  window: { readonly from: number; readonly to: number },
): ScheduleShifts {
  const { directory, schedule } = looked;
  const found = shiftsBetween(directory, schedule.id, window);
  const wire = (shift: Shift): OnCallShift => wireShift(looked, shift);
  const zoneOf = (person: string): string =>
    objectIn(directory, { kind: 'person', id: person })?.timeZone ?? schedule.timeZone;
  return {
    from: iso(window.from),
    to: iso(window.to),
    timeZone: schedule.timeZone,
    final: found.final.map(wire),
    layers: [
      ...found.layers.map(({ layer, name, shifts }) => ({ id: layer, name, shifts: shifts.map(wire) })),
      ...(found.imported.length > 0
        ? [{ id: 'calendar', name: 'Calendar', shifts: found.imported.map(wire) }]
        : []),
    ],
    overrides: found.overrides.map(({ id, person, from, to, comment }) => ({
      ...(person !== undefined && { person, name: personName(directory, person) }),
      from: iso(from),
      until: iso(to),
      by: { kind: 'override', id, ...(comment !== undefined && { name: comment }) },
    })),
    gaps: found.gaps.map((gap) => wireGap(looked, gap)),
    clockChanges: clockChangesOf(looked, window),
    load: loadOf(found.final, window, zoneOf).map(({ person, ms, nights }) => ({
      person,
      name: personName(directory, person),
      hours: Math.round(ms / 360_000) / 10,
      nights,
    })),
  };
}

function clockChangesOf(
  looked: Looked,
  { from, to }: { readonly from: number; readonly to: number },
): ClockChange[] {
  const days = Math.max(1, Math.ceil((to - from) / dayMs));
  return lookAhead(looked.directory, looked.schedule.id, { from, days })
    .clockChanges.filter(({ at }) => at < to)
    .map((effect) => wireClockChange(looked, effect));
}

export function wireClockChange({ directory, schedule }: Looked, effect: ClockEffect): ClockChange {
  const { at, zone, byMs, across, moved } = effect;
  const people = [
    ...new Set([...across.map(({ shift }) => shift.person), ...moved.map(({ person }) => person)]),
  ];
  const turned = `clocks in ${zone} go ${byMs > 0 ? 'forward' : 'back'} by ${spokenDuration(Math.abs(byMs))}`;
  const [first] = across;
  const lasts = first
    ? `${personName(directory, first.shift.person)} is on call for ${spokenDuration(first.lastsMs)} then, not ${spokenDuration(first.onTheWallMs)}`
    : undefined;
  const others = moved.map(({ person }) => personName(directory, person));
  const handover = others.length > 0 ? `handovers come at another time for ${listWords(others)}` : undefined;
  const when = clockWords(at, { now: 0, timeZone: schedule.timeZone });
  return {
    at: iso(at),
    timeZone: zone,
    byMinutes: Math.round(byMs / 60_000),
    people: people.map((person) => personName(directory, person)),
    words: `${when}: ${[turned, lasts, handover].filter((part) => part !== undefined).join(', ')}.`,
  };
}
