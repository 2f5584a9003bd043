import type {
  KeptAutomation,
  KeptOverride,
  KeptPerson,
  KeptPolicy,
  KeptSchedule,
  KeptTeam,
  WrittenAutomation,
  WrittenPerson,
  WrittenSchedule,
} from '@tocsin/api';
import { gapWords } from '#config/on-call/gap-warnings';
import {
  writtenAutomation,
  writtenOverride,
  writtenPerson,
  writtenPolicy,
  writtenSchedule,
  writtenTeam,
} from '#config/on-call/written-objects';
import {
  type Automation,
  type Directory,
  type OnCallKind,
  type OnCallValues,
  objectIn,
  objectKey,
  objectsIn,
  type Person,
} from '#core/on-call/directory';
import type { EscalationPolicy } from '#core/escalate/policy';
import { onCallAt } from '#core/on-call/shift';
import { HttpError } from '../errors.ts';
import type { Caller } from '../door.ts';
import type { TocsinContext } from './context.ts';
import { keptContacts, maySee, shortened } from './on-call-contacts.ts';
import type { Problems } from './on-call-problems.ts';

/** What each object is shown with. */
export interface View {
  readonly context: TocsinContext;
  readonly caller: Caller;
  readonly problems: Problems;
}

const directoryOf = ({ context }: View): Directory => context.engine.state().directory;

function keptFields(view: View, kind: OnCallKind, id: string) {
  const key = objectKey(kind, id);
  const newest = directoryOf(view).get(key)?.at(-1);
  return {
    id,
    version: newest?.version ?? 0,
    source: newest?.source ?? ('app' as const),
    changedAt: new Date(newest?.at ?? 0).toISOString(),
    changedBy: newest?.by ?? '',
    ...(newest?.comment !== undefined && { comment: newest.comment }),
    problems: [...(view.problems.get(key) ?? [])],
  };
}

/** In force, or 404 with where to look. */
export function mustBeThere<K extends OnCallKind>(
  context: TocsinContext,
  kind: K,
  id: string,
): OnCallValues[K] {
  const value = objectIn(context.engine.state().directory, { kind, id });
  if (value) return value;
  throw new HttpError(404, `There is no such ${kind}`, { detail: `No ${kind} has the id "${id}".` });
}

export function keptPerson(view: View, person: Person): KeptPerson {
  const { context, caller } = view;
  const directory = directoryOf(view);
  const seesAll = maySee(caller, person.id);
  const now = context.clock.now();
  const onCall = objectsIn(directory, 'schedule').filter(({ id }) =>
    onCallAt(directory, id, now).some((shift) => shift.person === person.id),
  );
  return {
    ...keptFields(view, 'person', person.id),
    value: shownPerson(person, seesAll),
    contacts: keptContacts(context.engine.state(), person.id, seesAll),
    onCall: onCall.map(({ name }) => name),
    teams: objectsIn(directory, 'team')
      .filter(({ members }) => members.includes(person.id))
      .map(({ name }) => name),
  };
}

/** Addresses are shortened where they are of no concern to who asks. */
function shownPerson(person: Person, seesAll: boolean): WrittenPerson {
  const written = writtenPerson(person);
  if (seesAll) return written;
  const { email, ...rest } = written;
  return {
    ...rest,
    ...(email !== undefined && { email: shortened({ kind: 'email', address: email }) }),
    contacts: written.contacts.map((contact) => ({ ...contact, address: shortened(contact) })),
  };
}

/** An address is often its own password: whole it is for those who may change it. */
const shownAddress = (address: string, { role }: Caller): string =>
  role === 'admin' ? address : shortened({ kind: 'webhook', address });

function shownSchedule(schedule: OnCallValues['schedule'], caller: Caller): WrittenSchedule {
  const { calendar, ...written } = writtenSchedule(schedule);
  return { ...written, ...(calendar !== undefined && { calendar: shownAddress(calendar, caller) }) };
}

function shownAutomation(automation: Automation, caller: Caller): WrittenAutomation {
  const written = writtenAutomation(automation);
  return { ...written, url: shownAddress(written.url, caller) };
}

export const keptTeam = (view: View, team: OnCallValues['team']): KeptTeam => ({
  ...keptFields(view, 'team', team.id),
  value: writtenTeam(team),
});

export function keptSchedule(view: View, schedule: OnCallValues['schedule']): KeptSchedule {
  const fields = keptFields(view, 'schedule', schedule.id);
  const mayShare = view.caller.role !== 'viewer';
  const gap = gapWords(directoryOf(view), schedule.id, view.context.clock.now());
  return {
    ...fields,
    problems: [...fields.problems, ...(gap === undefined ? [] : [gap])],
    value: shownSchedule(schedule, view.caller),
    ...(mayShare && { calendar: view.context.onCall.calendarUrl('schedule', schedule.id) }),
  };
}

export function keptPolicy(view: View, policy: EscalationPolicy): KeptPolicy {
  const { engine } = view.context;
  const running = [...engine.state().escalations.values()].filter(
    (each) => each.policy.id === policy.id && (each.status === 'running' || each.status === 'paused'),
  );
  return {
    ...keptFields(view, 'policy', policy.id),
    value: writtenPolicy(policy),
    receivers: [...engine.policy().onCall.escalations]
      .filter(([, id]) => id === policy.id)
      .map(([receiver]) => receiver),
    running: running.length,
  };
}

export const keptAutomation = (view: View, automation: Automation): KeptAutomation => ({
  ...keptFields(view, 'automation', automation.id),
  value: shownAutomation(automation, view.caller),
  hasSecret: automation.secretFile !== undefined || automation.sealedSecret !== undefined,
});

export const keptOverride = (view: View, override: OnCallValues['override']): KeptOverride => ({
  ...keptFields(view, 'override', override.id),
  value: writtenOverride(override),
});
