import type { IncidentChange, Notice, UpdateReason } from '@tocsin/model';
import { batchOf } from '../group/batch.ts';
import { queueUpdate } from '../notify/outbox.ts';
import type { Turn } from '../turn.ts';
import { incidentOfAlerts } from './home.ts';
import type { Incident } from './incident.ts';

/** Why a post is updated after a change. What its alerts do is told by their own flush, aloud. */
const updates: Readonly<Partial<Record<IncidentChange, UpdateReason>>> = {
  acknowledged: 'incident-acknowledged',
  assigned: 'incident-acknowledged',
  'handed-back': 'incident-handed-back',
  'acknowledgement-expired': 'incident-handed-back',
  woken: 'incident-handed-back',
  reopened: 'incident-handed-back',
  snoozed: 'incident-snoozed',
  resolved: 'incident-resolved',
  merged: 'incident-resolved',
  'severity-set': 'incident-changed',
  prioritized: 'incident-changed',
  noted: 'incident-changed',
  declared: 'incident-changed',
};

const byAlerts: readonly IncidentChange[] = ['reopened', 'resolved', 'merged'];

export const updateFor = (change: IncidentChange, byPerson: boolean): UpdateReason | undefined =>
  byPerson || !byAlerts.includes(change) ? updates[change] : undefined;

/** Every group of the incident's alerts, so that what another receiver posted changes too. */
export function updatePosts(turn: Turn, incident: Incident, why: UpdateReason): void {
  const groups = new Set(incident.alerts.flatMap((each) => turn.state.alerts.get(each)?.groups ?? []));
  for (const key of groups) {
    const group = turn.state.groups.get(key);
    if (!group) continue;
    const { firing, resolved } = batchOf(turn.state, group, turn.now);
    for (const integration of turn.policy.receivers.get(group.receiver) ?? [])
      queueUpdate(turn, { group, integration }, { why, firing, resolved });
  }
}

/** Somebody took the incident, gave it back or ended it while the post was under way: it says otherwise. */
export function updateLatePost(turn: Turn, post: { notice: Notice; startedAt: number }): void {
  const { notice, startedAt } = post;
  const group = turn.state.groups.get(notice.group);
  const integration = turn.policy.receivers
    .get(notice.receiver)
    ?.find(({ key }) => key === notice.integration);
  if (!group || group.receiver !== notice.receiver || !integration) return;
  const incident = incidentOfAlerts(turn.state, [...notice.firing, ...notice.resolved]);
  const why = incident && shownWhy(incident);
  if (!why || shownAt(incident) < startedAt) return;
  const { firing, resolved } = batchOf(turn.state, group, turn.now);
  queueUpdate(turn, { group, integration }, { why, firing, resolved });
}

/** Rows of older versions have no `shownAt`. */
const shownAt = ({ shownAt: at, acknowledgedAt, handedBack }: Incident): number =>
  at ?? acknowledgedAt ?? handedBack?.at ?? -Infinity;

function shownWhy({ status, resolvedBy }: Incident): UpdateReason | undefined {
  switch (status) {
    case 'acknowledged':
      return 'incident-acknowledged';
    case 'snoozed':
      return 'incident-snoozed';
    case 'triggered':
      return 'incident-handed-back';
    case 'resolved':
      return resolvedBy === undefined ? undefined : 'incident-resolved';
  }
}
