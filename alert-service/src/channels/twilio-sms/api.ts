import { z } from 'zod';
import type { TwilioSettings } from '#config/twilio-config';
import type { Outcome } from '../channel.ts';
import type { Line, Reply } from '../http-line.ts';

/** https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions */
const Answered = z.object({
  sid: z.string().optional(),
  code: z.number().optional(),
  message: z.string().optional(),
});

/** What to do about the refusals that a person can mend: https://www.twilio.com/docs/api/errors */
const remedies: Readonly<Record<number, string>> = {
  20003: 'check account_sid and auth_token of twilio in tocsin.yml',
  21210: 'check from of twilio in tocsin.yml: it is not a verified number of the account',
  21211: 'check the number: it is not a valid one',
  21214: 'check the number: it cannot be reached',
  21408: 'allow this country in the geographic permissions of the Twilio account',
  21215: 'allow this country in the geographic permissions of the Twilio account',
  21606: 'check from of twilio in tocsin.yml: it cannot send SMS there',
  21608: 'a trial account reaches verified numbers only: verify it in the Twilio console',
  21610: 'they have unsubscribed by STOP: they write START to this number',
  21614: 'check the number: it cannot get SMS',
};

/** Creates a message or a call. https://www.twilio.com/docs/usage/requests-to-twilio */
export async function created(
  kind: 'Messages' | 'Calls',
  form: Readonly<Record<string, string>>,
  { twilio, line }: { readonly twilio: TwilioSettings; readonly line: Line },
): Promise<Outcome> {
  const { accountSid, apiUrl } = twilio;
  const login = `${accountSid}:${line.reveal(twilio.authToken)}`;
  const basic = Buffer.from(login).toString('base64');
  line.hide(basic);
  const reply = await line.ask({
    url: `${apiUrl}/2010-04-01/Accounts/${accountSid}/${kind}.json`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Basic ${basic}` },
    body: new URLSearchParams(form).toString(),
    http: twilio.http,
  });
  return outcomeOf(reply, line);
}

/** Twilio answers 400 and 401 with a code of its own that says more than the status. */
function outcomeOf({ status, body, outcome }: Reply, line: Line): Outcome {
  const { sid, code, message = '' } = Answered.safeParse(parsed(body)).data ?? {};
  if (outcome.kind === 'done') return sid === undefined ? outcome : { ...outcome, receipt: { sid } };
  if (code === undefined || outcome.kind === 'retry') return outcome;
  const remedy = remedies[code];
  const said = [message.replace(/\.$/u, ''), `(${code})`, ...(remedy ? [`. Remedy: ${remedy}`] : [])];
  return line.judged({ status, body: said.join(' ').replace(' . ', '. ') });
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
