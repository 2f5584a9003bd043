import { message, response } from '#channels/twilio-call/twiml';
import { fitted } from '#channels/twilio-sms/gsm7';
import { createMemory } from '../memory.ts';
import type { AnswerDoor } from '../answer-door.ts';
import { answerText } from '../by-text.ts';

const hourMs = 3_600_000;

/** TwiML that answers an SMS that Twilio took in. */
export type AnswerSms = (form: URLSearchParams) => Promise<string>;

/**
 * Who it is says the number, where it is one that somebody has proved to be theirs. Another number is told so once an
 * hour, and nothing is done: two machines must not answer each other for ever.
 */
export function createSmsAnswers(door: AnswerDoor): AnswerSms {
  const answered = createMemory<Promise<string>>({ clock: door.clock, keptMs: 24 * hourMs, most: 1_000 });
  const strangers = createMemory<true>({ clock: door.clock, keptMs: hourMs, most: 1_000 });
  const answer = async (form: URLSearchParams): Promise<string> => {
    const from = form.get('From') ?? '';
    const person = door.personBy('sms', from) ?? door.personBy('call', from);
    if (person) {
      const asked = { person, text: form.get('Body') ?? '', via: 'sms', once: sidOf(form) } as const;
      return replied(await answerText(door, asked));
    }
    door.log.warn('An SMS came from a number that is nobody’s', { last: from.slice(-4) });
    if (strangers.get(from)) return response();
    strangers.set(from, true);
    return replied(
      'This number is not one that Tocsin knows: nothing was done. Add it to your contact methods first.',
    );
  };
  return (form) => {
    const sid = sidOf(form);
    if (sid === '') return Promise.resolve(response());
    const known = answered.get(sid) ?? answer(form);
    answered.set(sid, known);
    return known;
  };
}

const sidOf = (form: URLSearchParams): string => form.get('MessageSid') ?? form.get('SmsSid') ?? '';

const replied = (words: string): string =>
  response(message(fitted({ before: '', middle: words, after: '' })));
