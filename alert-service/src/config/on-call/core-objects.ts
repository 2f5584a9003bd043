import {
  type OnCallDocument,
  pagedSeverities,
  type WrittenRules,
  type Weekday,
  type WrittenAutomation,
  type WrittenHours,
  type WrittenLayer,
  type WrittenOverride,
  type WrittenPerson,
  type WrittenPolicy,
  type WrittenSchedule,
  type WrittenSpan,
  type WrittenStep,
  type WrittenTeam,
} from '@tocsin/api';
import { parseDuration, type Severity } from '@tocsin/model';
import type { EscalationPolicy, EscalationStep } from '#core/escalate/policy';
import type { Automation, NotificationRule, OnCallObject, Person, Team } from '#core/on-call/directory';
import type { Hours, Span } from '#core/on-call/hours';
import type { Layer, Override, Schedule } from '#core/on-call/schedule';

export const weekdays: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Checked by the schema before. */
export const lengthMs = (written: string): number => {
  const found = parseDuration(written);
  return found.ok ? found.value : 0;
};

const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

export const spanOf = ({ days, from, to }: WrittenSpan): Span => ({
  ...(days && { days: days.map((day) => weekdays.indexOf(day) + 1) }),
  fromMinute: minuteOf(from),
  toMinute: minuteOf(to),
});

export const hoursOf = ({ timeZone, spans }: WrittenHours, usual = 'UTC'): Hours => ({
  timeZone: timeZone ?? usual,
  spans: spans.map(spanOf),
});

/** Fields that are not given are not there. */
type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> };
export function given<T extends object>(fields: T): Partial<Given<T>>;
export function given(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

export function rulesOf(rules: WrittenRules): Person['rules'] {
  const found: Partial<Record<Severity, NotificationRule[]>> = {};
  for (const severity of pagedSeverities)
    if (rules[severity])
      found[severity] = rules[severity].map(({ contact, after = '0' }) => ({
        contact,
        afterMs: lengthMs(after),
      }));
  return found;
}

export const personOf = ({ contacts, rules, quietHours, id, name, ...rest }: WrittenPerson): Person => ({
  id,
  name,
  contacts: contacts.map(({ vouched, ...contact }) => ({ ...contact, ...(vouched && { vouched }) })),
  rules: rulesOf(rules),
  ...(quietHours && { quietHours: hoursOf(quietHours, rest.timeZone) }),
  ...given(rest),
});

export const teamOf = ({ id, name, members, ...rest }: WrittenTeam): Team => ({
  id,
  name,
  members,
  ...given(rest),
});

const layerOf = ({ id, name, turns, rotation, startsOn, endsOn, restrictions }: WrittenLayer): Layer => ({
  id,
  name: name ?? id,
  turns,
  rotation,
  startsOn,
  ...(endsOn !== undefined && { endsOn }),
  ...(restrictions && { restrictions: restrictions.map(spanOf) }),
});

export const scheduleOf = ({ id, name, timeZone, layers, ...rest }: WrittenSchedule): Schedule => ({
  id,
  name,
  timeZone,
  layers: layers.map(layerOf),
  ...given(rest),
});

const stepOf = ({ level, targets, wait, repeat, when, roundRobin }: WrittenStep): EscalationStep => ({
  level,
  targets,
  waitMs: lengthMs(wait),
  ...(repeat && { repeat }),
  ...(roundRobin && { roundRobin }),
  ...(when && {
    when: {
      ...given({ severities: when.severities, alertsAtLeast: when.alertsAtLeast }),
      ...(when.within && { within: hoursOf(when.within) }),
      ...(when.outside && { outside: hoursOf(when.outside) }),
    },
  }),
});

export const policyOf = (written: WrittenPolicy): EscalationPolicy => {
  const { id, name, steps, repeat, lastResort, hours, ...rest } = written;
  return {
    id,
    name,
    steps: steps.map(stepOf),
    repeat,
    lastResort,
    ...(hours && { hours: { ...hoursOf(hours), always: hours.always } }),
    ...given(rest),
  };
};

/** The secret itself is sealed by whoever takes it in. */
export const automationOf = (written: WrittenAutomation): Automation => {
  const { id, name, url, timeout, secretFile, secret: _, ...rest } = written;
  return { id, name, url, timeoutMs: lengthMs(timeout), ...given({ secretFile }), ...given(rest) };
};

export const overrideOf = ({ id, schedule, from, to, ...rest }: WrittenOverride): Override => ({
  id,
  schedule,
  from: Date.parse(from),
  to: Date.parse(to),
  ...given(rest),
});

/** What is written, checked, as the core decides with it. */
export const objectsOf = (document: OnCallDocument): OnCallObject[] => [
  ...document.people.map((each) => ({ kind: 'person' as const, id: each.id, value: personOf(each) })),
  ...document.teams.map((each) => ({ kind: 'team' as const, id: each.id, value: teamOf(each) })),
  ...document.schedules.map((each) => ({ kind: 'schedule' as const, id: each.id, value: scheduleOf(each) })),
  ...document.policies.map((each) => ({ kind: 'policy' as const, id: each.id, value: policyOf(each) })),
  ...document.automations.map((each) => ({
    kind: 'automation' as const,
    id: each.id,
    value: automationOf(each),
  })),
  ...document.overrides.map((each) => ({ kind: 'override' as const, id: each.id, value: overrideOf(each) })),
];
