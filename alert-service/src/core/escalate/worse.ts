import type { Incident } from '../incident/incident.ts';
import { personIn } from '../on-call/directory.ts';
import type { Person } from '../on-call/directory.ts';
import type { Page } from '../page/page.ts';
import { stopPages, summon } from '../page/summon.ts';
import type { Turn } from '../turn.ts';
import { begin, ladderOf, setOut } from './begin.ts';
import { pagesOf } from './called.ts';
import { tellStep } from './climb.ts';
import { whySkipped } from './condition.ts';
import type { Escalation } from './escalation.ts';
import type { Ladder } from './policy.ts';

type Worse = 'severity-raised' | 'new-service';

/** Of a policy whose first step says nothing. */
const usualWaitMs = 5 * 60_000;

/**
 * More severe than it was, or another service is hit. Somebody has it: they are paged, and if they say nothing within the
 * wait of the first step, the policy begins. Nobody has it: steps that were skipped are asked again, and who was paged is
 * paged anew only where their rules for this severity name further contacts.
 */
export function gotWorse(turn: Turn, incident: Incident, why: Worse): void {
  const escalation = turn.state.escalations.get(incident.id);
  if (incident.status !== 'triggered') return askOwner(turn, incident, why);
  if (!escalation || escalation.status === 'paused') return begin(turn, incident, { why });
  if (why === 'new-service') return;
  if (escalation.status === 'finished') return begin(turn, incident, { why });
  if (escalation.status === 'running')
    turn.put('escalation', incident.id, {
      ...escalation,
      raisedUntil: escalation.raisedUntil ?? escalation.nextStepAt ?? turn.now,
      nextStepAt: turn.now,
    });
}

function askOwner(turn: Turn, incident: Incident, why: Worse): void {
  const { assigneeId } = incident;
  const before = turn.state.escalations.get(incident.id);
  const policy = before?.policy ?? ladderOf(turn, incident);
  const page =
    assigneeId !== undefined && incident.status === 'acknowledged'
      ? summon(turn, { incident, target: { kind: 'person', id: assigneeId }, why })
      : undefined;
  // Already on its way in spite of them: no later than it was.
  if (!policy || (before?.status === 'running' && before.despite)) return;
  const paged = page !== undefined && typeof page !== 'string';
  const at = paged ? turn.now + firstWait(policy) : turn.now;
  setOut(turn, { ...{ incident, policy, why, at, despite: 'worse' }, ...(before && { before }) });
}

const firstWait = ({ steps }: Ladder): number => steps[0]?.waitMs || usualWaitMs;

/** Those steps behind us that hold now, and those people who want to be told more loudly. The ladder stays where it is. */
export function tellSkipped(turn: Turn, incident: Incident, escalation: Escalation): Escalation {
  const { raisedUntil, ...rest } = escalation;
  for (const page of pagesOf(turn.state, incident.id)) tellLouder(turn, incident, page);
  const pages: string[] = [];
  const skipped: number[] = [];
  for (const index of escalation.skipped ?? []) {
    const step = escalation.policy.steps[index];
    if (!step || index >= escalation.step) continue;
    if (whySkipped(turn, incident, step)) skipped.push(index);
    else {
      const told = tellStep(turn, incident, { escalation, step, why: 'severity-raised' });
      pages.push(...told.pages.map(({ id }) => id));
    }
  }
  return {
    ...rest,
    skipped,
    nextStepAt: Math.max(raisedUntil ?? turn.now, turn.now),
    pages: [...(escalation.pages ?? []), ...pages],
  };
}

function tellLouder(
  turn: Turn,
  incident: Incident,
  { target, ended, severity, level, policy, schedule }: Page,
): void {
  if (ended || target.kind !== 'person' || severity === incident.severity) return;
  const person = personIn(turn.state.directory, target.id);
  const heard = new Set(contactsFor(person, severity));
  if (contactsFor(person, incident.severity).every((contact) => heard.has(contact))) return;
  stopPages(turn, incident.id, { reason: 'replaced', person: target.id });
  summon(turn, {
    ...{ incident, target, why: 'severity-raised' },
    ...(level !== undefined && { level }),
    ...(policy !== undefined && { policy }),
    ...(schedule !== undefined && { schedule }),
  });
}

/** By their rules; without any for a severity all of them. */
function contactsFor(person: Person | undefined, severity: Incident['severity']): readonly string[] {
  const rules = person?.rules[severity];
  if (rules) return rules.map(({ contact }) => contact);
  return (person?.contacts ?? []).map(({ id }) => id);
}
