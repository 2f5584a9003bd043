import compression from 'compression';
import express, { type Express, type RequestHandler, type Router } from 'express';
import type { Registry } from 'prom-client';
import { type Engine, EngineUnavailable } from '#engine/engine';
import type { HttpMeter } from '#engine/metrics';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { AlertmanagerContext } from './alertmanager-v2/context.ts';
import { alertmanagerV2 } from './alertmanager-v2/router.ts';
import { answersLimit } from './answers-limit.ts';
import { apiV1 } from './api-v1.ts';
import { type ConsoleOptions, consoleFiles } from './console.ts';
import { cors, type OriginTest } from './cors.ts';
import { door, type DoorOptions } from './door.ts';
import { errorHandler, HttpError } from './errors.ts';
import { getLimit } from './get-limit.ts';
import { metricsPage } from './metrics-page.ts';
import { monitoringRoutes } from './monitoring.ts';
import type { PrometheusContext } from './prometheus-v1/context.ts';
import { requestMeter } from './request-meter.ts';
import { exactRouter, only } from './routing.ts';
import { timeLimit } from './time-limit.ts';
import type { SocketDoors } from './sockets/socket-doors.ts';
import type { Stream } from './stream.ts';
import type { TocsinContext } from './tocsin-v1/context.ts';
import { aliasRouter } from './tocsin-v1/alias-router.ts';
import { metricsRouter } from './tocsin-v1/metrics-router.ts';
import { tocsinV1 } from './tocsin-v1/router.ts';

/** What holds for all doors: logins, time, and which other sites may ask. */
export interface WebRules {
  readonly gate?: RequestHandler;
  /** 0 or less: no limit. */
  readonly timeoutMs: number;
  readonly allowedOrigin?: OriginTest;
}

export interface HttpParts {
  /** '' or '/prefix'. */
  readonly prefix: string;
  readonly alertmanager: AlertmanagerContext;
  readonly tocsin: TocsinContext;
  readonly prometheus: PrometheusContext;
  readonly door: DoorOptions;
  readonly stream: Stream;
  readonly sockets: SocketDoors;
  readonly registry: Registry;
  readonly engine: Engine;
  readonly console: ConsoleOptions;
  /** Reads all files again; rejects with what is wrong in them. */
  readonly reload: () => Promise<void>;
  readonly log: Log;
  readonly web: WebRules;
  readonly clock: Clock;
  readonly meter: HttpMeter;
  /** What channels answer, each proved by the channel itself: before the door that wants tokens. */
  readonly answers?: Router;
  /** Webhooks of what is deployed, each signed by whoever sends it. */
  readonly hooks?: Router;
  /** iCal feeds, each under an address that nobody guesses. */
  readonly calendars?: Router;
  /** Whether a path below one of these carries a signature of ours. */
  readonly isGenuine?: (path: string) => boolean;
  /** 0 or less: no limit. */
  readonly getsAtOnce: number;
}

const streamPath = '/api/tocsin/v1/stream';
const metricsStreams = ['/api/metrics/stream', '/api/tocsin/v1/metrics/stream'];
const monitoringStream = '/ws/monitoring';
/** What has no end is measured by limits of its own. */
const isLasting = (path: string): boolean =>
  path === streamPath || path === monitoringStream || metricsStreams.includes(path);

/** Of JSON; the stream sees to itself. */
const smaller = compression({
  threshold: 2048,
  filter: (request, response) => !isLasting(request.path) && compression.filter(request, response),
});

export function createHttpApp(parts: HttpParts): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing');
  app.set('query parser', 'simple');
  app.use(requestMeter(parts.meter, parts.clock, parts.prefix));
  const { gate, timeoutMs, allowedOrigin } = parts.web;
  if (gate) app.use(gate);
  app.use(beforeAll);
  const root = exactRouter();
  root.use(timeLimit(timeoutMs, parts.clock, isLasting));
  root.use(cors(allowedOrigin));
  root.use(getLimit(parts.getsAtOnce, isLasting, parts.meter));
  root.use(operations(parts));
  root.use('/api/v2', alertmanagerV2(parts.alertmanager));
  root.use('/api/v1/monitoring', door(parts.door), monitoringRoutes(monitoringOf(parts)));
  root.use('/api/v1', apiV1(parts.prometheus));
  const limit = answersLimit(parts);
  if (parts.answers) root.use('/answers', limit, parts.answers);
  if (parts.hooks) root.use('/hooks', limit, parts.hooks);
  if (parts.calendars) root.use('/calendars', limit, parts.calendars);
  root.use(['/api/tocsin/v1', '/api/metrics', '/ws'], door(parts.door));
  root.get(streamPath, parts.stream.handler);
  root.get(metricsStreams, parts.sockets.metrics);
  root.get(monitoringStream, parts.sockets.monitoring);
  root.use(['/api/tocsin/v1', '/api/metrics'], smaller);
  root.use('/api/metrics', metricsRouter(parts.tocsin));
  root.use('/api/tocsin/v1', tocsinV1(parts.tocsin));
  root.use('/api/alerts', door(parts.door));
  root.use('/api', aliasRouter(parts.tocsin));
  root.use(['/api', '/-', '/answers', '/calendars', '/ws'], (request) => {
    throw new HttpError(404, `There is no ${request.method} ${request.originalUrl.split('?')[0] ?? ''}`);
  });
  root.use(consoleFiles(parts.console));
  app.use(literal(parts.prefix) || '/', root);
  if (parts.prefix) app.get('/', (_, response) => response.redirect(302, `${parts.prefix}/`));
  app.use((request) => {
    throw new HttpError(404, `There is nothing at ${request.path}`, {
      detail: `Everything is below ${parts.prefix}/.`,
    });
  });
  app.use(errorHandler(parts.log, `${parts.prefix}/api/v2/`));
  return app;
}

const monitoringOf = ({ tocsin, sockets, clock }: HttpParts) => ({
  ...{ workflows: tocsin.services.workflows, clock },
  clients: () => sockets.clients(),
});

/** A route prefix is text, whatever it means in a pattern of express. */
const literal = (prefix: string): string => prefix.replace(/[{}()[\]+?!:*\\]/g, '\\$&');

/** What holds for every answer; the console says of its files how long they keep. */
const beforeAll: RequestHandler = (request, response, next) => {
  response.setHeader('Cache-Control', 'no-store').setHeader('X-Content-Type-Options', 'nosniff');
  try {
    decodeURIComponent(request.path);
  } catch {
    throw new HttpError(400, 'The path has a broken escape', { detail: 'Write a percent sign as %25.' });
  }
  next();
};

/** What operators and load balancers ask. */
function operations({ engine, registry, reload }: HttpParts): Router {
  const router = exactRouter();
  router.get(['/-/healthy', '/health'], (_, response) => void response.type('text').send('OK'));
  router.get(['/-/ready', '/ready'], (_, response) => {
    if (engine.available()) response.type('text').send('OK');
    else response.status(503).type('text').send('recovering from a failed commit; see the log');
  });
  router.post('/-/reload', async (_, response) => {
    try {
      await reload();
      response.end();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const status = error instanceof EngineUnavailable ? 503 : 500;
      response.status(status).type('text').send(`failed to reload config: ${why}\n`);
    }
  });
  router.get('/metrics', metricsPage(registry));
  router.all('/-/reload', only('POST'));
  router.all(['/-/healthy', '/-/ready', '/health', '/ready', '/metrics'], only('GET, HEAD'));
  return router;
}
