import { escalateNow } from '../escalate/ask.ts';
import type { CommandInput } from '../input.ts';
import { stopPages } from '../page/summon.ts';
import type { Turn } from '../turn.ts';
import type { CommandAnswer } from './command.ts';
import type { Incident } from './incident.ts';

type Asked<C extends CommandInput['command']> = Extract<CommandInput, { command: C }>;

/** Whose telephone shall be quiet must be known: somebody else's rings on. */
export function awake(turn: Turn, incident: Incident, { person, by }: Asked<'awake'>): CommandAnswer {
  if (person === undefined)
    return {
      kind: 'conflict',
      detail: `${by} is nobody of the directory, so no page is theirs: acknowledge ${incident.id} instead.`,
    };
  stopPages(turn, incident.id, { reason: 'awake', person });
  return { kind: 'incident', incident };
}

export function escalate(
  turn: Turn,
  incident: Incident,
  { targets, policy, by }: Asked<'escalate'>,
): CommandAnswer {
  const { words } = escalateNow(turn, incident, {
    ...(targets && { targets }),
    ...(policy !== undefined && { policy }),
    by,
  });
  return { kind: 'incident', incident: turn.state.incidents.get(incident.id) ?? incident, words };
}
