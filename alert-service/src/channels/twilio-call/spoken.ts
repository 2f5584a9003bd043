import type { Message } from '../channel.ts';
import { factsOf } from '../facts.ts';
import { capped } from '#lib/plain-text';
import { titleWords } from '../sentences.ts';
import { gather, hangUp, pause, response, say, type TwiML } from './twiml.ts';

const longestTitle = 200;
export const keyWords =
  'Press 4 to acknowledge, 6 to resolve, 5 to snooze for an hour, 7 to say that you are awake.';

/**
 * All that a call says goes out with it, so that it speaks even while Twilio cannot reach us; only a key needs us. Said
 * twice: who is woken hears half of the first.
 */
export function spoken(message: Message): string {
  const { answers, notice } = message;
  const code = notice.page?.code;
  if (code !== undefined) return response(...twice([say(codeWords(code))]), hangUp);
  const said = say(incidentWords(message));
  if (!answers) return response(...twice([said]), hangUp);
  return prompted(answers.voice, [said]);
}

export const prompted = (action: string, said: readonly TwiML[]): string =>
  response(gather(action, twice([...said, say(keyWords)])), say('No key was pressed. Goodbye.'), hangUp);

const twice = (said: readonly TwiML[]): readonly TwiML[] => [...said, pause, ...said];

function incidentWords(message: Message): string {
  const facts = factsOf(message);
  const test = message.notice.page?.why === 'test' ? 'This is a test, nothing is wrong. ' : '';
  const since = facts.state === 'resolved' || facts.digest ? '' : ` Since ${facts.since}.`;
  const who = message.notice.page?.person;
  const hello = who === undefined ? 'Tocsin calls.' : `Tocsin calls ${capped(who, 60)}.`;
  return `${hello} ${test}${capped(titleWords(facts), longestTitle)}.${since}`.replaceAll('\u00a0', ' ');
}

/** Digit by digit, with time to write. */
const codeWords = (code: string): string => `Your code for Tocsin is: ${[...code].join(', ')}.`;
