import { prompted } from '#channels/twilio-call/spoken';
import { hangUp, response, say } from '#channels/twilio-call/twiml';
import { oneLine } from '#lib/plain-text';
import { carryOut, type Doing, standing } from '../act.ts';
import type { AnswerDoor } from '../answer-door.ts';
import type { AnswerToken } from '../tokens.ts';

const keys: Readonly<Record<string, Doing>> = {
  4: 'acknowledge',
  5: 'snooze',
  6: 'resolve',
  7: 'awake',
};

interface Call {
  readonly token: AnswerToken;
  /** Where Twilio asks again. */
  readonly url: string;
  readonly form: URLSearchParams;
}

/** TwiML that answers a key that was pressed in a call, or says again what it is about. */
export async function answerCall(door: AnswerDoor, { token, url, form }: Call): Promise<string> {
  const person = door.person(token.person);
  const incident = door.incident(token.incident);
  if (!person || !incident)
    return response(say('This is not known any more: there is nothing to do. Goodbye.'), hangUp);
  const about = say(`${oneLine(incident.title, 200)}. ${standing(door, incident, person)}`);
  const digit = form.get('Digits') ?? '';
  const does = Object.hasOwn(keys, digit) ? keys[digit] : undefined;
  if (!does) return prompted(url, [...(digit === '' ? [] : [say('That key does nothing.')]), about]);
  const once = `${form.get('CallSid') ?? ''}:${digit}`;
  const { became, words } = await carryOut(door, {
    ...{ person, incident: incident.id, does, via: 'call', once },
  });
  return became === 'later' ? prompted(url, [say(words)]) : response(say(words), say('Goodbye.'), hangUp);
}
