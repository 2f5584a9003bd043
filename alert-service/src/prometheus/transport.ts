import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { authorizationHeader, extraHeaders } from '#channels/transport/credentials';
import { createTokens, type Tokens } from '#channels/transport/oauth2';
import { createPools, type Pools } from '#channels/transport/pools';
import type { Environment } from '#channels/transport/proxy';
import type { Headers, Outgoing } from '#channels/transport/request';
import { isElsewhere } from '#channels/safe-fetch';
import { scrubber } from '#channels/secrets';
import type { HttpSettings } from '#config/http-settings';
import { type Clock, systemClock } from '#lib/clock';
import { collect } from './collect.ts';

export interface HttpRequest {
  readonly url: URL;
  readonly headers: Headers;
  /** Absent: GET. */
  readonly body?: string;
  readonly signal: AbortSignal;
  readonly maxBytes: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** Decoded; without our secrets where it is no success. */
  readonly body: string;
}

export interface Transport {
  /** Rejects with an error that repeats no secret. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): void;
}

export interface TransportOptions {
  /** Absent: a plain client that follows redirects. */
  readonly http?: HttpSettings;
  readonly clock?: Pick<Clock, 'now'>;
  /** For `proxy_from_environment`. */
  readonly environment?: Environment;
}

interface Parts {
  readonly pools: Pools;
  readonly tokens: Tokens;
  readonly http: HttpSettings;
}

type Hide = (...secrets: readonly string[]) => void;

const mostTokenBytes = 2 ** 20;
/** As Go's client. */
const mostHops = 10;

/**
 * Over the connections that `http_config` describes, kept open between evaluations. Without a Response and its streams,
 * as fetch has them: there are hundreds of questions a second.
 */
export function createTransport(options: TransportOptions = {}): Transport {
  const { clock = systemClock, environment = process.env } = options;
  const pools = createPools({ trust: 'operator', clock, environment });
  const tokens = createTokens({
    clock,
    id: randomUUID,
    ask: async (request, settings, hide) => {
      const incoming = await pools.send(request, { ...wayOf(settings), hide });
      const body = await collect(incoming, mostTokenBytes);
      const contentType = incoming.headers['content-type'] ?? '';
      return { status: incoming.statusCode ?? 0, contentType, body };
    },
  });
  const parts: Parts = { pools, tokens, http: options.http ?? { followRedirects: true } };
  return { send: (request) => sent(request, parts), close: () => pools.close() };
}

const wayOf = ({ tls, proxy }: Pick<HttpSettings, 'tls' | 'proxy'>) => ({
  ...(tls && { tls }),
  ...(proxy && { proxy }),
});

async function sent(
  { url, headers, body, signal, maxBytes }: HttpRequest,
  parts: Parts,
): Promise<HttpAnswer> {
  const secrets = [headers.authorization ?? []].flat().map((login) => login.replace(/^\w+ /, ''));
  const hide: Hide = (...found) => void secrets.push(...found);
  const request: Outgoing = {
    url,
    method: body === undefined ? 'GET' : 'POST',
    headers,
    body: body === undefined ? undefined : Buffer.from(body),
    signal,
    repeatable: true,
  };
  try {
    const incoming = await follow(request, { parts, hide, hops: 0, from: url, elsewhere: false });
    const status = incoming.statusCode ?? 0;
    const text = await collect(incoming, maxBytes);
    return { status, body: status > 199 && status < 300 ? text : scrubber(secrets)(text) };
  } catch (error) {
    if (Error.isError(error)) error.message = scrubber(secrets)(error.message);
    throw error;
  }
}

interface Hop {
  readonly parts: Parts;
  readonly hide: Hide;
  readonly hops: number;
  readonly from: URL;
  /** Credentials stay at home from then on. */
  readonly elsewhere: boolean;
}

/** A question asked by POST goes on only where it keeps its body. */
async function follow(request: Outgoing, hop: Hop): Promise<IncomingMessage> {
  const incoming = await once(request, hop);
  const { statusCode = 0 } = incoming;
  const { location } = incoming.headers;
  const keeps = statusCode === 307 || statusCode === 308 || request.method === 'GET';
  const leads = statusCode > 299 && statusCode < 400 && statusCode !== 304 && keeps;
  if (!leads || !location || !hop.parts.http.followRedirects || !URL.canParse(location, request.url))
    return incoming;
  if (hop.hops >= mostHops) return incoming;
  incoming.resume().on('error', () => undefined);
  const url = new URL(location, request.url);
  url.hash = '';
  const elsewhere = hop.elsewhere || isElsewhere(url, hop.from);
  const { authorization, ...others } = request.headers;
  const headers = elsewhere || authorization === undefined ? others : { ...others, authorization };
  return follow({ ...request, url, headers }, { ...hop, hops: hop.hops + 1, elsewhere });
}

/** A token that is refused is fetched anew, once. */
async function once(request: Outgoing, hop: Hop): Promise<IncomingMessage> {
  const { parts, hide, elsewhere } = hop;
  const { oauth2 } = parts.http;
  if (!oauth2 || elsewhere) return dressed(request, hop);
  const asked = { signal: request.signal, hide };
  const authorization = await parts.tokens.authorization(oauth2, asked);
  const incoming = await dressed(request, hop, authorization);
  if (incoming.statusCode !== 401 || !parts.tokens.refused(oauth2, authorization)) return incoming;
  incoming.resume().on('error', () => undefined);
  return dressed(request, hop, await parts.tokens.authorization(oauth2, asked));
}

function dressed(
  request: Outgoing,
  { parts, hide, elsewhere }: Hop,
  token?: string,
): Promise<IncomingMessage> {
  const { http, pools } = parts;
  const own = elsewhere ? { headers: {}, secrets: [] } : authorizationHeader(http);
  const extra = extraHeaders(http.headers ?? [], elsewhere);
  hide(...own.secrets, ...extra.secrets);
  const headers = {
    ...extra.headers,
    ...own.headers,
    ...request.headers,
    ...(token && { authorization: token }),
  };
  return pools.send({ ...request, headers }, { ...wayOf(http), hide });
}
