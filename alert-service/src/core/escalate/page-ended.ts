import type { NotPagedReason } from '@tocsin/model';
import type { Page } from '../page/page.ts';
import type { Turn } from '../turn.ts';
import { setOut } from './begin.ts';
import { isInVain } from './called.ts';
import type { Escalation } from './escalation.ts';
import { isEmergency, tellEmergency } from './last-resort.ts';
import { recordNobody } from './tell.ts';

/**
 * No message of a page could be delivered, or none for a minute: its escalation does not wait for an answer that cannot
 * come. Once for each step, and only where nobody else was reached by it.
 */
export function pageFailed(turn: Turn, page: Page, why: NotPagedReason | 'contact-gave-up'): void {
  const incident = turn.state.incidents.get(page.incident);
  const escalation = turn.state.escalations.get(page.incident);
  if (!incident || incident.status === 'resolved' || !escalation) return;
  // What a test waits for may still arrive.
  if (escalation.test && !page.ended) return;
  const because = why === 'contact-gave-up' ? 'not-delivered' : why;
  const asked = `${page.target.kind} ${page.target.id}`;
  recordNobody(turn, { incident, policy: escalation.policy.id }, { asked, why: because });
  const ofStep = escalation.pages?.includes(page.id) ?? false;
  if (ofStep && !stepIsLost(turn, escalation)) return;
  if (escalation.status === 'running' && ofStep) return hasten(turn, escalation);
  if (escalation.status === 'finished' && ofStep) {
    turn.put('escalation', escalation.incident, { ...escalation, pages: [] });
    if (!isEmergency(turn, page)) tellEmergency(turn, incident, escalation);
    return;
  }
  if (page.why === 'assigned' || page.why === 'severity-raised' || page.why === 'new-service')
    beginDespite(turn, escalation, page);
}

const stepIsLost = ({ state }: Turn, { pages = [] }: Escalation): boolean =>
  pages.every((id) => {
    const page = state.pages.get(id);
    return !page || isInVain(page);
  });

function hasten(turn: Turn, escalation: Escalation): void {
  turn.put('escalation', escalation.incident, { ...escalation, pages: [], nextStepAt: turn.now });
}

/** Whoever has the incident cannot be reached: then it is nobody's. */
function beginDespite(turn: Turn, before: Escalation, { incident: id, why }: Page): void {
  const incident = turn.state.incidents.get(id);
  if (!incident || (before.status === 'running' && before.step > 0)) return;
  // Only the one who could not be reached was given it.
  const passedOn = why === 'assigned' ? {} : { why };
  setOut(turn, { incident, policy: before.policy, before, despite: 'worse', ...passedOn });
}

/** An automation has answered: the ladder need not wait for it any longer than its step says. */
export function pageAnswered(turn: Turn, page: Page): void {
  const escalation = turn.state.escalations.get(page.incident);
  if (page.target.kind !== 'automation' || escalation?.status !== 'running') return;
  if (!escalation.pages?.includes(page.id) || escalation.nextStepAt === undefined) return;
  const { policy, stepRepeats, step, steppedAt = turn.now } = escalation;
  const ran = policy.steps[stepRepeats > 0 ? step : step - 1];
  const nextStepAt = Math.max(turn.now, steppedAt + (ran?.waitMs ?? 0));
  if (nextStepAt < escalation.nextStepAt)
    turn.put('escalation', escalation.incident, { ...escalation, nextStepAt });
}
