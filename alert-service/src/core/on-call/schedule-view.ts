import type { Directory, ObjectVersion, OnCallValues } from './directory.ts';
import { objectIn, objectKey } from './directory.ts';
import { joined } from './hours.ts';
import type { Known } from './layer-lane.ts';
import type { ImportedShift, Override, ReadCalendar, Schedule } from './schedule.ts';
import type { Window } from './zone-clock.ts';

/** What was in force of a schedule during a time: nothing of it changed within. */
export interface ScheduleView extends Window {
  readonly schedule?: Schedule;
  /** From its calendar. */
  readonly imported: readonly ImportedShift[];
  /** The one that counts most is last. */
  readonly overrides: readonly Override[];
  readonly isKnown: Known;
}

type Versions<T> = readonly { readonly at: number; readonly value?: T }[];

/** The past is cut where the schedule, an override or a person of it came, changed or went. */
export function viewsOf(directory: Directory, id: string, { from, to }: Window): ScheduleView[] {
  const schedule = versionsOf(directory, 'schedule', id);
  const overrides = overridesOf(directory, id);
  const calendar = versionsOf(directory, 'calendar', id);
  const mentioned = new Set(
    [...schedule, ...calendar, ...overrides.flat()].flatMap(({ value }) => peopleIn(value)),
  );
  const people = [...mentioned].map((person) => versionsOf(directory, 'person', person));
  const cuts = [...schedule, ...calendar, ...overrides.flat(), ...people.flatMap(comingsAndGoings)]
    .map(({ at }) => at)
    .filter((at) => at > from && at < to);
  const begins = [...new Set([from, ...cuts])].sort((a, b) => a - b);
  return begins.map((begin, index) => {
    const found = inForce(schedule, begin)?.value;
    return {
      from: begin,
      to: begins[index + 1] ?? to,
      ...(found && { schedule: found }),
      imported: importedAt(found, inForce(calendar, begin)?.value),
      overrides: overridesAt(overrides, id, begin),
      isKnown: (person) => objectIn(directory, { kind: 'person', id: person, at: begin }) !== undefined,
    };
  });
}

/** Events of one person that overlap or meet are one shift. */
function importedAt(schedule?: Schedule, calendar?: ReadCalendar): ImportedShift[] {
  const shifts = calendar && calendar.url === schedule?.calendar ? calendar.shifts : [];
  const people = [...new Set(shifts.map(({ person }) => person))];
  return people.flatMap((person) =>
    joined(shifts.filter((shift) => shift.person === person)).map(({ from, to }) => ({ person, from, to })),
  );
}

const inForce = <T extends { readonly at: number }>(versions: readonly T[], at: number): T | undefined =>
  versions.findLast((each) => each.at <= at);

function versionsOf<K extends 'schedule' | 'override' | 'person' | 'calendar'>(
  directory: Directory,
  kind: K,
  id: string,
): Versions<OnCallValues[K]> {
  const isOf = (version: ObjectVersion): version is ObjectVersion<K> => version.kind === kind;
  return (directory.get(objectKey(kind, id)) ?? []).filter(isOf);
}

function overridesOf(directory: Directory, schedule: string): Versions<Override>[] {
  const prefix = objectKey('override', '');
  const ids = [...directory.keys()].filter((key) => key.startsWith(prefix));
  return ids
    .map((key) => versionsOf(directory, 'override', key.slice(prefix.length)))
    .filter((versions) => versions.some(({ value }) => value?.schedule === schedule));
}

/** In the order in which they were last changed. */
const overridesAt = (all: readonly Versions<Override>[], schedule: string, at: number): Override[] =>
  all
    .flatMap((versions) => inForce(versions, at) ?? [])
    .sort((a, b) => a.at - b.at)
    .flatMap(({ value }) => (value?.schedule === schedule ? value : []));

function peopleIn(value: Schedule | Override | ReadCalendar | undefined): string[] {
  if (!value) return [];
  if ('shifts' in value) return value.shifts.map(({ person }) => person);
  if ('layers' in value) return value.layers.flatMap(({ turns }) => turns.flat());
  return [value.person, value.insteadOf].filter((person) => person !== undefined);
}

/** A person has many versions: only where there is one, and then none, does a schedule change. */
const comingsAndGoings = <T>(versions: Versions<T>): Versions<T> =>
  versions.filter((each, index) => (each.value === undefined) !== (versions[index - 1]?.value === undefined));
