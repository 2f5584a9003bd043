import { type Address, endpoint, readAddress } from './address.ts';
import type { PrometheusError } from './error.ts';
import { BadAnswer, isRecord, type QueryResult, readResult, record } from './result.ts';
import { createTransport, type HttpAnswer, type Transport, TransportError } from './transport.ts';

export interface Asked {
  readonly query: string;
  /** Epoch ms. */
  readonly at: number;
  readonly signal?: AbortSignal;
  /** Instead of the client's own. */
  readonly timeoutMs?: number;
}

export interface AskedRange extends Omit<Asked, 'at'> {
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
}

export type Answer =
  | { readonly result: QueryResult; readonly warnings: readonly string[]; readonly error?: undefined }
  | { readonly error: PrometheusError };

/** Never rejects: what goes wrong is an answer with an error. */
export interface PrometheusClient {
  /** Without credentials. */
  readonly address: string;
  query(asked: Asked): Promise<Answer>;
  queryRange(asked: AskedRange): Promise<Answer>;
  /** A command that repeats the query, for a terminal; credentials are the reader's own. */
  curl(asked: Pick<Asked, 'query' | 'at'>): string;
  close(): void;
}

export interface ClientOptions {
  /** `http://user:password@host:9090/prefix`. */
  readonly url: string;
  readonly timeoutMs: number;
  readonly maxBytes?: number;
  readonly transport?: Transport;
}

const defaultMaxBytes = 32 * 2 ** 20;
/** Longer queries go by POST: proxies cut long addresses. */
const longestGet = 2000;

/** Throws when the address is none. */
export function createPrometheusClient(options: ClientOptions): PrometheusClient {
  const address = readAddress(options.url);
  const transport = options.transport ?? createTransport();
  const maxBytes = options.maxBytes ?? defaultMaxBytes;

  const ask = async (path: string, parameters: Record<string, string>, asked: Limits): Promise<Answer> => {
    const timeoutMs = asked.timeoutMs ?? options.timeoutMs;
    const expired = AbortSignal.timeout(timeoutMs);
    const signal = asked.signal ? AbortSignal.any([expired, asked.signal]) : expired;
    try {
      const request = requestFor(address, path, new URLSearchParams(parameters));
      return readAnswer(await transport.send({ ...request, signal, maxBytes }), address);
    } catch (error) {
      return { error: explain(error, { address, timeoutMs, maxBytes, expired }) };
    }
  };

  return {
    address: address.shown,
    query: (asked) => ask('/api/v1/query', { query: asked.query, time: seconds(asked.at) }, asked),
    queryRange: ({ query, from, to, stepMs, ...limits }) =>
      ask(
        '/api/v1/query_range',
        { query, start: seconds(from), end: seconds(to), step: seconds(stepMs) },
        limits,
      ),
    curl: ({ query, at }) =>
      `curl -G ${quoted(`${address.shown}/api/v1/query`)} --data-urlencode ${quoted(`query=${query}`)} --data-urlencode time=${seconds(at)}`,
    close: () => transport.close(),
  };
}

type Limits = Pick<Asked, 'signal' | 'timeoutMs'>;

const seconds = (ms: number): string => String(ms / 1000);
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

interface Sent {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

function requestFor(address: Address, path: string, parameters: URLSearchParams): Sent {
  const headers = { ...address.headers, accept: 'application/json', 'accept-encoding': 'identity' };
  const body = parameters.toString();
  if (body.length <= longestGet) return { url: endpoint(address, path, parameters), headers };
  return {
    url: endpoint(address, path, new URLSearchParams()),
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    body,
  };
}

function readAnswer({ status, body }: HttpAnswer, { shown }: Address): Answer {
  const parsed = parse(body);
  const told = isRecord(parsed) && typeof parsed.error === 'string' ? parsed.error.slice(0, 500) : undefined;
  if (told !== undefined && (status === 400 || status === 422))
    return { error: { kind: 'query', status, message: told } };
  if (status < 200 || status > 299) {
    const why = told === undefined ? hintFor(status) : `: ${told}`;
    return { error: { kind: 'http', status, message: `${shown} answers with HTTP ${status}${why}` } };
  }
  if (told !== undefined) return { error: { kind: 'query', status, message: told } };
  const { data, warnings } = record(parsed, 'data');
  return { result: readResult(data), warnings: Array.isArray(warnings) ? warnings.map(String) : [] };
}

function parse(body: string): unknown {
  try {
    const parsed: unknown = JSON.parse(body);
    return parsed;
  } catch {
    return undefined;
  }
}

function hintFor(status: number): string {
  if (status === 401 || status === 403)
    return ': give the credentials in the address, http://user:password@host';
  if (status === 404) return ': is this a Prometheus, and is a path prefix missing in the address?';
  if (status >= 300 && status < 400) return ', a redirect: give the address it leads to';
  return '';
}

interface Circumstances {
  readonly address: Address;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly expired: AbortSignal;
}

function explain(error: unknown, { address, timeoutMs, maxBytes, expired }: Circumstances): PrometheusError {
  const { shown } = address;
  if (error instanceof BadAnswer) {
    return {
      kind: 'bad-answer',
      message: `${shown} answers something that Prometheus would not: ${error.message}`,
    };
  }
  if (expired.aborted)
    return { kind: 'timeout', message: `${shown} did not answer within ${timeoutMs / 1000} s` };
  const code = error instanceof TransportError ? error.code : error instanceof Error ? error.name : 'unknown';
  if (code === 'too-large') {
    const message = `${shown} answers with more than ${Math.round(maxBytes / 2 ** 20)} MiB: aggregate in the expression`;
    return { kind: 'bad-answer', message };
  }
  if (code === 'broke-off')
    return { kind: 'bad-answer', message: `${shown} broke off in the middle of its answer` };
  return { kind: 'unreachable', message: `${shown} cannot be reached: ${words[code] ?? code}` };
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused, nothing listens there',
  ECONNRESET: 'it closed the connection without an answer',
  ENOTFOUND: 'its host name is not known',
  EAI_AGAIN: 'its host name cannot be looked up right now',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to its network',
  ETIMEDOUT: 'the connection was not established in time',
  AbortError: 'the query was given up',
};
