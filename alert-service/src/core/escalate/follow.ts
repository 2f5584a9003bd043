import type { IncidentChange } from '@tocsin/model';
import type { Incident } from '../incident/incident.ts';
import type { Turn } from '../turn.ts';
import { begin, pause, stop } from './begin.ts';
import { climb } from './climb.ts';
import { whyWait } from './condition.ts';
import { endTest, testIsOver } from './drill.ts';
import type { Escalation } from './escalation.ts';
import { gotWorse, tellSkipped } from './worse.ts';

export { escalateNow } from './ask.ts';
export { pageAnswered, pageFailed } from './page-ended.ts';

export interface Changed {
  readonly change: IncidentChange;
  /** Id of the person who did it. */
  readonly person?: string;
}

/**
 * An incident changed: its escalation begins, pauses, goes on or ends. Called once for each change, after it is kept. No
 * step runs here: it is made due.
 */
export function incidentChanged(turn: Turn, incident: Incident, { change, person }: Changed): void {
  if (incident.status === 'resolved')
    return stop(turn, incident, change === 'merged' ? 'incident-merged' : 'incident-resolved');
  switch (change) {
    case 'reopened':
      return begin(turn, incident, { why: 'reopened', anew: true });
    case 'handed-back':
      return begin(turn, incident, { why: 'handed-back' });
    case 'woken':
      return begin(turn, incident, { why: 'snooze-ended' });
    case 'acknowledgement-expired':
      return begin(turn, incident, { why: 'acknowledgement-expired' });
    case 'acknowledged':
    case 'assigned':
    case 'snoozed':
      return pause(turn, incident, { change, ...(person !== undefined && { person }) });
    case 'severity-raised':
      return gotWorse(turn, incident, 'severity-raised');
    case 'service-joined':
      return gotWorse(turn, incident, 'new-service');
    case 'declared':
    case 'noted':
    case 'prioritized':
    case 'related':
    case 'resolved':
      return;
    case 'opened':
    case 'joined':
    case 'merged':
    case 'split':
    case 'severity-set':
      return lookAgain(turn, incident);
  }
}

/** It should be on its way: what has none gets one, and what waits looks whether it still has to. */
function lookAgain(turn: Turn, incident: Incident): void {
  const escalation = turn.state.escalations.get(incident.id);
  if (!escalation) return begin(turn, incident, {});
  if (escalation.status === 'running' && escalation.waitsFor)
    put(turn, { ...escalation, nextStepAt: turn.now });
}

/** The next step of an incident's escalation is due. */
export function followEscalation(turn: Turn, id: string): void {
  const escalation = turn.state.escalations.get(id);
  const incident = turn.state.incidents.get(id);
  if (!escalation || escalation.status !== 'running') return;
  if (!incident) return turn.drop('escalation', id);
  if (incident.status === 'resolved') return stop(turn, incident, 'incident-resolved');
  if (testIsOver(turn, incident, escalation)) return endTest(turn, incident);
  if (incident.status !== 'triggered' && !escalation.despite)
    return pause(turn, incident, { change: incident.status });
  const wait = whyWait(turn, escalation, incident);
  if (wait) return putWaiting(turn, escalation, wait);
  const { waitsFor: _over, ...ready } = escalation;
  if (ready.raisedUntil !== undefined) return put(turn, tellSkipped(turn, incident, ready));
  const next = climb(turn, incident, ready);
  // What the step did to the incident came back here before it was kept.
  put(turn, ready.despite === 'once' ? settled(turn, next) : next);
}

/** A single step that was asked for by hand, while somebody has the incident. */
function settled({ state }: Turn, escalation: Escalation): Escalation {
  const { nextStepAt: _none, despite: _once, ...rest } = escalation;
  const status = state.incidents.get(escalation.incident)?.status;
  const because = status === 'snoozed' ? 'incident-snoozed' : 'incident-acknowledged';
  return { ...rest, status: 'paused', because };
}

function putWaiting(
  turn: Turn,
  escalation: Escalation,
  { reason, until }: NonNullable<ReturnType<typeof whyWait>>,
): void {
  put(turn, { ...escalation, nextStepAt: until, waitsFor: reason });
  if (escalation.waitsFor === reason) return;
  turn.record({
    kind: 'escalation',
    incident: escalation.incident,
    policy: escalation.policy.id,
    change: 'waits',
    step: escalation.step,
    why: reason,
    nextAt: until,
  });
}

const put = (turn: Turn, escalation: Escalation): void =>
  turn.put('escalation', escalation.incident, escalation);

/** A configuration may bring a policy to incidents that had none. */
export function followPolicies(turn: Turn): void {
  for (const incident of [...turn.state.incidents.values()].sort((a, b) => (a.id < b.id ? -1 : 1)))
    if (incident.status === 'triggered') lookAgain(turn, incident);
}

/** The clock was set back by so much: due times move with it. */
export function shiftEscalations(turn: Turn, byMs: number): void {
  for (const escalation of [...turn.state.escalations.values()]) {
    if (escalation.status === 'stopped') continue;
    const { nextStepAt, steppedAt, lastResortAt, raisedUntil } = escalation;
    put(turn, {
      ...escalation,
      startedAt: escalation.startedAt - byMs,
      ...(nextStepAt !== undefined && { nextStepAt: nextStepAt - byMs }),
      ...(steppedAt !== undefined && { steppedAt: steppedAt - byMs }),
      ...(lastResortAt !== undefined && { lastResortAt: lastResortAt - byMs }),
      ...(raisedUntil !== undefined && { raisedUntil: raisedUntil - byMs }),
    });
  }
}
