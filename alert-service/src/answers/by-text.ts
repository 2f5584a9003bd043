import type { Person } from '#core/on-call/directory';
import type { Via } from '@tocsin/model';
import { carryOut, type Doing } from './act.ts';
import type { AnswerDoor } from './answer-door.ts';
import { parseReply } from './reply.ts';
import { listWords, meantBy, severalWords } from './which.ts';

interface Written {
  readonly person: Person;
  readonly text: string;
  readonly via: Via;
  /** The message's own id: answering it twice is answering it once. */
  readonly once: string;
}

const usage =
  'Reply 1 to acknowledge, 2 to resolve, 3 to snooze for 1 h, 4 to say that you are awake; of several with its number, such as 1 12. 0 lists what is open.';
const codeOf: Partial<Record<Doing, string>> = { acknowledge: '1', resolve: '2', snooze: '3', awake: '4' };

/** A short text by a known person: does what it says, and tells what is true then. */
export async function answerText(door: AnswerDoor, { person, text, via, once }: Written): Promise<string> {
  const reply = parseReply(text);
  if (reply === 'list') return `${listWords(door, person)} ${usage}`;
  if (reply === 'unknown') return `Nothing was done. ${usage}`;
  const { does, forMs } = reply;
  const meant = reply.incident
    ? ({ kind: 'one', incident: reply.incident } as const)
    : meantBy(door, person, does);
  if (meant.kind === 'none') return 'Nothing is open that you were paged for: there is nothing to do.';
  if (meant.kind === 'several')
    return `Nothing was done. ${severalWords(meant.incidents, codeOf[does] ?? '1')}`;
  const { incident } = meant;
  const { words } = await carryOut(door, {
    ...{ person, incident, does, via, once },
    ...(forMs !== undefined && { forMs }),
  });
  return words;
}
