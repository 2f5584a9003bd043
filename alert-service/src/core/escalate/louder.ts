import type { Incident } from '../incident/incident.ts';
import { type Person, personIn } from '../on-call/directory.ts';
import type { Page } from '../page/page.ts';
import { summon } from '../page/summon.ts';
import type { Turn } from '../turn.ts';
import { pagesOf } from './called.ts';
import { tellStep } from './climb.ts';
import { whySkipped } from './condition.ts';
import type { Escalation } from './escalation.ts';

/** Those steps behind us that hold now, and those people who want to be told more loudly. The ladder stays where it is. */
export function tellSkipped(turn: Turn, incident: Incident, escalation: Escalation): Escalation {
  const { raisedUntil, ...rest } = escalation;
  const pages = pagesOf(turn.state, incident.id).flatMap((page) => tellLouder(turn, incident, page) ?? []);
  const skipped: number[] = [];
  for (const index of escalation.skipped ?? []) {
    const step = escalation.policy.steps[index];
    if (!step || index >= escalation.step) continue;
    if (whySkipped(turn, incident, step)) skipped.push(index);
    else {
      const told = tellStep(turn, incident, { escalation, step, index, why: 'severity-raised' });
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

/** The id of the page that takes its place. */
function tellLouder(turn: Turn, incident: Incident, page: Page): string | undefined {
  const { target, ended, severity, level, policy, schedule } = page;
  if (ended || target.kind !== 'person' || severity === incident.severity) return undefined;
  const person = personIn(turn.state.directory, target.id);
  const heard = new Set(contactsFor(person, severity));
  const wantsMore = contactsFor(person, incident.severity).some((contact) => !heard.has(contact));
  if (!wantsMore && !(incident.severity === 'critical' && isPutOff(page))) return undefined;
  const louder = summon(turn, {
    ...{ incident, target, why: 'severity-raised' },
    ...(level !== undefined && { level }),
    ...(policy !== undefined && { policy }),
    ...(schedule !== undefined && { schedule }),
  });
  return typeof louder === 'string' ? undefined : louder.id;
}

/** Until the end of quiet hours, or for want of room in a storm: nothing critical waits for either. */
const isPutOff = ({ contacts }: Page): boolean =>
  contacts.some(
    ({ status, reason }) =>
      status === 'waiting' && (reason === 'quiet-hours-until' || reason === 'storm-digest'),
  );

/** By their rules; without any for a severity all of them. */
function contactsFor(person: Person | undefined, severity: Incident['severity']): readonly string[] {
  const rules = person?.rules[severity];
  if (rules) return rules.map(({ contact }) => contact);
  return (person?.contacts ?? []).map(({ id }) => id);
}
