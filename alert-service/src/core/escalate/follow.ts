import { updatePosts } from '../incident/posts.ts';
import type { Turn } from '../turn.ts';
import { pause, stop } from './begin.ts';
import { climb } from './climb.ts';
import { whyWait } from './condition.ts';
import { endOfTest, endTest, testIsOver } from './drill.ts';
import type { Escalation } from './escalation.ts';
import { tellSkipped } from './louder.ts';

export { escalateNow } from './ask.ts';
export { pageAnswered, pageFailed } from './page-ended.ts';

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
  put(turn, ready.despite === 'once' ? settled(turn, next) : next);
  if (next.test && next.status === 'finished') return put(turn, lingering(turn, next));
  if (next.test && next.nextStepAt !== undefined)
    put(turn, { ...next, nextStepAt: Math.min(next.nextStepAt, endOfTest(next)) });
  // What was posted says when the next step is.
  updatePosts(turn, turn.state.incidents.get(id) ?? incident, 'incident-changed');
}

/** A test that could only go to the last resort: its page has a minute to arrive. */
const lingering = ({ now }: Turn, escalation: Escalation): Escalation => ({
  ...escalation,
  status: 'running',
  steppedAt: now,
  nextStepAt: now + 60_000,
});

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

/** The clock was set back by so much: due times move with it. */
export function shiftEscalations(turn: Turn, byMs: number): void {
  for (const escalation of [...turn.state.escalations.values()]) {
    if (escalation.status === 'stopped') continue;
    const { setOutAt, nextStepAt, steppedAt, lastResortAt, raisedUntil } = escalation;
    put(turn, {
      ...escalation,
      startedAt: escalation.startedAt - byMs,
      ...(setOutAt !== undefined && { setOutAt: setOutAt - byMs }),
      ...(nextStepAt !== undefined && { nextStepAt: nextStepAt - byMs }),
      ...(steppedAt !== undefined && { steppedAt: steppedAt - byMs }),
      ...(lastResortAt !== undefined && { lastResortAt: lastResortAt - byMs }),
      ...(raisedUntil !== undefined && { raisedUntil: raisedUntil - byMs }),
    });
  }
}
