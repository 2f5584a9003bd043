import { spawnSync } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSafeFetch } from '#channels/safe-fetch';
import { plainRemoteWrite } from '#config/remote-write-config';
import { customBucketsSchema, type FloatHistogram } from '#core/rule/float-histogram';
import { recordedSamples, type WrittenSample } from '#core/rule/samples';
import { systemClock } from '#lib/clock';
import { type Log, silentLog } from '#lib/log';
import { createPrometheusClient, type PrometheusClient } from '#prometheus/client';
import type { VectorSample } from '#prometheus/result';
import { readWriteRequest } from '#remote-write/kit/read-write-request';
import { createRemoteWriter, type RemoteWriter } from '#remote-write/writer';
import { ensurePrometheus } from '../../scripts/servers/prometheus.ts';
import { eventually, type RealPrometheus, startPrometheus, takesSamples } from './kit/real-prometheus.ts';

const real = await ensurePrometheus();
const version = spawnSync(real.prometheus, ['--version'], {
  encoding: 'utf8',
  env: { ...process.env, ...real.env },
});
/** Custom buckets are known to Prometheus 3. */
const whereNew = /version [012]\./.test(version.stdout + version.stderr) ? test.skip : test;

let prometheus: RealPrometheus;
let client: PrometheusClient;
const fetch = createSafeFetch({ trust: 'operator' });

beforeAll(async () => {
  prometheus = await startPrometheus([], {}, { flags: takesSamples });
  client = createPrometheusClient({ url: prometheus.url, timeoutMs: 10_000 });
}, 120_000);

afterAll(async () => {
  client.close();
  fetch.close();
  await prometheus[Symbol.asyncDispose]();
});

interface Writing {
  readonly writer: RemoteWriter;
  readonly said: string[];
}

function writing(url: string, timeoutMs = 10_000): Writing {
  const said: string[] = [];
  const warn: Log['warn'] = (message, fields) => void said.push(`${message} ${JSON.stringify(fields)}`);
  const log: Log = { ...silentLog, warn, info: warn, with: () => log };
  const settings = { ...plainRemoteWrite('test', url), timeoutMs };
  return { writer: createRemoteWriter({ settings, fetch, clock: systemClock, log, version: '0' }), said };
}

const toPrometheus = (): Writing => writing(`${prometheus.url}/api/v1/write`);

async function ask(query: string, at: number): Promise<readonly VectorSample[]> {
  const answer = await client.query({ query, at });
  if (answer.error || answer.result.type !== 'vector') throw new Error(JSON.stringify(answer));
  return answer.result.samples;
}

/** As the API prints it. */
async function printed(query: string, at: number): Promise<unknown> {
  const parameters = new URLSearchParams({ query, time: String(at / 1_000) });
  const answer = await globalThis.fetch(`${prometheus.url}/api/v1/query?${parameters.toString()}`);
  const { data } = (await answer.json()) as { data: { result: { histogram?: [number, unknown] }[] } };
  return data.result.map(({ histogram }) => histogram?.[1]);
}

test('what is written can be read at once: all numbers, any text in labels, and the end of a series', async () => {
  const { writer, said } = toPrometheus();
  const at = Date.now();
  const values = [0, -1.5, 1e300, 5e-324, Infinity, -Infinity, NaN];
  const labels = (index: number) => ({ __name__: 'read_at_once', nr: String(index), text: 'ä\n"\\ 🔔' });
  await writer.write(values.map((value, index) => ({ labels: labels(index), at, value })));
  const found = await ask('sort_by_label(read_at_once, "nr")', at).catch(() => ask('read_at_once', at));
  const byNumber = [...found].sort((a, b) => Number(a.labels.nr) - Number(b.labels.nr));
  expect(byNumber.map(({ value }) => value)).toEqual(values);
  expect(byNumber[0]?.labels).toEqual(labels(0));
  await writer.write([{ labels: labels(0), at: at + 1, value: 'stale' }]);
  expect(await ask('read_at_once{nr="0"}', at)).toHaveLength(1);
  expect(await ask('read_at_once{nr="0"}', at + 1)).toHaveLength(0);
  expect(said).toEqual([]);
});

test('samples that Prometheus refuses take no others with them', async () => {
  const { writer, said } = toPrometheus();
  const at = Date.now();
  const series = (job: string, time: number, value = 1): WrittenSample => ({
    labels: { __name__: 'refused_among', job },
    at: time,
    value,
  });
  await writer.write([series('late', at)]);
  const others = Array.from({ length: 500 }, (_, index) => series(`j${index}`, at));
  await writer.write([...others.slice(0, 200), series('late', at - 60_000), ...others.slice(200)]);
  expect(await ask('count(refused_among)', at)).toMatchObject([{ value: 501 }]);
  expect(said).toEqual([expect.stringMatching(/refused .*out of order sample.*job=/)]);
});

