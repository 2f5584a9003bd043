import type { NotPagedReason, PageReason } from '@tocsin/model';
import type { Incident } from '../incident/incident.ts';
import { refreshPages } from '../page/stop.ts';
import { stopPages, summon } from '../page/summon.ts';
import type { Turn } from '../turn.ts';
import type { Escalation } from './escalation.ts';
import type { Ladder } from './policy.ts';
import { snapshotOf, withoutPolicy } from './snapshot.ts';

interface Beginning {
  readonly why?: PageReason;
  /** With the policy as it is now; otherwise with the snapshot that it went along. */
  readonly anew?: boolean;
}

/** From the first step, now. An incident without a policy pages nobody. */
export function begin(turn: Turn, incident: Incident, { why, anew }: Beginning): void {
  if (incident.status !== 'triggered') return;
  // What was posted says that somebody has it, or that it is over.
  refreshPages(turn, incident.id);
  const before = turn.state.escalations.get(incident.id);
  const policy = before && !anew ? before.policy : ladderOf(turn, incident);
  if (!policy) {
    // It has none any more: the way that it went before is over.
    if (before) turn.drop('escalation', incident.id);
    return;
  }
  setOut(turn, { incident, policy, ...(before && !anew && { before }), ...(why && { why }) });
}

interface SettingOut {
  readonly incident: Incident;
  readonly policy: Ladder;
  readonly before?: Escalation;
  readonly why?: PageReason;
  /** The first step is due then; absent: now. */
  readonly at?: number;
  readonly despite?: Escalation['despite'];
}

export function setOut(turn: Turn, { incident, policy, before, why, at, despite }: SettingOut): void {
  const nextStepAt = at ?? turn.now;
  turn.put('escalation', incident.id, {
    incident: incident.id,
    policy,
    startedAt: before?.startedAt ?? turn.now,
    setOutAt: turn.now,
    status: 'running',
    ...{ step: 0, stepRepeats: 0, policyRepeats: 0, nextStepAt },
    ...(why && { why }),
    ...(incident.origin?.kind === 'test' && { test: true }),
    ...(despite && { despite }),
  });
  turn.record({
    kind: 'escalation',
    incident: incident.id,
    policy: policy.id,
    change: before ? 'resumed' : 'started',
    ...(why && { why }),
    nextAt: nextStepAt,
  });
}

/** A policy that is named and gone is no reason to page nobody: the last resort of all is. */
export function ladderOf({ state, policy }: Turn, incident: Incident): Ladder | undefined {
  const id = wantedPolicy({ policy }, incident);
  return id === undefined ? undefined : (snapshotOf(state.directory, id) ?? withoutPolicy(id));
}

export const wantedPolicy = ({ policy }: Pick<Turn, 'policy'>, incident: Incident): string | undefined =>
  incident.policy ?? policy.onCall.escalations.get(incident.receiver);

interface Pausing {
  readonly change: 'acknowledged' | 'assigned' | 'snoozed';
  readonly person?: string;
}

/** Somebody has it, or will be asked later. Whoever was given it by somebody else is told so. */
export function pause(turn: Turn, incident: Incident, { change, person }: Pausing): void {
  const because = change === 'snoozed' ? 'incident-snoozed' : 'incident-acknowledged';
  stopPages(turn, incident.id, { reason: because });
  halt(turn, incident, { because, status: 'paused' });
  const { assigneeId } = incident;
  if (change !== 'assigned' || assigneeId === undefined || assigneeId === person) return;
  const told = summon(turn, { incident, target: { kind: 'person', id: assigneeId }, why: 'assigned' });
  if (typeof told === 'string' && told !== 'quiet-hours') goOn(turn, incident);
}

/** Whoever was given it cannot be told: then it is nobody's. */
function goOn(turn: Turn, incident: Incident): void {
  const before = turn.state.escalations.get(incident.id);
  const policy = before?.policy ?? ladderOf(turn, incident);
  if (policy) setOut(turn, { incident, policy, despite: 'worse', ...(before && { before }) });
}

export function stop(turn: Turn, incident: Incident, because: NotPagedReason): void {
  stopPages(turn, incident.id, { reason: because });
  halt(turn, incident, { because, status: 'stopped' });
}

interface Halt {
  readonly because: NotPagedReason;
  readonly status: 'paused' | 'stopped';
}

function halt(turn: Turn, incident: Incident, { because, status }: Halt): void {
  const before = turn.state.escalations.get(incident.id);
  if (!before || before.status === 'stopped') return;
  const {
    nextStepAt: _due,
    why: _said,
    waitsFor: _wait,
    raisedUntil: _raised,
    despite: _worse,
    ...rest
  } = before;
  if (before.test && status === 'paused')
    // An answer is what a test waits for: it ends.
    return turn.put('escalation', incident.id, { ...rest, status: 'running', nextStepAt: turn.now });
  turn.put('escalation', incident.id, { ...rest, status, because });
  if (before.status === status && before.because === because) return;
  turn.record({
    kind: 'escalation',
    incident: incident.id,
    policy: before.policy.id,
    change: status,
    why: because,
  });
}
