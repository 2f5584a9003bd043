import { z } from 'zod';
import { revealed } from '#channels/credentials';
import { oneLine } from '#lib/plain-text';
import { createSafeFetch, type SafeFetch } from '#channels/safe-fetch';
import { addressForPeople, scrubber } from '#channels/secrets';
import type { HealthSettings } from '#config/services/settings';
import type { Clock } from '#lib/clock';
import { lengthWords, wordsOf } from '#services/probes/finding';
import { logsQuery } from './links.ts';
import type { ServiceLogs } from './service-pages.ts';

type Lines = ServiceLogs['lines'];
type Loki = NonNullable<HealthSettings['loki']>;

const mostLines = 20;
const aroundMs = 3_600_000;
const longestLine = 4_000;
const longestError = 300;
const mostBytes = 2 ** 20;
const timeoutMs = 5_000;

/** What `query_range` answers for a query of logs; entries are [nanoseconds, line, metadata]. */
const Answer = z.object({
  data: z.object({
    resultType: z.literal('streams'),
    result: z.array(
      z.object({
        stream: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.string().regex(/^\d{1,19}$/), z.string()]).rest(z.unknown())),
      }),
    ),
  }),
});

class NotRead extends Error {}

interface Entry {
  readonly ns: bigint;
  readonly line: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The twenty lines nearest to a moment: ten before and ten after, or more of one side where the other has fewer. */
export async function linesAround(
  { name, at }: { readonly name: string; readonly at: number },
  loki: Loki,
  clock: Clock,
): Promise<{ readonly lines: Lines } | { readonly error: string }> {
  const secrets: string[] = [];
  const ending = new AbortController();
  const cancel = clock.at(clock.now() + timeoutMs, () => ending.abort());
  const way = createSafeFetch({ trust: 'operator', clock, maxResponseBytes: mostBytes });
  const asking: Asking = { loki, way, signal: ending.signal, secrets };
  const moment = BigInt(Math.round(at)) * nsPerMs;
  const span = BigInt(aroundMs) * nsPerMs;
  const query = logsQuery(name, loki.label);
  try {
    const [before, after] = await Promise.all([
      entriesOf({ query, start: moment - span, end: moment, direction: 'backward' }, asking),
      entriesOf({ query, start: moment, end: moment + span, direction: 'forward' }, asking),
    ]);
    return { lines: nearest(before, after).map(wireLine) };
  } catch (error) {
    const why = ending.signal.aborted
      ? `it did not answer within ${lengthWords(timeoutMs)}`
      : error instanceof NotRead
        ? error.message
        : wordsOf(error);
    const said = oneLine(scrubber(secrets)(why), longestError);
    return { error: `Loki at ${addressForPeople(loki.url)} gives no lines: ${said}` };
  } finally {
    cancel();
    way.close();
  }
}

const nsPerMs = 1_000_000n;

interface Asking {
  readonly loki: Loki;
  readonly way: SafeFetch;
  readonly signal: AbortSignal;
  readonly secrets: string[];
}

interface Range {
  readonly query: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly direction: 'backward' | 'forward';
}

async function entriesOf({ query, start, end, direction }: Range, asking: Asking): Promise<Entry[]> {
  const { loki, way, signal, secrets } = asking;
  const headers = [...loki.headers].map(([name, value]): [string, string] => [name, revealed(value)]);
  for (const [, value] of headers) secrets.push(value, value.replace(/^\S+\s+/u, ''));
  const url = new URL(`${loki.url}/loki/api/v1/query_range`);
  const parameters = { query, start, end, direction, limit: mostLines };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value));
  const response = await way(url.href, {
    headers: { accept: 'application/json', ...Object.fromEntries(headers) },
    http: { followRedirects: false },
    hide: (...more) => void secrets.push(...more),
    signal,
  });
  const text = await response.text();
  if (!response.ok) throw new NotRead(`it answered ${response.status}${text === '' ? '' : `: ${text}`}`);
  return entriesIn(text).toSorted((a, b) =>
    a.ns === b.ns ? 0 : a.ns < b.ns === (direction === 'forward') ? -1 : 1,
  );
}

function entriesIn(text: string): Entry[] {
  if (Buffer.byteLength(text) >= mostBytes)
    throw new NotRead('its answer is longer than 1 MiB: its lines are huge');
  const read = Answer.safeParse(parsedJson(text));
  if (!read.success)
    throw new NotRead('it answered something else than lines of logs: is the address that of Loki?');
  return read.data.data.result.flatMap(({ stream, values }) =>
    values.map(([ns, line]) => ({ ns: BigInt(ns), line, labels: stream })),
  );
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `before` newest first, `after` oldest first; the answer oldest first. */
function nearest(before: readonly Entry[], after: readonly Entry[]): readonly Entry[] {
  const half = mostLines / 2;
  const later = Math.min(after.length, Math.max(half, mostLines - before.length));
  return [...before.slice(0, mostLines - later).toReversed(), ...after.slice(0, later)];
}

const wireLine = ({ ns, line, labels }: Entry) => ({
  at: Number(ns / nsPerMs),
  line: line.length > longestLine ? `${line.slice(0, longestLine)}…` : line,
  labels,
});
