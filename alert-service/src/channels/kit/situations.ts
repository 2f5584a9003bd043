import type { Outcome } from '../channel.ts';
import type { ChannelType, Integration } from '../registry.ts';
import { type Answer, hang, type HttpServer, resetConnection, say, startHttpServer } from './http-server.ts';

/** What can happen to an attempt, whatever the channel. */
export type Situation =
  | 'accepts'
  | 'refuses'
  | 'does not know us'
  | 'is limiting'
  | 'limits until a date'
  | 'is broken'
  | 'resets the connection'
  | 'does not listen'
  | 'never answers';

export interface Receiver {
  readonly integration: Integration;
  /** How many requests or mails arrived. */
  readonly arrived: () => number;
  close(): Promise<void>;
}

export interface Harness {
  readonly type: ChannelType;
  /** Secrets planted in the settings: they must come out nowhere but on the wire. */
  readonly secrets: readonly string[];
  readonly expected: Partial<Record<Situation, Partial<Outcome> & { readonly kind: Outcome['kind'] }>>;
  start(situation: Situation): Promise<Receiver>;
}

/** Receivers that are careless with what they were given: the worst place for a secret is their own error text. */
const careless: Answer = (response, { url, headers, body }) =>
  say(400, `cannot take ${url} with ${headers.authorization ?? ''} of ${body.slice(0, 200)}`)(response, {
    method: '',
    url,
    headers,
    body,
  });

export const httpAnswers: Readonly<Record<Situation, Answer>> = {
  accepts: say(200, 'ok'),
  refuses: careless,
  'does not know us': say(401, 'who are you'),
  'is limiting': say(429, 'slow down', { 'retry-after': '7' }),
  'limits until a date': say(429, '', { 'retry-after': 'Tue, 20 Oct 2026 01:18:48 GMT' }),
  'is broken': say(503, 'down'),
  'resets the connection': resetConnection,
  'does not listen': hang,
  'never answers': hang,
};

export const httpExpected: Harness['expected'] = {
  accepts: { kind: 'done' },
  refuses: { kind: 'refused', failure: 'clientError' },
  'does not know us': { kind: 'refused', failure: 'authError' },
  'is limiting': { kind: 'retry', failure: 'rateLimited', retryAfterMs: 7000, status: 429 },
  'limits until a date': { kind: 'retry', failure: 'rateLimited', retryAfterMs: 60_000, status: 429 },
  'is broken': { kind: 'retry', failure: 'serverError', status: 503 },
  'resets the connection': { kind: 'retry', failure: 'other' },
  'does not listen': { kind: 'retry', failure: 'other' },
  'never answers': { kind: 'retry', failure: 'contextDeadlineExceeded' },
};

export const overHttp =
  (
    answers: Readonly<Record<Situation, Answer>>,
    integrationAt: (server: HttpServer) => Integration,
    isMessage: (url: string) => boolean = () => true,
  ) =>
  async (situation: Situation): Promise<Receiver> => {
    const server = await startHttpServer(answers[situation]);
    if (situation === 'does not listen') await server.close();
    const close = (): Promise<void> => (situation === 'does not listen' ? Promise.resolve() : server.close());
    return {
      integration: integrationAt(server),
      arrived: () => server.received.filter(({ url }) => isMessage(url)).length,
      close,
    };
  };
