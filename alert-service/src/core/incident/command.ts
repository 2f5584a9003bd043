import type { Notice, UpdateReason } from '@tocsin/model';
import { batchOf } from '../group/batch.ts';
import type { CommandInput } from '../input.ts';
import { queueUpdate } from '../notify/outbox.ts';
import type { Incident } from '../state.ts';
import type { Turn } from '../turn.ts';
import { incidentOfAlerts } from './lifecycle.ts';

export type CommandAnswer =
  | { readonly kind: 'incident'; readonly incident: Incident }
  | { readonly kind: 'not-found'; readonly detail: string }
  | {
      readonly kind: 'conflict';
      readonly detail: string;
      /** The incident has changed since; the idempotency key stood for another request. Absent: what it says. */
      readonly because?: 'version' | 'request';
    };

/** What a person does with an incident. Doing it twice is answered like doing it once. */
export function command(turn: Turn, input: CommandInput): CommandAnswer {
  const incident = turn.state.incidents.get(input.incident);
  if (!incident) return { kind: 'not-found', detail: `There is no incident ${input.incident}.` };
  if (incident.status === 'resolved')
    return { kind: 'conflict', detail: `${incident.id} has already ended.` };
  if (input.command === 'acknowledge') return acknowledge(turn, incident, input);
  if (input.command === 'hand-back') return handBack(turn, incident, input);
  return { kind: 'conflict', detail: 'not built yet' };
}

function acknowledge(turn: Turn, incident: Incident, { by }: CommandInput): CommandAnswer {
  if (incident.status === 'acknowledged') {
    if (incident.assignee === by) return { kind: 'incident', incident };
    return { kind: 'conflict', detail: `${incident.assignee ?? 'Somebody'} already has ${incident.id}.` };
  }
  const { handedBack: _given, ...kept } = incident;
  const next: Incident = { ...kept, status: 'acknowledged', assignee: by, acknowledgedAt: turn.now };
  return change(turn, next, { change: 'acknowledged', by, why: 'incident-acknowledged' });
}

function handBack(turn: Turn, incident: Incident, { by }: CommandInput): CommandAnswer {
  if (incident.status === 'triggered') return { kind: 'incident', incident };
  const { assignee, acknowledgedAt, ...kept } = incident;
  const handedBack = { by: assignee ?? by, tookAt: acknowledgedAt ?? turn.now, at: turn.now };
  const next: Incident = { ...kept, status: 'triggered', handedBack };
  return change(turn, next, { change: 'handed-back', by, why: 'incident-handed-back' });
}

interface Change {
  readonly change: 'acknowledged' | 'handed-back';
  readonly by: string;
  readonly why: UpdateReason;
}

function change(turn: Turn, incident: Incident, { change: what, by, why }: Change): CommandAnswer {
  turn.putIncident(incident);
  turn.record({
    kind: 'incident',
    incident: incident.id,
    group: incident.group,
    change: what,
    severity: incident.severity,
    by,
  });
  updatePosts(turn, incident, why);
  return { kind: 'incident', incident };
}

/** Every group of the incident's alerts, so that what another receiver posted changes too. */
function updatePosts(turn: Turn, incident: Incident, why: UpdateReason): void {
  const groups = new Set(incident.alerts.flatMap((each) => turn.state.alerts.get(each)?.groups ?? []));
  for (const key of groups) {
    const group = turn.state.groups.get(key);
    if (!group) continue;
    const { firing, resolved } = batchOf(turn.state, group, turn.now);
    for (const integration of turn.policy.receivers.get(group.receiver) ?? [])
      queueUpdate(turn, { group, integration }, { why, firing, resolved });
  }
}

/** Somebody took the incident, or gave it back, while the post was under way: it says otherwise. */
export function updateLatePost(turn: Turn, post: { notice: Notice; startedAt: number }): void {
  const { notice, startedAt } = post;
  const group = turn.state.groups.get(notice.group);
  const integration = turn.policy.receivers
    .get(notice.receiver)
    ?.find(({ key }) => key === notice.integration);
  const incident = incidentOfAlerts(turn.state, [...notice.firing, ...notice.resolved]);
  if (
    !group ||
    group.receiver !== notice.receiver ||
    !integration ||
    !incident ||
    incident.status === 'resolved'
  )
    return;
  const changedAt = incident.acknowledgedAt ?? incident.handedBack?.at ?? -Infinity;
  if (changedAt < startedAt) return;
  const why = incident.status === 'acknowledged' ? 'incident-acknowledged' : 'incident-handed-back';
  const { firing, resolved } = batchOf(turn.state, group, turn.now);
  queueUpdate(turn, { group, integration }, { why, firing, resolved });
}
