import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, Router } from 'express';
import type { Registry } from 'prom-client';
import type { Engine } from '#engine/engine';
import type { Log } from '#lib/log';
import type { AlertmanagerContext } from './alertmanager-v2/context.ts';
import { alertmanagerV2 } from './alertmanager-v2/router.ts';
import { type ConsoleOptions, consoleFiles } from './console.ts';
import { door, type DoorOptions } from './door.ts';
import { errorHandler, HttpError } from './errors.ts';
import type { Stream } from './stream.ts';
import type { TocsinContext } from './tocsin-v1/context.ts';
import { tocsinV1 } from './tocsin-v1/router.ts';

export interface HttpParts {
  /** '' or '/prefix'. */
  readonly prefix: string;
  readonly alertmanager: AlertmanagerContext;
  readonly tocsin: TocsinContext;
  readonly door: DoorOptions;
  readonly stream: Stream;
  readonly registry: Registry;
  readonly engine: Engine;
  readonly console: ConsoleOptions;
  readonly log: Log;
}

export function createHttpApp(parts: HttpParts): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.set('query parser', 'simple');
  const root = Router();
  root.use(operations(parts));
  root.use('/api/v2', alertmanagerV2(parts.alertmanager));
  root.use('/api/v1', () => {
    throw new HttpError(410, 'The API v1 is gone', {
      detail: 'Use /api/v2 (Alertmanager), or /api/tocsin/v1.',
    });
  });
  root.use('/api/tocsin/v1', door(parts.door));
  root.get('/api/tocsin/v1/stream', parts.stream.handler);
  root.use('/api/tocsin/v1', tocsinV1(parts.tocsin));
  root.use('/api', (request) => {
    throw new HttpError(404, `There is no ${request.method} ${request.originalUrl.split('?')[0] ?? ''}`);
  });
  root.use(consoleFiles(parts.console));
  app.use(parts.prefix || '/', root);
  app.use((request) => {
    throw new HttpError(404, `There is nothing at ${request.path}`, {
      detail: `Everything is below ${parts.prefix}/.`,
    });
  });
  app.use(errorHandler(parts.log));
  return app;
}

/** What operators and load balancers ask. */
function operations({ engine, registry }: HttpParts): Router {
  const router = Router();
  router.get(['/-/healthy', '/health'], (_, response) => void response.type('text').send('OK'));
  router.get(['/-/ready', '/ready'], (_, response) => {
    if (engine.available()) response.type('text').send('OK');
    else response.status(503).type('text').send('recovering from a failed commit; see the log');
  });
  router.post('/-/reload', (_, response) => {
    response
      .status(501)
      .type('text')
      .send('Reloading is not supported yet: restart the service; nothing is lost by it.');
  });
  router.get('/metrics', async (_, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  return router;
}

/** Sockets that listen before the rooms are built: links need the port. Until opened they answer 503. */
export interface Listening {
  /** `host:port` of each. */
  readonly bound: readonly string[];
  open(app: Express): void;
  close(): Promise<void>;
}

/** Listens on each address (`127.0.0.1:9093`, `:9093`, port 0 picks one). Rejects with what to change. */
export async function listen(addresses: readonly string[]): Promise<Listening> {
  let handle: RequestListener = (_, response) =>
    void response.writeHead(503, { 'Retry-After': '1' }).end('starting');
  const servers: Server[] = [];
  const close = async (): Promise<void> => {
    for (const server of servers) server.closeIdleConnections();
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  };
  try {
    for (const address of addresses)
      servers.push(await listenOn(address, (request, response) => void handle(request, response)));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    bound: servers.map(boundAddress),
    open(app) {
      handle = app;
    },
    close,
  };
}

function listenOn(address: string, handle: RequestListener): Promise<Server> {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(address) ?? [];
  if (port === '')
    return Promise.reject(new Error(`--web.listen-address ${address}: write HOST:PORT or :PORT`));
  const server = createServer(handle);
  server.keepAliveTimeout = 75_000;
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = error.code === 'EADDRINUSE';
      const why = inUse ? 'another process listens there: stop it, or choose another port' : error.message;
      reject(new Error(`cannot listen on ${address}: ${why}`));
    });
    server.listen(Number(port), host.replace(/^\[|\]$/g, '') || undefined, () => resolve(server));
  });
}

const isAddress = (address: ReturnType<Server['address']>): address is AddressInfo =>
  typeof address === 'object' && address !== null;

function boundAddress(server: Server): string {
  const address = server.address();
  if (!isAddress(address)) return '';
  return address.family === 'IPv6'
    ? `[${address.address}]:${address.port}`
    : `${address.address}:${address.port}`;
}
