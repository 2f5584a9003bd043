import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '#lib/clock';

/** Sockets that listen before the rooms are built: links need the port. Until opened they answer 503. */
export interface Listening {
  /** `host:port` of each. */
  readonly bound: readonly string[];
  open(handle: RequestListener): void;
  /** What is under way may finish, for a moment; then it is cut. */
  close(): Promise<void>;
}

/** The message says what to change. */
export class CannotListen extends Error {}

/** Long enough for an answer, and far within the ten seconds that Docker leaves us. */
const graceMs = 2_000;
/** The longest query of our API, with every character escaped, and its headers. */
const longestHeaders = 64 * 1024;

/** Listens on each address (`127.0.0.1:9093`, `:9093`, port 0 picks one). Rejects with CannotListen. */
export async function listen(addresses: readonly string[], clock: Clock): Promise<Listening> {
  let handle: RequestListener = (_, response) =>
    void response.writeHead(503, { 'Retry-After': '1' }).end('starting');
  const servers: Server[] = [];
  const underWay = new Set<ServerResponse>();
  let closing: Promise<void> | undefined;
  const answer: RequestListener = (request, response) => {
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
    if (closing) response.shouldKeepAlive = false;
    handle(request, response);
  };
  const close = (): Promise<void> => (closing ??= closeAll({ servers, underWay, clock }));
  try {
    for (const address of addresses) servers.push(await listenOn(address, answer));
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
  readonly clock: Clock;
}

async function closeAll({ servers, underWay, clock }: Open): Promise<void> {
  for (const response of underWay) response.shouldKeepAlive = false;
  const cancel = clock.at(clock.now() + graceMs, () => {
    for (const server of servers) server.closeAllConnections();
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  cancel();
}

function listenOn(address: string, answer: RequestListener): Promise<Server> {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(address) ?? [];
  if (port === '' || Number(port) > 65_535)
    return Promise.reject(new CannotListen(`--web.listen-address ${address}: write HOST:PORT or :PORT`));
  const server = createServer({ maxHeaderSize: longestHeaders, keepAliveTimeout: 75_000 }, answer);
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = error.code === 'EADDRINUSE';
      const why = inUse ? 'another process listens there: stop it, or choose another port' : error.message;
      reject(new CannotListen(`cannot listen on ${address}: ${why}`));
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
