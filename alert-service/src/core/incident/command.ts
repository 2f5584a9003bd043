import type { CommandInput } from '../input.ts';
import { askedBefore, keepRequest } from '../once.ts';
import type { Turn } from '../turn.ts';
import { awake, escalate } from './ask.ts';
import { endBy, reopenBy } from './end.ts';
import { acknowledge, assign, handBack, snooze, wake } from './hold.ts';
import type { Incident } from './incident.ts';
import { declareIncident, note, prioritize, relate, setSeverity } from './mark.ts';
import { merge, split } from './parts.ts';

export type CommandAnswer =
  | {
      readonly kind: 'incident';
      readonly incident: Incident;
      /** What was done, where the incident does not say it: "Mia is paged." */
      readonly words?: string;
    }
  | { readonly kind: 'not-found'; readonly detail: string }
  | {
      readonly kind: 'conflict';
      readonly detail: string;
      /** The incident has changed since; the idempotency key stood for another request. Absent: what it says. */
      readonly because?: 'version' | 'request';
    };

/** What a person does with an incident. Doing it twice is answered like doing it once. */
export function command(turn: Turn, input: CommandInput): CommandAnswer {
  const { incidents } = turn.state;
  const before = askedBefore(turn, input.request);
  if (before?.kind === 'other') return { kind: 'conflict', detail: before.detail, because: 'request' };
  const incident = incidents.get(before?.subject ?? input.incident);
  if (!incident) return { kind: 'not-found', detail: `There is no incident ${input.incident}.` };
  if (before) return { kind: 'incident', incident };
  const refused = refusal(incident, input);
  if (refused) return refused;
  const answer = obey(turn, incident, input);
  if (answer.kind === 'incident') keepRequest(turn, input.request, answer.incident.id);
  return answer;
}

/** What can be done with one that is over. */
const stillPossible: readonly CommandInput['command'][] = ['note', 'relate', 'set-priority', 'reopen'];

function refusal(incident: Incident, { version, command: asked }: CommandInput): CommandAnswer | undefined {
  const { id, version: current = 0, status, mergedInto } = incident;
  if (version !== undefined && version !== current) {
    const detail = `${id} has changed since you saw it (version ${version}, now ${current}): look at it again.`;
    return { kind: 'conflict', detail, because: 'version' };
  }
  if (status !== 'resolved' || stillPossible.includes(asked)) return undefined;
  const detail =
    mergedInto === undefined
      ? `${id} has already ended.`
      : `${id} is part of ${mergedInto} now: answer there.`;
  return { kind: 'conflict', detail };
}

function obey(turn: Turn, incident: Incident, input: CommandInput): CommandAnswer {
  switch (input.command) {
    case 'acknowledge':
      return acknowledge(turn, incident, input);
    case 'hand-back':
      return handBack(turn, incident, input);
    case 'snooze':
      return snooze(turn, incident, input);
    case 'wake':
      return wake(turn, incident, input);
    case 'assign':
      return assign(turn, incident, input);
    case 'resolve':
      return endBy(turn, incident, { actor: input, resolution: input.resolution });
    case 'reopen':
      return reopenBy(turn, incident, input);
    case 'note':
      return note(turn, incident, input);
    case 'set-priority':
      return prioritize(turn, incident, input);
    case 'set-severity':
      return setSeverity(turn, incident, input);
    case 'merge':
      return merge(turn, incident, input);
    case 'split':
      return split(turn, incident, input);
    case 'relate':
      return relate(turn, incident, input);
    case 'declare':
      return { kind: 'incident', incident: declareIncident(turn, incident, input) };
    case 'awake':
      return awake(turn, incident, input);
    case 'escalate':
      return escalate(turn, incident, input);
  }
}
