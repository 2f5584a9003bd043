import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, ListenOptions } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '#lib/clock';
import { CannotListen } from './cannot-listen.ts';
import type { ServerTls } from './server-tls.ts';
import { asRequest, isWebSocket } from './upgrades.ts';

export { CannotListen } from './cannot-listen.ts';

/** Sockets that listen before the rooms are built: links need the port. Until opened they answer 503. */
export interface Listening {
  /** `host:port` of each. */
  readonly bound: readonly string[];
  open(handle: RequestListener): void;
  /** What is under way may finish, for a moment; then it is cut. */
  close(): Promise<void>;
}

/** Long enough for an answer, and far within the ten seconds that Docker leaves us. */
const graceMs = 2_000;
/** The longest query of our API, with every character escaped, and its headers. */
const longestHeaders = 64 * 1024;

/** An address (`127.0.0.1:9093`, `:9093`, port 0 picks one), or the descriptor of a socket that listens already. */
export type ListenOn = string | number;

/** Listens on each. Rejects with CannotListen. */
export async function listen(
  addresses: readonly ListenOn[],
  clock: Clock,
  tls?: ServerTls,
): Promise<Listening> {
  let handle: RequestListener = (_, response) =>
    void response.writeHead(503, { 'Retry-After': '1' }).end('starting');
  const servers: Server[] = [];
  const underWay = new Set<ServerResponse>();
  const upgraded = new Set<Duplex>();
  let closing: Promise<void> | undefined;
  const answer: RequestListener = (request, response) => {
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
    if (closing) response.shouldKeepAlive = false;
    handle(request, response);
  };
  const upgrade: Upgrade = (request, socket, head) => {
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
    asRequest({ request, socket, head }, answer);
  };
  const close = (): Promise<void> => (closing ??= closeAll({ servers, underWay, upgraded, clock }));
  try {
    for (const address of addresses) servers.push(await listenOn(address, { answer, upgrade }, tls));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    bound: servers.map(boundAddress),
    open(opened) {
      handle = opened;
    },
    close,
  };
}

interface Open {
  readonly servers: readonly Server[];
  readonly underWay: ReadonlySet<ServerResponse>;
  readonly upgraded: ReadonlySet<Duplex>;
  readonly clock: Clock;
}

async function closeAll({ servers, underWay, upgraded, clock }: Open): Promise<void> {
  for (const response of underWay) response.shouldKeepAlive = false;
  const cancel = clock.at(clock.now() + graceMs, () => {
    for (const server of servers) server.closeAllConnections();
    // Of these the server knows nothing any more.
    for (const socket of upgraded) socket.destroy();
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  cancel();
}

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

interface Handling {
  readonly answer: RequestListener;
  readonly upgrade: Upgrade;
}

async function listenOn(
  address: ListenOn,
  { answer, upgrade }: Handling,
  tls: ServerTls | undefined,
): Promise<Server> {
  const place = placeOf(address);
  const server = serverOf(answer, tls);
  server.on('upgrade', upgrade);
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = error.code === 'EADDRINUSE';
      const why = inUse ? 'another process listens there: stop it, or choose another port' : error.message;
      reject(new CannotListen(`cannot listen on ${address}: ${why}`));
    });
    server.listen(place, () => resolve(server));
  });
}

function serverOf(answer: RequestListener, tls: ServerTls | undefined): Server {
  const limits = {
    maxHeaderSize: longestHeaders,
    keepAliveTimeout: 75_000,
    // Some clients ask each time for HTTP/2 over plain text: that is passed over, and the request answered.
    shouldUpgradeCallback: isWebSocket,
  };
  if (!tls) return createServer(limits, answer);
  const server = createTlsServer({ ...limits, ...tls.options() }, answer);
  tls.watch(server);
  return server;
}

function placeOf(address: ListenOn): { fd: number } | ListenOptions {
  if (typeof address === 'number') return { fd: address };
  if (address.startsWith('vsock://'))
    throw new CannotListen(
      `--web.listen-address ${address}: Node cannot listen on vsock: write HOST:PORT or :PORT, with socat before it`,
    );
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(address) ?? [];
  if (port === '' || Number(port) > 65_535)
    throw new CannotListen(`--web.listen-address ${address}: write HOST:PORT or :PORT`);
  const named = host.replace(/^\[|\]$/g, '');
  return { port: Number(port), ...(named && { host: named }) };
}

const isAddress = (address: ReturnType<Server['address']>): address is AddressInfo =>
  typeof address === 'object' && address !== null;

function boundAddress(server: Server): string {
  const address = server.address();
  if (!isAddress(address)) return address === null ? '' : `unix:${address}`;
  return address.family === 'IPv6'
    ? `[${address.address}]:${address.port}`
    : `${address.address}:${address.port}`;
}
