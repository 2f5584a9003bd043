import express, { type Express, type Request, type Response } from 'express';
import { fieldOf, parseJson, textOf } from '../json.ts';
import { listen } from '../listen.ts';
import { addPageParts } from '../page/pages.ts';
import { type Refusal, refusalKinds, Refusing } from '../refusal.ts';
import { addRefuseRoutes } from '../refuse-routes.ts';
import { MessageLog, type SlackMessage } from './message-log.ts';
import { slackPage } from './slack-page.ts';
import { callMethod, contentOf, isRefused } from './web-api.ts';

export interface SlackStandInOptions {
  port?: number;
  host?: string;
  channels?: readonly string[];
}

/** A request that reached the stand-in, refused or not. */
export interface SlackRequest {
  readonly at: number;
  readonly method: string;
  readonly token: string;
  readonly input: unknown;
  readonly refusedBy?: Refusal['kind'];
}

export interface SlackStandIn {
  readonly url: string;
  readonly port: number;
  /** What `@slack/web-api` wants as `slackApiUrl`. */
  readonly apiUrl: string;
  /** An incoming webhook. */
  readonly webhookUrl: string;
  messages(): readonly SlackMessage[];
  requests(): readonly SlackRequest[];
  refuse(refusal: Refusal): void;
  accept(): void;
  clear(): void;
  close(): Promise<void>;
}

interface Parts {
  readonly log: MessageLog;
  readonly refusing: Refusing<Refusal>;
  readonly requests: SlackRequest[];
}

const bearer = (request: Pick<Request, 'get' | 'body'>): string =>
  /^Bearer (.+)$/.exec(request.get('authorization') ?? '')?.[1] ?? textOf(request.body, 'token') ?? '';

function answerRefusal(response: Response, refusal: Refusal, from: 'api' | 'webhook'): void {
  if (refusal.kind === 'rate-limited') {
    response.status(429).set('retry-after', String(refusal.retryAfterSeconds ?? 1));
    if (from === 'api') response.json({ ok: false, error: 'ratelimited' });
    else response.send('rate_limited');
  } else if (refusal.kind === 'server-error') {
    response.status(500).send('server_error');
  } else if (refusal.kind === 'invalid-auth') {
    if (from === 'api') response.json({ ok: false, error: 'invalid_auth' });
    else response.status(403).send('invalid_token');
  }
}

/** Whether the request was refused; it is noted in either case. */
function refusedNow(parts: Parts, note: Omit<SlackRequest, 'at' | 'refusedBy'>, response: Response): boolean {
  const refusal = parts.refusing.next();
  parts.requests.push({ at: Date.now(), ...note, ...(refusal ? { refusedBy: refusal.kind } : {}) });
  if (refusal) answerRefusal(response, refusal, note.method === 'incoming-webhook' ? 'webhook' : 'api');
  return refusal !== undefined;
}

function addSlackRoutes(app: Express, parts: Parts): void {
  app.all('/api/:method', (request: Request<{ method: string }>, response: Response) => {
    const { method } = request.params;
    const input: unknown = { ...request.query, ...(typeof request.body === 'object' ? request.body : {}) };
    const token = bearer(request);
    if (refusedNow(parts, { method, token, input }, response)) return;
    const baseUrl = `http://${request.get('host') ?? '127.0.0.1'}`;
    response.json(callMethod(method, { input, token, log: parts.log, baseUrl }));
  });
  app.post('/services/*path', (request: Request, response: Response) => {
    const form = textOf(request.body, 'payload');
    const input: unknown = form === undefined ? request.body : parseJson(form);
    if (refusedNow(parts, { method: 'incoming-webhook', token: '', input }, response)) return;
    const content = contentOf(input);
    if (isRefused(content)) return void response.status(400).send(String(fieldOf(content, 'error')));
    const channel = parts.log.channel(textOf(input, 'channel') ?? 'alerts');
    if (!channel) return void response.status(404).send('channel_not_found');
    const username = textOf(input, 'username') ?? 'incoming-webhook';
    parts.log.post(channel, { ...content, broadcast: false, username, via: 'incoming-webhook' });
    response.send('ok');
  });
}

function addOwnRoutes(app: Express, { log, refusing, requests }: Parts): void {
  app.get('/api/messages', (_request: Request, response: Response) => void response.json(log.messages()));
  app.get('/api/requests', (_request: Request, response: Response) => void response.json(requests));
  app.delete('/api/messages', (_request: Request, response: Response) => {
    log.clear();
    response.status(204).end();
  });
  addRefuseRoutes(app, refusing, refusalKinds);
  app.get(
    '/archives/:channel/:permalink',
    (request: Request<{ channel: string; permalink: string }>, response: Response) => {
      const name = log.channelById(request.params.channel)?.name ?? '';
      response.redirect(
        `/?channel=${encodeURIComponent(name)}#${encodeURIComponent(request.params.permalink)}`,
      );
    },
  );
  app.get('/', (request: Request, response: Response) => {
    const asked = textOf(request.query, 'channel');
    response.type('html').send(slackPage(log, asked));
  });
}

/** Slack as far as alerting needs it: takes the real client's requests, keeps and shows the messages, refuses when told to. */
export async function startSlackStandIn(options: SlackStandInOptions = {}): Promise<SlackStandIn> {
  const app = express().disable('x-powered-by').disable('etag');
  const parts: Parts = {
    log: new MessageLog(options.channels ?? ['alerts']),
    refusing: new Refusing<Refusal>(),
    requests: [],
  };
  addPageParts(app, '../slack/slack.css');
  app.use(express.json({ limit: '2mb' }), express.urlencoded({ extended: false, limit: '2mb' }));
  addOwnRoutes(app, parts);
  addSlackRoutes(app, parts);
  const listening = await listen(app, { host: options.host ?? '127.0.0.1', port: options.port ?? 0 });
  return {
    ...listening,
    apiUrl: `${listening.url}/api/`,
    webhookUrl: `${listening.url}/services/T00000001/B00000001/demo`,
    messages: () => parts.log.messages(),
    requests: () => [...parts.requests],
    refuse: (refusal) => parts.refusing.refuse(refusal),
    accept: () => parts.refusing.accept(),
    clear: () => parts.log.clear(),
  };
}
