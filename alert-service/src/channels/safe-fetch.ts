import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { type AddressPolicy, bareHost, whyNotConnect } from './address-guard.ts';
import { Refusal } from './outcome.ts';

export interface SafeFetchOptions extends AddressPolicy {
  /** An answer longer than this is cut off there; its status still counts. */
  readonly maxResponseBytes?: number;
  readonly resolve?: Resolve;
}

/** Names to addresses, as the system does it; tests hand in their own. */
export type Resolve = (host: string, done: (error: Error | null, addresses: LookupAddress[]) => void) => void;

const defaultMaxBytes = 1024 * 1024;
const mostHops = 3;
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

const systemResolve: Resolve = (host, done) => systemLookup(host, { all: true, verbatim: true }, done);

/**
 * `fetch` for addresses that others wrote. A name is resolved once, every address it has is checked, and the connection
 * goes to exactly those: a second answer of its DNS server changes nothing. Each request has its own connection.
 * Redirects: 307 and 308 of the operator's own receivers are followed and checked anew; all else is handed back as it is.
 */
export function createSafeFetch(options: SafeFetchOptions): typeof fetch {
  return async (input, init) => {
    const request = await readRequest(input, init);
    return follow(request, { options, hops: 0 });
  };
}

/** A lookup for `net.connect` and friends that refuses what the policy refuses. */
export function guardedLookup(policy: AddressPolicy, resolve: Resolve = systemResolve): LookupFunction {
  return (host, { all }, done) => {
    resolve(host, (error, addresses) => {
      const refusal = error ? undefined : refusalOf(host, { addresses, policy });
      if (error || refusal) return done(error ?? refusal ?? null, []);
      const [first] = addresses;
      if (all || !first) return done(null, addresses);
      done(null, first.address, first.family);
    });
  };
}

/** Throws where the host is a literal address that may not be connected to: those are never looked up. */
export function checkLiteral(hostname: string, policy: AddressPolicy): void {
  const host = bareHost(hostname);
  if (isIP(host) === 0) return;
  const refusal = refusalOf(host, { addresses: [{ address: host, family: isIP(host) }], policy });
  if (refusal) throw refusal;
}

interface Outgoing {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  readonly redirect: Request['redirect'];
  readonly signal: AbortSignal | undefined;
}

interface Hop {
  readonly options: SafeFetchOptions;
  readonly hops: number;
}

async function readRequest(
  input: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
): Promise<Outgoing> {
  const address = input instanceof Request ? input.url : String(input);
  if (!URL.canParse(address)) throw new Refusal('its address is not a URL');
  const url = new URL(address);
  const login = loginOf(url);
  url.username = url.password = url.hash = '';
  const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
  const request = new Request(url, {
    ...(input instanceof Request ? partsOf(input) : {}),
    ...init,
    signal: null,
  });
  const body = request.body ? new Uint8Array(await request.arrayBuffer()) : undefined;
  const headers = { ...login, ...Object.fromEntries(request.headers) };
  return { url, method: request.method, headers, body, redirect: request.redirect, signal };
}

const partsOf = ({ method, headers, body, redirect }: Request): RequestInit => ({
  method,
  headers,
  body,
  redirect,
  ...(body ? { duplex: 'half' } : {}),
});

/** `https://user:password@host`: sent as Basic authorization, as Go's client does. */
function loginOf(url: URL): Record<string, string> {
  if (!url.username && !url.password) return {};
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
}

async function follow(request: Outgoing, hop: Hop): Promise<Response> {
  const response = await once(request, hop.options);
  const location = response.headers.get('location');
  if (response.status < 300 || response.status > 399 || response.status === 304 || !location) return response;
  if (request.redirect === 'error') throw new Refusal('it redirects elsewhere: configure the final address');
  const keepsMethod = response.status === 307 || response.status === 308;
  if (hop.options.trust !== 'operator' || request.redirect === 'manual' || !keepsMethod) return response;
  await response.body?.cancel();
  if (hop.hops >= mostHops || !URL.canParse(location, request.url))
    throw new Refusal('it redirects in circles');
  const url = new URL(location, request.url);
  const headers = url.origin === request.url.origin ? request.headers : withoutCredentials(request.headers);
  return follow({ ...request, url, headers }, { ...hop, hops: hop.hops + 1 });
}

const withoutCredentials = (headers: Outgoing['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => name !== 'authorization' && name !== 'cookie'),
  );

function once(request: Outgoing, options: SafeFetchOptions): Promise<Response> {
  const { url, method, signal } = request;
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new Refusal('only http and https addresses can be sent to');
  checkLiteral(url.hostname, options);
  signal?.throwIfAborted();
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const length = { 'content-length': String(request.body?.byteLength ?? 0) };
  return new Promise((resolve, reject) => {
    const outgoing: ClientRequest = send(url, {
      method,
      headers: { ...request.headers, ...(request.body || method === 'POST' ? length : {}) },
      lookup: guardedLookup(options, options.resolve),
      agent: false,
      ...(signal ? { signal } : {}),
    });
    outgoing.once('error', (error) => reject(signal?.aborted ? abortError(signal) : error));
    outgoing.once('response', (incoming) =>
      resolve(responseOf(incoming, options.maxResponseBytes ?? defaultMaxBytes)),
    );
    outgoing.end(request.body);
  });
}

function responseOf(incoming: IncomingMessage, maxBytes: number): Response {
  const status = incoming.statusCode ?? 0;
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  if (bodiless.has(status)) incoming.resume();
  const body = bodiless.has(status)
    ? null
    : Readable.toWeb(Readable.from(capped(incoming, maxBytes), { objectMode: false }));
  return new Response(body, { status, headers, statusText: incoming.statusMessage ?? '' });
}

/** Leaving the loop destroys the connection: nobody can make us read for ever. */
async function* capped(incoming: IncomingMessage, maxBytes: number): AsyncGenerator<Uint8Array> {
  let left = maxBytes;
  for await (const chunk of incoming) {
    if (!(chunk instanceof Uint8Array)) continue;
    yield chunk.subarray(0, left);
    left -= chunk.byteLength;
    if (left <= 0) return;
  }
}

function refusalOf(
  host: string,
  { addresses, policy }: { addresses: readonly LookupAddress[]; policy: AddressPolicy },
): Refusal | undefined {
  const why = addresses.map(({ address }) => whyNotConnect(address, policy)).find(Boolean);
  return why ? new Refusal(`${host} may not be connected to: ${why}`) : undefined;
}

const abortError = (signal: AbortSignal): Error =>
  Error.isError(signal.reason) ? signal.reason : new DOMException('aborted', 'AbortError');
