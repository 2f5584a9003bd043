import { bareHost } from '#channels/address-guard';
import type { HttpSettings } from '#config/http-settings';
import { type Address, readAddress } from './address.ts';
import { record } from './answer-parts.ts';
import { type AskFor, type Catalog, createCatalog } from './catalog.ts';
import { deadlineAfter } from './deadline.ts';
import type { PrometheusError } from './error.ts';
import { explain, faultIn } from './explain.ts';
import { curlFor, type Parameters, type Question, requestFor, seconds } from './question.ts';
import { type QueryResult, readResult } from './result.ts';
import type { Relay } from './relay.ts';
import { createTransport, type HttpAnswer, type Transport } from './transport.ts';

export type { Catalog } from './catalog.ts';
export type { Relay } from './relay.ts';

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
  | {
      readonly result: QueryResult;
      /** The result may be incomplete or not what was meant. */
      readonly warnings: readonly string[];
      /** Remarks on the query; absent where there are none. */
      readonly infos?: readonly string[];
      readonly error?: undefined;
    }
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
  /** Absent: a plain client, whose credentials stand in the address if anywhere. */
  readonly http?: HttpSettings;
  /** Go with every question. */
  readonly parameters?: Parameters;
  /** Instead of one made from `http`. */
  readonly transport?: Transport;
}

const defaultMaxBytes = 32 * 2 ** 20;
/** An answer that was longer than that last time is asked for compressed. */
const largeAnswer = 100_000;
const mostRemembered = 1_000;

/** Throws when the address is none. */
export function createPrometheusClient(options: ClientOptions): PrometheusClient & Catalog & Relay {
  const address = readAddress(options.url);
  const parts: Parts = {
    address,
    options,
    transport: options.transport ?? createTransport(options.http ? { http: options.http } : {}),
    near: isNear(address, options.http),
  };
  const large = new Set<string>();
  const remember = (query: string, size: number): void => {
    if (size < largeAnswer) return void large.delete(query);
    if (large.size >= mostRemembered) large.clear();
    large.add(query);
  };
  const instant = ({ query, at }: Pick<Asked, 'query' | 'at'>) => ({
    path: '/api/v1/query',
    parameters: [...(options.parameters ?? []), ['query', query], ['time', seconds(at)]] satisfies Parameters,
  });
  const range = ({ query, from, to, stepMs }: AskedRange): Parameters => [
    ...(options.parameters ?? []),
    ['query', query],
    ['start', seconds(from)],
    ['end', seconds(to)],
    ['step', seconds(stepMs)],
  ];
  const found: AskFor = async ({ path, parameters, ...limits }, read) => {
    const all = [...(options.parameters ?? []), ...parameters];
    const answer = await ask(parts, { path, parameters: all, compressed: true, ...limits }, read);
    return answer.error ? answer : { found: answer.value, warnings: answer.warnings };
  };
  return {
    address: address.shown,
    async query(asked) {
      const compressed = large.has(asked.query);
      const answer = await ask(parts, { ...limitsOf(asked), ...instant(asked), compressed }, readResult);
      if (!answer.error) remember(asked.query, answer.size);
      return answerOf(answer);
    },
    queryRange: async (asked) => {
      const question = { path: '/api/v1/query_range', parameters: range(asked), compressed: true };
      return answerOf(await ask(parts, { ...limitsOf(asked), ...question }, readResult));
    },
    curl: (asked) => curlFor(address, instant(asked), options.http?.headers ?? []),
    ...createCatalog(found),
    relay: ({ path, parameters, ...limits }) => {
      const all = [...(options.parameters ?? []), ...unlessSet(parameters, parts)];
      return send(parts, { path, parameters: all, compressed: true, ...limits }, (answer) => answer);
    },
    close: () => parts.transport.close(),
  };
}

interface Parts {
  readonly address: Address;
  readonly options: ClientOptions;
  readonly transport: Transport;
  /** On this machine, where compressing costs more than it saves. */
  readonly near: boolean;
}

const isNear = ({ url }: Address, http: HttpSettings | undefined): boolean =>
  !http?.proxy && /^(localhost|127\.[\d.]+|::1)$/.test(bareHost(url.hostname));

/** What the configuration says with every question, somebody else's cannot say otherwise. */
function unlessSet(parameters: Parameters, { address, options }: Parts): Parameters {
  const set = new Set([
    ...address.url.searchParams.keys(),
    ...(options.parameters ?? []).map(([name]) => name),
  ]);
  return parameters.filter(([name]) => !set.has(name));
}

type Limits = Pick<Asked, 'signal' | 'timeoutMs'>;
const limitsOf = ({ signal, timeoutMs }: Limits): Limits => ({
  ...(signal && { signal }),
  ...(timeoutMs !== undefined && { timeoutMs }),
});

interface Told<Value> {
  readonly value: Value;
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
  readonly size: number;
  readonly error?: undefined;
}
type Reply<Value> = Told<Value> | { readonly error: PrometheusError };

const answerOf = (reply: Reply<QueryResult>): Answer => {
  if (reply.error) return reply;
  const { value, warnings, infos } = reply;
  return { result: value, warnings, ...(infos.length > 0 && { infos }) };
};

async function ask<Value>(
  parts: Parts,
  asked: Question & Limits,
  read: (data: unknown) => Value,
): Promise<Reply<Value>> {
  const isConfigured = parts.options.http !== undefined;
  const { shown } = parts.address;
  return send(parts, asked, (answer) => {
    const parsed = parse(answer.body);
    const error = faultIn(answer, parsed, { shown, isConfigured });
    if (error) return { error };
    const { data, warnings, infos } = record(parsed, 'data');
    return { value: read(data), warnings: texts(warnings), infos: texts(infos), size: answer.body.length };
  });
}

/** `read` may throw BadAnswer. */
async function send<Result>(
  { address, options, transport, near }: Parts,
  asked: Question & Limits,
  read: (answer: HttpAnswer) => Result,
): Promise<Result | { readonly error: PrometheusError }> {
  const { timeoutMs = options.timeoutMs } = asked;
  const maxBytes = options.maxBytes ?? defaultMaxBytes;
  const deadline = deadlineAfter(timeoutMs, asked.signal);
  const isConfigured = options.http !== undefined;
  const { shown } = address;
  try {
    const request = requestFor(address, { ...asked, compressed: asked.compressed && !near });
    return read(await transport.send({ ...request, signal: deadline.signal, maxBytes }));
  } catch (error) {
    const ended = deadline.ended();
    return { error: explain(error, { shown, timeoutMs, maxBytes, ended, isConfigured }) };
  } finally {
    deadline.clear();
  }
}

const texts = (list: unknown): string[] => (Array.isArray(list) ? list.map(String) : []);

function parse(body: string): unknown {
  try {
    const parsed: unknown = JSON.parse(body);
    return parsed;
  } catch {
    return undefined;
  }
}
