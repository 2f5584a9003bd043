import type { OpenIncidentInput } from '../input.ts';
import { objectIn, objectsIn } from '../on-call/directory.ts';
import { askedBefore, keepRequest } from '../once.ts';
import type { Turn } from '../turn.ts';
import { changeIncident } from './change.ts';
import type { CommandAnswer } from './command.ts';
import { type Incident, ownGroup } from './incident.ts';
import { respondBy } from './severity.ts';

/** Opens an incident without alerts: only people end it. */
export function openByHand(turn: Turn, input: OpenIncidentInput): CommandAnswer {
  const before = askedBefore(turn, input.request);
  if (before?.kind === 'other') return { kind: 'conflict', detail: before.detail, because: 'request' };
  const made = turn.state.incidents.get(before?.subject ?? '');
  if (made) return { kind: 'incident', incident: made };
  const refused = unknownPolicy(turn, input);
  if (refused) return refused;
  turn.state.incidentCount += 1;
  const incident = opened(turn, input, `INC-${turn.state.incidentCount}`);
  const kept = changeIncident(turn, incident, { change: 'opened', actor: input });
  keepRequest(turn, input.request, kept.id);
  return { kind: 'incident', incident: kept };
}

function opened({ policy, now }: Turn, input: OpenIncidentInput, id: string): Incident {
  const { title, description, severity, service, labels, origin, by, policy: along } = input;
  return {
    ...{ id, group: ownGroup(id), groupLabels: labels, receiver: '' },
    origin: { kind: origin, by },
    status: 'triggered',
    ...{ severity, title, alerts: [], openedAt: now },
    ...(description !== undefined && { description }),
    ...(service !== undefined && { service, services: [service] }),
    respondBy: respondBy(policy, severity, now),
    ...(along !== undefined && { policy: along }),
  };
}

function unknownPolicy({ state }: Turn, { policy }: OpenIncidentInput): CommandAnswer | undefined {
  if (policy === undefined || objectIn(state.directory, { kind: 'policy', id: policy })) return undefined;
  const known = objectsIn(state.directory, 'policy').map(({ id }) => id);
  const remedy = known.length > 0 ? `There are ${known.join(', ')}.` : 'There are no policies yet.';
  return { kind: 'not-found', detail: `There is no policy ${policy}. ${remedy}` };
}
