import express, { type Express, type Request, type Response } from 'express';
import { fieldOf, parseJson, textOf } from '../json.ts';
import { listen, type Listening } from '../listen.ts';
import { addPageParts, addPageScript } from '../page/pages.ts';
import { type Refusal, refusalKinds, Refusing } from '../refusal.ts';
import { addRefuseRoutes } from '../refuse-routes.ts';
import { type Delivery, overHttp, type RequestUrls } from './delivery.ts';
import { Desk } from './desk.ts';
import { addDeskRoutes } from './desk-routes.ts';
import { MessageLog, type SlackMessage } from './message-log.ts';
import { slackPage } from './slack-page.ts';
import { SocketMode } from './socket-mode.ts';
import { callMethod, contentOf, isRefused, type Surroundings } from './web-api.ts';

export interface SlackStandInOptions {
  port?: number;
  host?: string;
  channels?: readonly string[];
  /** Where the app wants to be told over HTTP. Without it Socket Mode alone tells it. */
  requestUrls?: RequestUrls;
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
  /** What people do; each resolves once the app has acknowledged it, or with why it did not. */
  readonly desk: Desk;
  readonly socketMode: SocketMode;
  /** From now on the app is told there over HTTP. */
  tellOverHttp(urls: RequestUrls): void;
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
  readonly desk: Desk;
  readonly socketMode: SocketMode;
  /** By which name the app knows us: its answers come there. */
  baseUrl: string;
  overHttp: Delivery | undefined;
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

const aroundOf = ({ baseUrl, desk, socketMode }: Parts): Surroundings => ({
  baseUrl,
  openView: (triggerId, view) => desk.openView(triggerId, view),
  connection: () => socketMode.ticket(baseUrl),
});

function addSlackRoutes(app: Express, parts: Parts): void {
  app.all('/api/:method', (request: Request<{ method: string }>, response: Response) => {
    const { method } = request.params;
    const input: unknown = { ...request.query, ...(typeof request.body === 'object' ? request.body : {}) };
    const token = bearer(request);
    if (refusedNow(parts, { method, token, input }, response)) return;
    parts.baseUrl = `http://${request.get('host') ?? '127.0.0.1'}`;
    response.json(callMethod(method, { input, token, log: parts.log, around: aroundOf(parts) }));
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

function addOwnRoutes(app: Express, { log, refusing, requests, desk }: Parts): void {
  app.get('/api/messages', (_request: Request, response: Response) => void response.json(log.messages()));
  app.get('/api/requests', (_request: Request, response: Response) => void response.json(requests));
  app.delete('/api/messages', (_request: Request, response: Response) => {
    log.clear();
    desk.clear();
    response.status(204).end();
  });
  addDeskRoutes(app, desk);
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
    const asked = { channel: textOf(request.query, 'channel'), as: textOf(request.query, 'as') };
    response.type('html').send(slackPage({ log, desk }, asked));
  });
}

/** Slack as far as alerting needs it: takes the real client's requests, keeps and shows the messages, refuses when told to. */
export async function startSlackStandIn(options: SlackStandInOptions = {}): Promise<SlackStandIn> {
  const app = express().disable('x-powered-by').disable('etag');
  const parts = partsOf(options);
  addPageParts(app, '../slack/slack.css');
  addPageScript(app, '/press.js', '../slack/press.js');
  app.use(express.json({ limit: '2mb' }), express.urlencoded({ extended: false, limit: '2mb' }));
  addOwnRoutes(app, parts);
  addSlackRoutes(app, parts);
  const listening = await listen(app, {
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    upgrade: (...upgrade) => parts.socketMode.upgrade(...upgrade),
  });
  parts.baseUrl = listening.url;
  return { ...listening, ...handleOf(parts, listening) };
}

function partsOf(options: SlackStandInOptions): Parts {
  const log = new MessageLog(options.channels ?? ['alerts']);
  const socketMode = new SocketMode();
  const parts: Parts = {
    log,
    socketMode,
    refusing: new Refusing<Refusal>(),
    requests: [],
    baseUrl: '',
    overHttp: options.requestUrls && overHttp(options.requestUrls),
    // Slack tells an app in one of both ways; here whoever has connected is told by that connection.
    desk: new Desk({
      log,
      delivery: () => (socketMode.connections() > 0 ? socketMode : parts.overHttp),
      baseUrl: () => parts.baseUrl,
    }),
  };
  return parts;
}

const handleOf = (parts: Parts, listening: Listening): Omit<SlackStandIn, 'url' | 'port'> => ({
  apiUrl: `${listening.url}/api/`,
  webhookUrl: `${listening.url}/services/T00000001/B00000001/demo`,
  desk: parts.desk,
  socketMode: parts.socketMode,
  tellOverHttp: (urls) => {
    parts.overHttp = overHttp(urls);
  },
  messages: () => parts.log.messages(),
  requests: () => [...parts.requests],
  refuse: (refusal) => parts.refusing.refuse(refusal),
  accept: () => parts.refusing.accept(),
  clear: () => {
    parts.log.clear();
    parts.desk.clear();
  },
  close: () => {
    parts.socketMode.close();
    return listening.close();
  },
});
