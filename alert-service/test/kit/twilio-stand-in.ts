import { createHmac } from 'node:crypto';
import { type HttpServer, say, startHttpServer } from '../../src/channels/kit/http-server.ts';

/** Twilio's side: takes messages and calls at its API, and calls back as it does, signed. */
export interface TwilioStandIn extends AsyncDisposable {
  readonly origin: string;
  /** Of each message and call that was made, in order. */
  readonly made: { readonly kind: string; readonly form: URLSearchParams }[];
  /** Somebody writes to the number. */
  reply(from: string, body: string, sid?: string): Promise<Answered>;
  /** A request to any address, signed as Twilio signs it. */
  ask(url: string, form: Readonly<Record<string, string>>, more?: Tampered): Promise<Answered>;
}

export interface Answered {
  readonly status: number;
  readonly body: string;
  /** What is said or written, markup taken away. */
  readonly words: string;
}

interface Tampered {
  readonly authToken?: string;
  /** As it arrives, where it is not what was signed. */
  readonly arrives?: Readonly<Record<string, string>>;
  readonly unsigned?: true;
}

interface Options {
  readonly authToken: string;
  /** Where what Twilio calls really listens, in place of the external address. */
  readonly at: () => string;
  readonly externalUrl: string;
}

export async function startTwilio({ authToken, at, externalUrl }: Options): Promise<TwilioStandIn> {
  const made: TwilioStandIn['made'] = [];
  const server: HttpServer = await startHttpServer((response, request) => {
    const kind = /\/(Messages|Calls)\.json$/u.exec(request.url)?.[1];
    if (!kind) return say(404, { code: 20404, message: 'not found' })(response, request);
    made.push({ kind, form: new URLSearchParams(request.body) });
    return say(201, { sid: `${kind === 'Calls' ? 'CA' : 'SM'}${made.length}` })(response, request);
  });
  let replies = 0;
  const ask: TwilioStandIn['ask'] = async (url, form, tampered = {}) => {
    const { authToken: key = authToken, arrives = form, unsigned } = tampered;
    const response = await fetch(url.replace(externalUrl, at()), {
      method: 'POST',
      body: new URLSearchParams(arrives),
      headers: unsigned ? {} : { 'x-twilio-signature': signed(key, url, form) },
    });
    const body = await response.text();
    return { status: response.status, body, words: body.replace(/<[^>]+>/gu, ' ').trim() };
  };
  return {
    origin: server.origin,
    made,
    ask,
    reply: (from, body, sid = `SM-in-${(replies += 1)}`) =>
      ask(`${externalUrl}/answers/twilio/sms`, { From: from, Body: body, MessageSid: sid }),
    async [Symbol.asyncDispose]() {
      await server.close();
    },
  };
}

/** Written down a second time, from https://www.twilio.com/docs/usage/security#validating-requests */
function signed(key: string, url: string, form: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(form).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHmac('sha1', key)
    .update(url + sorted.flat().join(''))
    .digest('base64');
}