/** Both signs, a zero bucket as wide as it is said, buckets anywhere. */
const histograms = fc
  .record({
    schema: fc.integer({ min: -4, max: 8 }),
    zeroCount: fc.integer({ min: 0, max: 9 }),
    positive: fc.dictionary(fc.integer({ min: -20, max: 40 }).map(String), fc.integer({ min: 1, max: 99 })),
    negative: fc.dictionary(fc.integer({ min: -20, max: 40 }).map(String), fc.integer({ min: 1, max: 99 })),
    sum: fc.double({ noNaN: true }),
    half: fc.boolean(),
  })
  .map(({ schema, zeroCount, positive, negative, sum, half }): FloatHistogram => {
    const scale = half ? 0.5 : 1;
    // None lies within the zero bucket.
    const buckets = (counts: Readonly<Record<string, number>>) =>
      new Map(
        Object.entries(counts)
          .filter(([index]) => Number(index) > -128 * 2 ** schema)
          .map(([index, count]) => [Number(index), count * scale]),
      );
    const [above, below] = [buckets(positive), buckets(negative)];
    const all = [...above.values(), ...below.values()];
    return {
      ...{ schema, zeroCount: zeroCount * scale, sum, zeroThreshold: 2 ** -128 },
      count: zeroCount * scale + all.reduce((total, each) => total + each, 0),
      positive: above,
      negative: below,
      ...{ customValues: [], resetHint: 'unknown' },
    };
  });

test('a native histogram that is recorded reads back as the one it was made of', async () => {
  const { writer, said } = toPrometheus();
  let at = Date.now() - 50_000;
  await fc.assert(
    fc.asyncProperty(histograms, async (histogram) => {
      at += 100;
      await writer.write([{ labels: { __name__: 'raw_histogram' }, at, value: histogram }]);
      const found = await ask('raw_histogram', at);
      const rule = { name: 'recorded_histogram', labels: { team: 'a' } };
      const made = recordedSamples(rule, found, { at, limit: 0 });
      if ('error' in made) throw new Error(made.error);
      expect(made.samples).toMatchObject([{ value: { count: histogram.count } }]);
      await writer.write(made.samples);
      expect(said).toEqual([]);
      const raw = await printed('raw_histogram', at);
      expect(await printed('recorded_histogram', at)).toEqual(raw);
      expect(await printed('recorded_histogram + ignoring (team) raw_histogram', at)).toEqual(
        await printed('raw_histogram + raw_histogram', at),
      );
    }),
    { numRuns: 60 },
  );
}, 60_000);

whereNew(
  'a recorded histogram with custom buckets prints and gives quantiles as the one it was made of',
  async () => {
    const { writer, said } = toPrometheus();
    const at = Date.now();
    const counts = [1, 2, 0, 4, 0, 0, 3];
    const custom: FloatHistogram = {
      ...{ schema: customBucketsSchema, count: 10, sum: 12, zeroThreshold: 0, zeroCount: 0 },
      positive: new Map(counts.entries()),
      ...{ negative: new Map(), customValues: [0.1, 0.5, 1, 2.5, 5, 10], resetHint: 'unknown' },
    };
    await writer.write([{ labels: { __name__: 'raw_custom' }, at, value: custom }]);
    const rule = { name: 'recorded_custom', labels: {} };
    const made = recordedSamples(rule, await ask('raw_custom', at), { at, limit: 0 });
    if ('error' in made) throw new Error(made.error);
    await writer.write(made.samples);
    expect(said).toEqual([]);
    expect(await printed('recorded_custom', at)).toEqual(await printed('raw_custom', at));
    for (const quantile of [0.05, 0.2, 0.5, 0.69]) {
      const [raw] = await ask(`histogram_quantile(${quantile}, raw_custom)`, at);
      const [recorded] = await ask(`histogram_quantile(${quantile}, recorded_custom)`, at);
      expect(recorded?.value).toBe(raw?.value);
    }
  },
);

/** A receiver that does with each request what comes next. */
interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly taken: number[];
}

type Deed = 'take' | 'reset' | 'hang' | number;

async function startReceiver(deeds: Deed[]): Promise<Receiver> {
  const taken: number[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const deed = deeds.shift() ?? 'take';
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
    if (deed === 'reset') return void request.socket.destroy();
    if (deed === 'hang') return;
    if (deed !== 'take') {
      response.setHeader('Retry-After', '0');
      return void response.writeHead(deed).end('not now');
    }
    taken.push(...readWriteRequest(body).map(({ at }) => at));
    response.writeHead(204).end();
  };
  const server: Server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/write`,
    taken,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('a receiver that fails', () => {
  const one = (at: number): WrittenSample => ({ labels: { __name__: 'm' }, at, value: 1 });

  test.each<[string, Deed[]]>([
    ['answers 500, then 503', [500, 503]],
    ['answers 429', [429]],
    ['closes the connection', ['reset', 'reset']],
    ['hangs', ['hang']],
  ])('%s: all arrives all the same, in order', async (_, deeds) => {
    await using receiver = await startReceiver([...deeds]);
    const { writer, said } = writing(receiver.url, 500);
    await Promise.all([writer.write([one(1), one(2)]), writer.write([one(3)])]);
    await writer.write([one(4)]);
    expect(receiver.taken).toEqual([1, 2, 3, 4]);
    expect(said).toEqual([expect.stringContaining('does not get through'), expect.stringContaining('again')]);
    await writer.stop(1_000);
  });
});

test('a Prometheus that is down takes what waited, once it is back', async () => {
  const { writer, said } = toPrometheus();
  await prometheus.kill();
  const at = Date.now();
  const written = writer.write([{ labels: { __name__: 'waited' }, at, value: 7 }]);
  await eventually('it is noticed', () => Promise.resolve(said.length > 0));
  await prometheus.up();
  await written;
  await eventually('it is there', async () => (await ask('waited', at)).length === 1);
  expect(said.join('\n')).toMatch(/connection|ECONNREFUSED|reached/i);
}, 30_000);
