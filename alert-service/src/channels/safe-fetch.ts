import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { HttpSettings, OAuth2Settings } from '#config/http-settings';
import { type Clock, systemClock } from '#lib/clock';
import type { AddressPolicy } from './address-guard.ts';
import type { Resolve } from './guarded-lookup.ts';
import { Refusal } from './outcome.ts';
import { responseOf } from './transport/answer.ts';
import { authorizationHeader, extraHeaders } from './transport/credentials.ts';
import { createTokens, type Tokens } from './transport/oauth2.ts';
import { createPools, type Pools } from './transport/pools.ts';
import { type Environment, loginOf } from './transport/proxy.ts';
import type { Headers as Names, Outgoing } from './transport/request.ts';

export { checkLiteral, guardedLookup, type Resolve } from './guarded-lookup.ts';

export interface SafeFetchOptions extends AddressPolicy {
  /** An answer longer than this is cut off there; its status still counts. */
  readonly maxResponseBytes?: number;
  readonly resolve?: Resolve;
  readonly clock?: Pick<Clock, 'now'>;
  /** For `proxy_from_environment`. */
  readonly environment?: Environment;
}

/** What `fetch` takes, and how the operator wants this request to go. */
export interface SafeInit extends RequestInit {
  /** Who we are, over which TLS and proxy, and whether redirects are followed. */
  readonly http?: HttpSettings;
  /** Is told each secret that goes over the wire, so that no message repeats it. */
  readonly hide?: (...secrets: readonly string[]) => void;
}

export type SafeFetch = (input: Parameters<typeof fetch>[0], init?: SafeInit) => Promise<Response>;

export interface ClosableFetch extends SafeFetch {
  /** Ends the connections that were kept open. */
  close(): void;
}

const defaultMaxBytes = 1024 * 1024;
/** As Go's client. */
const mostHops = 10;

/**
 * `fetch` for addresses that others wrote. A name is resolved once for each connection, every address it has is checked,
 * and the connection goes to exactly those: a second answer of its DNS server changes nothing. With a proxy that is the
 * proxy's address. Redirects: 307 and 308 of the operator's own receivers are followed and checked anew; all else is
 * handed back as it is, since it would lose the body.
 */
export function createSafeFetch(options: SafeFetchOptions): ClosableFetch {
  const clock = options.clock ?? systemClock;
  const environment = options.environment ?? process.env;
  const pools = createPools({ ...options, clock, environment });
  const tokens = createTokens({
    clock,
    id: randomUUID,
    ask: async (request, settings, hide) =>
      tokenAnswer(await pools.send(request, { ...wayOf(settings), hide })),
  });
  const parts: Parts = { options, pools, tokens };
  const safeFetch: SafeFetch = async (input, init) => {
    const asked = await readRequest(input, init);
    return follow(asked, { parts, hops: 0, from: asked.request.url, elsewhere: false });
  };
  return Object.assign(safeFetch, { close: () => pools.close() });
}

const wayOf = ({ tls, proxy }: Pick<OAuth2Settings, 'tls' | 'proxy'>) => ({
  ...(tls && { tls }),
  ...(proxy && { proxy }),
});

async function tokenAnswer(incoming: IncomingMessage) {
  const answer = responseOf(incoming, defaultMaxBytes);
  const contentType = answer.headers.get('content-type') ?? '';
  return { status: answer.status, contentType, body: await answer.text() };
}

interface Parts {
  readonly options: SafeFetchOptions;
  readonly pools: Pools;
  readonly tokens: Tokens;
}

interface Asked {
  readonly request: Outgoing;
  readonly redirect: Request['redirect'];
  readonly http: HttpSettings;
  readonly hide: (...secrets: readonly string[]) => void;
}

interface Hop {
  readonly parts: Parts;
  readonly hops: number;
  readonly from: URL;
  /** Once a redirect has led to another site, credentials stay at home, wherever the next one leads. */
  readonly elsewhere: boolean;
}

