import {
  isPaged,
  type OnCallDocument,
  type WrittenAutomation,
  type WrittenHours,
  type WrittenLayer,
  type WrittenOverride,
  type WrittenPerson,
  type WrittenPolicy,
  type WrittenRules,
  type WrittenSchedule,
  type WrittenSpan,
  type WrittenStep,
  type WrittenTeam,
} from '@tocsin/api';
import { formatDuration, severities, type Severity } from '@tocsin/model';
import type { EscalationPolicy, EscalationStep } from '#core/escalate/policy';
import { type Automation, type Directory, objectsIn, type Person, type Team } from '#core/on-call/directory';
import type { Hours, Span } from '#core/on-call/hours';
import type { Layer, Override, Schedule } from '#core/on-call/schedule';
import { given, weekdays } from './core-objects.ts';

const two = (count: number): string => String(count).padStart(2, '0');
const clockOf = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

const writtenSpan = ({ days, fromMinute, toMinute }: Span): WrittenSpan => ({
  ...(days && { days: days.flatMap((day) => weekdays[day - 1] ?? []) }),
  from: clockOf(fromMinute),
  to: clockOf(toMinute),
});

export const writtenHours = ({ timeZone, spans }: Hours): WrittenHours => ({
  timeZone,
  spans: spans.map(writtenSpan),
});

export function writtenRules(rules: Person['rules']): WrittenRules {
  const found: WrittenRules = {};
  for (const severity of severities)
    if (isPaged(severity) && rules[severity])
      found[severity] = rules[severity].map(({ contact, afterMs }) => ({
        contact,
        ...(afterMs > 0 && { after: formatDuration(afterMs) }),
      }));
  return found;
}

export const writtenPerson = ({ id, name, contacts, rules, quietHours, ...rest }: Person): WrittenPerson => ({
  id,
  name,
  ...given({ login: rest.login, email: rest.email, timeZone: rest.timeZone }),
  contacts: contacts.map((contact) => ({ ...contact })),
  rules: writtenRules(rules),
  ...(quietHours && { quietHours: writtenHours(quietHours) }),
  ...given({ mostPerMinute: rest.mostPerMinute }),
  ...originOf(rest),
});

const originOf = ({ importedFrom, externalId }: Pick<Person, 'importedFrom' | 'externalId'>) =>
  given({ importedFrom, externalId });

export const writtenTeam = ({ id, name, members, ...rest }: Team): WrittenTeam => ({
  id,
  name,
  members: [...members],
  ...originOf(rest),
});

const writtenLayer = ({
  id,
  name,
  turns,
  rotation,
  startsOn,
  endsOn,
  restrictions,
}: Layer): WrittenLayer => ({
  id,
  ...(name !== id && { name }),
  turns: turns.map((turn) => [...turn]),
  rotation: { ...rotation },
  startsOn,
  ...given({ endsOn }),
  ...(restrictions && { restrictions: restrictions.map(writtenSpan) }),
});

export const writtenSchedule = (schedule: Schedule): WrittenSchedule => ({
  id: schedule.id,
  name: schedule.name,
  timeZone: schedule.timeZone,
  layers: schedule.layers.map(writtenLayer),
  ...given({ calendar: schedule.calendar }),
  ...originOf(schedule),
});

const paged = (all: readonly Severity[]) => all.filter(isPaged);

const writtenStep = ({ level, targets, waitMs, repeat, when, roundRobin }: EscalationStep): WrittenStep => ({
  level,
  targets: targets.map((target) => ({ ...target })),
  wait: formatDuration(waitMs),
  ...given({ repeat }),
  ...(when && {
    when: {
      ...(when.severities && { severities: paged(when.severities) }),
      ...(when.within && { within: writtenHours(when.within) }),
      ...(when.outside && { outside: writtenHours(when.outside) }),
      ...given({ alertsAtLeast: when.alertsAtLeast }),
    },
  }),
  ...given({ roundRobin }),
});

export const writtenPolicy = (policy: EscalationPolicy): WrittenPolicy => ({
  id: policy.id,
  name: policy.name,
  steps: policy.steps.map(writtenStep),
  repeat: policy.repeat,
  lastResort: policy.lastResort.map((target) => ({ ...target })),
  ...(policy.hours && { hours: { ...writtenHours(policy.hours), always: paged(policy.hours.always) } }),
  ...originOf(policy),
});

/** Without its secret. */
export const writtenAutomation = (automation: Automation): WrittenAutomation => ({
  id: automation.id,
  name: automation.name,
  url: automation.url,
  ...given({ secretFile: automation.secretFile }),
  timeout: formatDuration(automation.timeoutMs),
  ...originOf(automation),
});

export const writtenOverride = ({ from, to, id, schedule, ...rest }: Override): WrittenOverride => ({
  id,
  schedule,
  ...given({ person: rest.person }),
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
  ...given({ insteadOf: rest.insteadOf, swap: rest.swap, comment: rest.comment }),
});

/** All that is in force, as it is written. */
export const documentOf = (directory: Directory): OnCallDocument => ({
  people: objectsIn(directory, 'person').map(writtenPerson),
  teams: objectsIn(directory, 'team').map(writtenTeam),
  schedules: objectsIn(directory, 'schedule').map(writtenSchedule),
  policies: objectsIn(directory, 'policy').map(writtenPolicy),
  automations: objectsIn(directory, 'automation').map(writtenAutomation),
  overrides: objectsIn(directory, 'override').map(writtenOverride),
});
