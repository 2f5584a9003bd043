import {
  Agent as HttpAgent,
  type ClientRequest,
  type ClientRequestArgs,
  type IncomingMessage,
  request as httpRequest,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as tlsConnect } from 'node:tls';
import { systemClock } from '#lib/clock';
import { bareHost } from '../address-guard.ts';
import { loginOf } from './proxy.ts';
import type { Outgoing } from './request.ts';
import type { ClientTls } from './tls.ts';
import { addressOf, type ProxyWay, tunnel } from './tunnel.ts';

/** Longer than that an idle connection is not kept, as upstream's client has it. */
const idleMs = 5 * 60_000;
const kept = { keepAlive: true, maxFreeSockets: 32, timeout: idleMs };

type Connected = (error: Error | null, stream: Duplex) => void;

/** Connections of one kind (TLS, proxy) to whatever addresses, kept open between requests. */
export interface Connections {
  send(request: Outgoing): Promise<IncomingMessage>;
  close(): void;
}

export interface ConnectionsOf {
  readonly tls: () => ClientTls;
  readonly proxy: ProxyWay | undefined;
  readonly lookup: LookupFunction;
}

export function createConnections(parts: ConnectionsOf): Connections {
  const agents = agentsOf(parts);
  const send = (request: Outgoing): Promise<IncomingMessage> => once(request, parts, agents);
  return {
    send: (request) =>
      send(request).catch((error: unknown) => {
        // The server had closed the idle connection: nothing of the request has gone over it.
        if (error instanceof StaleConnection && !request.signal?.aborted) return send(request);
        throw error;
      }),
    close: () => agents.close(),
  };
}

interface Agents {
  readonly plain: () => HttpAgent;
  readonly secure: () => HttpsAgent;
  close(): void;
}

/** Made when first needed: to read all authorities takes a while. */
function agentsOf({ tls, proxy }: ConnectionsOf): Agents {
  const made: HttpAgent[] = [];
  const lazily = <Agent extends HttpAgent>(make: () => Agent): (() => Agent) => {
    let agent: Agent | undefined;
    return () => {
      if (!agent) made.push((agent = make()));
      return agent;
    };
  };
  return {
    plain: lazily(() => (proxy ? plainThrough(proxy) : new HttpAgent(kept))),
    secure: lazily(() => (proxy ? new SecureTunnels(proxy) : new HttpsAgent({ ...kept, ...tls() }))),
    close() {
      for (const agent of made) agent.destroy();
    },
  };
}

/** A proxy that speaks HTTP is asked for plain addresses itself. */
function plainThrough(way: ProxyWay): HttpAgent {
  if (way.proxy.protocol.startsWith('socks')) return new PlainTunnels(way);
  return way.proxy.protocol === 'https:' ? new HttpsAgent({ ...kept, ...way.tls() }) : new HttpAgent(kept);
}

class PlainTunnels extends HttpAgent {
  readonly #way: ProxyWay;

  constructor(way: ProxyWay) {
    super(kept);
    this.#way = way;
  }

  override createConnection(options: ClientRequestArgs, done?: Connected): undefined {
    tunnel(this.#way, destinationOf(options, 80)).then(
      (socket) => done?.(null, socket),
      (error: unknown) => fail(error, done),
    );
  }
}

class SecureTunnels extends HttpsAgent {
  readonly #way: ProxyWay;

  constructor(way: ProxyWay) {
    super({ ...kept, ...way.tls() });
    this.#way = way;
  }

  override createConnection(options: RequestOptions, done?: Connected): undefined {
    const destination = destinationOf(options, 443);
    const { servername } = options;
    tunnel(this.#way, destination).then(
      (socket) => {
        const named = { host: destination.host, ...(servername !== undefined && { servername }) };
        const secured = tlsConnect({ ...named, ...this.#way.tls(), socket });
        secured.once('error', () => socket.destroy());
        done?.(null, secured);
      },
      (error: unknown) => fail(error, done),
    );
  }
}

/** Node's types want a stream beside the error; nobody reads it. */
const fail = (error: unknown, done: Connected | undefined): void =>
  done?.(Error.isError(error) ? error : new Error(String(error)), new Duplex());

const destinationOf = ({ host, port, signal }: ClientRequestArgs, usually: number) => ({
  host: bareHost(host ?? ''),
  port: Number(port ?? usually),
  signal,
});

class StaleConnection extends Error {}

function once(request: Outgoing, parts: ConnectionsOf, agents: Agents): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = start(request, parts, agents);
    const { signal, body } = request;
    let begun = false;
    const begin = (): void => {
      begun = true;
      sent.end(body);
    };
    sent.on('error', (error) => {
      if (signal?.aborted) return reject(abortError(signal));
      const isHarmless = request.repeatable === true || harmless.has(request.method);
      const again = sent.reusedSocket && isHangUp(error) && (!begun || isHarmless);
      reject(again ? new StaleConnection(error.message, { cause: error }) : error);
    });
    sent.once('socket', () => {
      if (sent.reusedSocket && !request.repeatable) void heardFrom().then(() => sent.destroyed || begin());
      else begin();
    });
    sent.once('response', resolve);
    // Some ends of a connection, such as a switch of protocols, are no error to Node.
    sent.once('close', () => reject(new Error('the connection ended without an answer')));
  });
}

/** These may be asked twice, whatever became of the first one. */
const harmless: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** What the other side said before now is known after two turns: the first may end what is being read already. */
async function heardFrom(): Promise<void> {
  await systemClock.turn();
  await systemClock.turn();
}

function start(request: Outgoing, { proxy, lookup }: ConnectionsOf, agents: Agents): ClientRequest {
  const { url, method, headers, body, signal } = request;
  const length = body || method === 'POST' ? { 'content-length': String(body?.byteLength ?? 0) } : {};
  const options = { method, headers: { ...headers, ...length }, lookup, ...(signal && { signal }) };
  if (url.protocol === 'https:') return httpsRequest(url, { ...options, agent: agents.secure() });
  if (!proxy || proxy.proxy.protocol.startsWith('socks'))
    return httpRequest(url, { ...options, agent: agents.plain() });
  const login = loginOf(proxy.proxy);
  const toProxy = proxy.proxy.protocol === 'https:' ? httpsRequest : httpRequest;
  return toProxy({
    ...options,
    ...addressOf(proxy),
    path: url.href,
    headers: { ...options.headers, host: url.host, ...(login && { 'proxy-authorization': login }) },
    agent: agents.plain(),
  });
}

const isHangUp = (error: Error): boolean =>
  'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');

const abortError = (signal: AbortSignal): Error =>
  Error.isError(signal.reason) ? signal.reason : new DOMException('aborted', 'AbortError');
