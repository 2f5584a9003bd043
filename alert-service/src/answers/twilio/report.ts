import type { AnswerDoor } from '../answer-door.ts';
import type { AnswerToken } from '../tokens.ts';

/** https://www.twilio.com/docs/voice/api/call-resource#call-status-values */
const unanswered: ReadonlyMap<string, string> = new Map([
  ['busy', 'it was busy'],
  ['no-answer', 'nobody picked up'],
  ['canceled', 'it was broken off'],
  ['failed', 'it could not be connected'],
]);

/** Of an SMS: what a network says of a number that will not get one tomorrow either. https://www.twilio.com/docs/api/errors */
const deadNumber: ReadonlyMap<string, string> = new Map([
  ['30004', 'the number blocks our messages'],
  ['30005', 'the network does not know the number'],
  ['30006', 'it is a landline, or cannot get SMS'],
  ['21610', 'they have unsubscribed by STOP'],
  ['21614', 'the number cannot get SMS'],
]);

/**
 * What became of a call or an SMS after Twilio had taken it, a minute later: noted in the incident's timeline, since the
 * next contact was due by its own time all along. A number that is dead is marked so.
 */
export async function takeReport(door: AnswerDoor, token: AnswerToken, form: URLSearchParams): Promise<void> {
  const name = door.person(token.person)?.name ?? token.person;
  const call = unanswered.get(form.get('CallStatus') ?? '');
  if (call !== undefined)
    return note(door, { token, form, via: 'call', text: `The call to ${name}: ${call}.` });
  if (!['undelivered', 'failed'].includes(form.get('MessageStatus') ?? '')) return;
  const code = form.get('ErrorCode') ?? '';
  const dead = deadNumber.get(code);
  if (dead !== undefined)
    await door.bounced({ person: token.person, contact: token.contact, error: `Twilio: ${dead} (${code})` });
  const why = dead ?? 'it did not arrive';
  await note(door, {
    token,
    form,
    via: 'sms',
    text: `The SMS to ${name}: ${why}${code ? ` (${code})` : ''}.`,
  });
}

interface Noted {
  readonly token: AnswerToken;
  readonly form: URLSearchParams;
  readonly via: 'call' | 'sms';
  readonly text: string;
}

async function note(door: AnswerDoor, { token: { incident }, form, via, text }: Noted): Promise<void> {
  if (!door.incident(incident)) return;
  const sid = form.get('CallSid') ?? form.get('MessageSid') ?? '';
  const request = { key: `twilio report:${sid}`, hash: text };
  await door.act({ command: 'note', incident, by: 'Tocsin', via, text, request });
}