async function readRequest(input: Parameters<typeof fetch>[0], init: SafeInit = {}): Promise<Asked> {
  const { http, hide = () => undefined, ...plain } = init;
  const address = input instanceof Request ? input.url : String(input);
  if (!URL.canParse(address)) throw new Refusal('its address is not a URL');
  const url = new URL(address);
  const login = loginOf(url);
  url.username = url.password = url.hash = '';
  const signal = plain.signal ?? (input instanceof Request ? input.signal : undefined);
  const request = new Request(url, {
    ...(input instanceof Request ? partsOf(input) : {}),
    ...plain,
    signal: null,
  });
  const body = request.body ? new Uint8Array(await request.arrayBuffer()) : undefined;
  const headers = { ...(login && { authorization: login }), ...Object.fromEntries(request.headers) };
  const redirect = !http ? request.redirect : http.followRedirects ? 'follow' : 'manual';
  return {
    request: { url, method: request.method, headers, body, signal },
    redirect,
    http: http ?? { followRedirects: true },
    hide,
  };
}

const partsOf = ({ method, headers, body, redirect }: Request): RequestInit => ({
  method,
  headers,
  body,
  redirect,
  ...(body ? { duplex: 'half' } : {}),
});

async function follow(asked: Asked, hop: Hop): Promise<Response> {
  const { request, redirect } = asked;
  const response = await once(asked, hop);
  const location = response.headers.get('location');
  if (response.status < 300 || response.status > 399 || response.status === 304 || !location) return response;
  if (redirect === 'error') throw new Refusal('it redirects elsewhere: configure the final address');
  const keepsMethod = response.status === 307 || response.status === 308;
  if (hop.parts.options.trust !== 'operator' || redirect === 'manual' || !keepsMethod) return response;
  await response.body?.cancel();
  if (hop.hops >= mostHops || !URL.canParse(location, request.url))
    throw new Refusal('it redirects in circles');
  const url = new URL(location, request.url);
  url.hash = '';
  const elsewhere = hop.elsewhere || isElsewhere(url, hop.from);
  const headers = elsewhere ? withoutCredentials(request.headers) : request.headers;
  return follow(
    { ...asked, request: { ...request, url, headers } },
    { ...hop, hops: hop.hops + 1, elsewhere },
  );
}

/** The same site is the same origin, or the same name that now wants TLS. */
export const isElsewhere = (to: URL, from: URL): boolean =>
  to.origin !== from.origin &&
  !(
    to.hostname === from.hostname &&
    from.protocol === 'http:' &&
    to.protocol === 'https:' &&
    to.port + from.port === ''
  );

/** Of all receivers: some have names of their own for them. */
const credentials: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'x-auth-token',
  'x-user-id',
  'x-amz-security-token',
]);

const withoutCredentials = (headers: Names): Names =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !credentials.has(name)));

async function once(asked: Asked, hop: Hop): Promise<Response> {
  const { request, http } = asked;
  const { protocol } = request.url;
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new Refusal('only http and https addresses can be sent to');
  request.signal?.throwIfAborted();
  if (!http.oauth2 || hop.elsewhere) return send(asked, hop);
  const { tokens } = hop.parts;
  const authorization = await tokens.authorization(http.oauth2, { ...asked, signal: request.signal });
  const response = await send(asked, hop, authorization);
  if (response.status !== 401 || !tokens.refused(http.oauth2, authorization)) return response;
  await response.body?.cancel();
  return send(asked, hop, await tokens.authorization(http.oauth2, { ...asked, signal: request.signal }));
}

/** What the channel says of itself goes before what `http_config` says; a token of OAuth 2 before both, as upstream. */
async function send(asked: Asked, { parts, elsewhere }: Hop, token?: string): Promise<Response> {
  const { request, http, hide } = asked;
  const own = elsewhere ? { headers: {}, secrets: [] } : authorizationHeader(http);
  const extra = extraHeaders(http.headers ?? [], elsewhere);
  hide(...own.secrets, ...extra.secrets);
  const headers = {
    ...extra.headers,
    ...own.headers,
    ...request.headers,
    ...(token && { authorization: token }),
  };
  const incoming = await parts.pools.send({ ...request, headers }, { ...wayOf(http), hide });
  return responseOf(incoming, parts.options.maxResponseBytes ?? defaultMaxBytes);
}
