import type { CommandInput } from '../input.ts';
import { objectIn, objectsIn } from '../on-call/directory.ts';
import { stopPages } from '../page/stop.ts';
import type { Turn } from '../turn.ts';
import { changeIncident, type ChangedBy } from './change.ts';
import type { CommandAnswer } from './command.ts';
import type { Incident } from './incident.ts';
import { released } from './reopened.ts';

type Asked<C extends CommandInput['command']> = Extract<CommandInput, { command: C }>;

const done = (incident: Incident): CommandAnswer => ({ kind: 'incident', incident });
const refused = (detail: string): CommandAnswer => ({ kind: 'conflict', detail });

/** It is theirs: by their id where both are known, else by name. */
const has = ({ assignee, assigneeId }: Incident, { by, person }: ChangedBy): boolean =>
  assigneeId !== undefined && person !== undefined ? assigneeId === person : assignee === by;

/** Two in the same second: the first has it, the second is told who. Whoever is called because the first says nothing takes it. */
export function acknowledge(turn: Turn, incident: Incident, asked: Asked<'acknowledge'>): CommandAnswer {
  if (incident.status === 'acknowledged') {
    if (has(incident, asked)) return renew(turn, incident, asked);
    if (!othersAreCalled(turn, incident)) return answeredToo(turn, incident, asked);
  }
  const until = endOf(turn, incident, asked.forMs);
  const next = taken(turn, incident, { ...holder(asked), until });
  return done(
    changeIncident(turn, next, {
      change: 'acknowledged',
      actor: asked,
      ...(until !== undefined && { until }),
    }),
  );
}

const othersAreCalled = ({ state }: Turn, { id }: Incident): boolean => {
  const escalation = state.escalations.get(id);
  return escalation?.status === 'running' && escalation.despite === 'worse';
};

/** They were asked for by hand, and have answered: their telephone need not ring on. */
function answeredToo(
  turn: Turn,
  { id, assignee = 'Somebody' }: Incident,
  { person }: ChangedBy,
): CommandAnswer {
  if (person !== undefined) stopPages(turn, id, { reason: 'answered', person });
  return refused(`${assignee} already has ${id}.`);
}

/** It moves the end of the acknowledgement, and answers whatever still calls. Where there is neither, nothing changes. */
function renew(turn: Turn, incident: Incident, asked: Asked<'acknowledge'>): CommandAnswer {
  const end = endOf(turn, incident, asked.forMs);
  const until = end && Math.max(end, incident.acknowledgementEndsAt ?? 0);
  if (until === incident.acknowledgementEndsAt && !stillCalls(turn, incident)) return done(incident);
  const next = { ...incident, ...(until !== undefined && { acknowledgementEndsAt: until }) };
  const change = { change: 'acknowledged', actor: asked, ...(until !== undefined && { until }) } as const;
  return done(changeIncident(turn, next, change));
}

function stillCalls({ state }: Turn, { id }: Incident): boolean {
  if (state.escalations.get(id)?.status === 'running') return true;
  const pages = [...(state.pagesOfIncident.get(id) ?? [])];
  return pages.some((page) => state.pages.get(page)?.ended === undefined);
}

const endOf = ({ policy, now }: Turn, { severity }: Incident, forMs?: number): number | undefined => {
  const length = forMs ?? policy.onCall.acknowledgementEndsAfterMs[severity];
  return length === undefined ? undefined : now + length;
};

interface Holder {
  readonly assignee: string;
  readonly assigneeId?: string;
}

const holder = ({ by, person }: ChangedBy): Holder => ({
  assignee: by,
  ...(person !== undefined && { assigneeId: person }),
});

function taken(
  { now }: Turn,
  incident: Incident,
  { assignee, assigneeId, until }: Holder & { readonly until?: number | undefined },
): Incident {
  return {
    ...released(incident),
    status: 'acknowledged',
    assignee,
    ...(assigneeId !== undefined && { assigneeId }),
    acknowledgedAt: now,
    firstAcknowledgedAt: incident.firstAcknowledgedAt ?? now,
    ...(until !== undefined && { acknowledgementEndsAt: until }),
  };
}

export function handBack(turn: Turn, incident: Incident, asked: Asked<'hand-back'>): CommandAnswer {
  if (incident.status === 'triggered') return done(incident);
  const { assignee = asked.by, acknowledgedAt, snoozed } = incident;
  const tookAt = acknowledgedAt ?? snoozed?.at ?? turn.now;
  const next = { ...released(incident), handedBack: { by: assignee, tookAt, at: turn.now } };
  return done(changeIncident(turn, next, { change: 'handed-back', actor: asked }));
}

const longestSnoozeMs = 366 * 86_400_000;

/** Who puts off what nobody has, has it until then. */
export function snooze(turn: Turn, incident: Incident, asked: Asked<'snooze'>): CommandAnswer {
  const { until } = asked;
  if (!(until > turn.now)) return refused('The snooze would be over already: choose a later time.');
  if (until - turn.now > longestSnoozeMs) return refused('Nothing is put off for more than a year.');
  if (incident.status === 'snoozed' && incident.snoozed?.until === until) return done(incident);
  const { assignee, assigneeId } = incident;
  const next: Incident = {
    ...released(incident),
    status: 'snoozed',
    ...(assignee === undefined
      ? holder(asked)
      : { assignee, ...(assigneeId !== undefined && { assigneeId }) }),
    firstAcknowledgedAt: incident.firstAcknowledgedAt ?? turn.now,
    snoozed: { by: asked.by, at: turn.now, until },
  };
  return done(changeIncident(turn, next, { change: 'snoozed', actor: asked, until }));
}

export function wake(turn: Turn, incident: Incident, asked: Asked<'wake'>): CommandAnswer {
  if (incident.status !== 'snoozed') return done(incident);
  return done(changeIncident(turn, released(incident), { change: 'woken', actor: asked }));
}

/** They have it from now on. Who gives it to themselves takes it: nobody is called for that. */
export function assign(turn: Turn, incident: Incident, asked: Asked<'assign'>): CommandAnswer {
  const whom = calledSo(turn, asked);
  if (
    incident.status === 'acknowledged' &&
    has(incident, { by: whom.assignee, person: whom.assigneeId ?? '' })
  )
    return done(incident);
  const until = endOf(turn, incident);
  const next = taken(turn, incident, { ...whom, until });
  const change = has(next, asked) ? 'acknowledged' : 'assigned';
  return done(
    changeIncident(turn, next, {
      change,
      actor: asked,
      to: whom.assignee,
      ...(until !== undefined && { until }),
    }),
  );
}

/** A person of the directory by id, login or name; whoever else is written is taken at their name. */
function calledSo({ state: { directory } }: Turn, { to, toId }: Asked<'assign'>): Holder {
  const byId = objectIn(directory, { kind: 'person', id: toId ?? to });
  const wanted = to.toLowerCase();
  const alike = objectsIn(directory, 'person').filter(
    ({ login, name }) => login?.toLowerCase() === wanted || name.toLowerCase() === wanted,
  );
  const person = byId ?? (alike.length === 1 ? alike[0] : undefined);
  return person ? { assignee: person.name, assigneeId: person.id } : { assignee: to };
}
