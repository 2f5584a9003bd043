import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SafeFetch } from '#channels/safe-fetch';
import { compileGoRegexp, type GoRegexp } from '@tocsin/model/matchers';
import type { FloatHistogram } from '#core/rule/float-histogram';
import type { RelabelRule } from '#core/relabel';
import type { WrittenSample } from '#core/rule/samples';
import { createFakeClock, type FakeClock } from '#lib/fake-clock';
import { type Log, silentLog } from '#lib/log';
import { Secret } from '#lib/secret';
import { type ReadSample, readWriteRequest } from './kit/read-write-request.ts';
import type { RemoteWriteMeter } from './meter.ts';
import { type QueueSettings, usualQueue } from './settings.ts';
import { createRemoteWriter, type RemoteWriter } from './writer.ts';

const sample = (series: string, at: number): WrittenSample => ({
  labels: { __name__: 'm', series },
  at,
  value: at,
});

const regexp = (pattern: string): GoRegexp => {
  const found = compileGoRegexp(pattern);
  if (!found.ok) throw new Error(found.error);
  return found.value;
};
const plain = {
  sourceLabels: [],
  separator: ';',
  regex: regexp('^(?s:(.*))$'),
  modulus: 0n,
  targetLabel: '',
  replacement: '$1',
};
const emptyHistogram: FloatHistogram = {
  ...{ schema: 0, count: 0, sum: 0, zeroThreshold: 0, zeroCount: 0, resetHint: 'unknown' },
  ...{ positive: new Map(), negative: new Map(), customValues: [] },
};

type Answers = (samples: readonly ReadSample[], request: RequestInit) => Response | Promise<Response>;

interface World {
  readonly writer: RemoteWriter;
  readonly clock: FakeClock;
  /** What each request brought. */
  readonly requests: (readonly ReadSample[])[];
  readonly said: string[];
  readonly dropped: Record<string, number>;
  answer: Answers;
  pending(): number;
}

const ok: Answers = () => new Response(null, { status: 204 });
const status = (code: number, text = '', headers: Record<string, string> = {}): Response =>
  new Response(code === 204 ? null : text, { status: code, headers });

function world(queue: Partial<QueueSettings> = {}, relabel: readonly RelabelRule[] = []): World {
  const clock = createFakeClock();
  const said: string[] = [];
  const write: Log['warn'] = (message, fields) => void said.push(`${message} ${JSON.stringify(fields)}`);
  const log: Log = { ...silentLog, warn: write, info: write, with: () => log };
  const dropped: Record<string, number> = {};
  let pending = (): number => 0;
  const meter: RemoteWriteMeter = {
    written: () => undefined,
    retried: () => undefined,
    dropped: (why, samples) => void (dropped[why] = (dropped[why] ?? 0) + samples),
    watch: (read) => void (pending = () => read().pending),
  };
  const fetch: SafeFetch = async (_url, init = {}) => {
    init.signal?.throwIfAborted();
    const samples = readWriteRequest(init.body);
    made.requests.push(samples);
    return made.answer(samples, init);
  };
  const settings = {
    name: 'default',
    url: Secret.of('http://127.0.0.1:1/api/v1/write'),
    shown: 'http://127.0.0.1:1/api/v1/write',
    http: { followRedirects: true },
    timeoutMs: 30_000,
    queue: { ...usualQueue, ...queue },
    relabel,
    histograms: false,
    key: '',
  };
  const writer = createRemoteWriter({ settings, clock, log, meter, fetch, version: '1.2.3' });
  const made: World = { writer, clock, said, dropped, requests: [], answer: ok, pending: () => pending() };
  return made;
}

/** Whether it has resolved by now. */
async function isDone(work: Promise<void>, { clock }: World): Promise<boolean> {
  let done = false;
  void work.then(() => (done = true));
  await clock.advance(0);
  return done;
}

test('what is said in one turn goes in one request, and each call resolves when its own is written', async () => {
  const at = world();
  const headers: unknown[] = [];
  at.answer = (_, request) => {
    headers.push(request.headers);
    return status(200);
  };
  await Promise.all([at.writer.write([sample('a', 1)]), at.writer.write([sample('b', 1)])]);
  expect(at.requests.map((request) => request.map(({ labels }) => labels.series))).toEqual([['a', 'b']]);
  expect(headers).toEqual([
    {
      'content-type': 'application/x-protobuf',
      'content-encoding': 'snappy',
      'x-prometheus-remote-write-version': '0.1.0',
      'user-agent': 'Tocsin/1.2.3',
    },
  ]);
  expect(at.pending()).toBe(0);
  await at.writer.write([]);
  expect(at.requests).toHaveLength(1);
});

test('a request has so many samples at most, one after the other', async () => {
  const at = world({ maxSamplesPerSend: 2 });
  await at.writer.write([1, 2, 3, 4, 5].map((time) => sample('a', time)));
  expect(at.requests.map((request) => request.map(({ at: time }) => time))).toEqual([[1, 2], [3, 4], [5]]);
});

test('a store that fails is asked again, slower each time, and no sooner than it asks for', async () => {
  const at = world({ minBackoffMs: 30, maxBackoffMs: 100 });
  const start = at.clock.now();
  const times: number[] = [];
  const answers = [status(500), status(503), status(500), status(429, '', { 'retry-after': '7' })];
  at.answer = () => {
    times.push(at.clock.now() - start);
    return answers.shift() ?? status(200);
  };
  const written = at.writer.write([sample('a', 1)]);
  await at.clock.advance(10_000);
  await written;
  expect(times).toEqual([0, 30, 90, 190, 7_190]);
  expect(at.said.filter((line) => line.startsWith('remote write'))).toEqual([
    expect.stringContaining('does not get through'),
    expect.stringContaining('gets through again'),
  ]);
});

test('one refused sample takes no other with it, is counted, and said with the words of the store', async () => {
  const at = world();
  at.answer = (samples) =>
    samples.some(({ labels }) => labels.series === 'bad')
      ? status(400, 'out of order sample\n')
      : status(204);
  const all = Array.from({ length: 2_000 }, (_, index) => sample(index === 777 ? 'bad' : `s${index}`, 1));
  await at.writer.write(all);
  const taken = at.requests.filter((request) => request.every(({ labels }) => labels.series !== 'bad'));
  expect(taken.flat()).toHaveLength(1_999);
  expect(at.requests.length).toBeLessThan(30);
  expect(at.dropped).toEqual({ refused: 1 });
  expect(at.said).toEqual([expect.stringMatching(/refused .*out of order sample .*series=\\+"bad/)]);
});

test('where all is refused it is soon given up to look for what is not', async () => {
  const at = world();
  at.answer = () => status(400, 'no');
  await at.writer.write(Array.from({ length: 2_000 }, (_, index) => sample(`s${index}`, 1)));
  expect(at.dropped).toEqual({ refused: 2_000 });
  expect(at.requests.length).toBeLessThan(600);
  expect(at.said).toHaveLength(1);
});

test('other refusals drop the request as it is, and say what to look at', async () => {
  const at = world();
  at.answer = () => status(401, 'who are you?');
  await at.writer.write([sample('a', 1), sample('b', 1)]);
  expect(at.requests).toHaveLength(1);
  expect(at.dropped).toEqual({ refused: 2 });
  expect(at.said[0]).toContain('answered 401: who are you? (check its credentials)');
});

test('a full queue refuses the newest, and says so once a minute', async () => {
  const at = world({ capacity: 3 });
  at.answer = () => status(500);
  const first = at.writer.write([1, 2].map((time) => sample('a', time)));
  expect(await isDone(first, at)).toBe(false);
  void at.writer.write([3, 4].map((time) => sample('a', time)));
  void at.writer.write([sample('a', 5)]);
  expect(at.dropped).toEqual({ 'queue-full': 2 });
  const told = (): string[] => at.said.filter((line) => line.includes('too many wait'));
  expect(told()).toHaveLength(1);
  await at.clock.advance(61_000);
  void at.writer.write([sample('a', 6)]);
  expect(told()).toEqual([told()[0], expect.stringContaining('"samples":2')]);
  at.answer = ok;
  await at.clock.advance(10_000);
  expect(at.requests.at(-1)?.map(({ at: time }) => time)).toEqual([3]);
});

test('nobody waits long for a store that is down: once, and then no more until it has answered', async () => {
  const at = world();
  at.answer = () => status(500);
  const first = at.writer.write([sample('a', 1)]);
  await at.clock.advance(4_999);
  expect(await isDone(first, at)).toBe(false);
  await at.clock.advance(1);
  expect(await isDone(first, at)).toBe(true);
  expect(await isDone(at.writer.write([sample('a', 2)]), at)).toBe(true);
  at.answer = ok;
  await at.clock.advance(10_000);
  expect(at.requests.slice(-2).map((request) => request.map(({ at: time }) => time))).toEqual([[1], [2]]);
  at.answer = () => status(500);
  expect(await isDone(at.writer.write([sample('a', 3)]), at)).toBe(false);
});

test('what could not be written for two hours is given up, and what came later is not', async () => {
  const at = world();
  at.answer = () => status(500);
  void at.writer.write([sample('a', 1)]);
  await at.clock.advance(60 * 60_000);
  void at.writer.write([sample('a', 2)]);
  await at.clock.advance(60 * 60_000 + 6_000);
  expect(at.dropped).toEqual({ 'too-old': 1 });
  at.answer = ok;
  await at.clock.advance(6_000);
  expect(at.requests.at(-1)?.map(({ at: time }) => time)).toEqual([2]);
  expect(at.pending()).toBe(0);
});

test('write_relabel_configs hold for what is written, and histograms stay away where they are not wanted', async () => {
  const rules = [
    { ...plain, action: 'drop', sourceLabels: ['series'], regex: regexp('^(?s:b)$') },
    { ...plain, action: 'replace', targetLabel: 'cluster', replacement: 'eu' },
  ] as const;
  const at = world({}, rules);
  await at.writer.write([sample('a', 1), sample('b', 1), { ...sample('a', 2), value: emptyHistogram }]);
  expect(at.requests.flat().map(({ labels }) => labels)).toEqual([
    { __name__: 'm', series: 'a', cluster: 'eu' },
  ]);
});

test('stopping writes what waits, until its time is up; what is left is lost and said', async () => {
  const at = world({ maxSamplesPerSend: 1 });
  void at.writer.write([sample('a', 1), sample('a', 2)]);
  await at.writer.stop(1_000);
  expect(at.requests).toHaveLength(2);
  const other = world();
  other.answer = () => status(500);
  void other.writer.write([sample('a', 1), sample('a', 2)]);
  const stopped = other.writer.stop(1_000);
  await other.clock.advance(1_000);
  await stopped;
  expect(other.dropped).toEqual({ stopped: 2 });
  expect(other.said.at(-1)).toContain('lost');
  await other.writer.write([sample('a', 3)]);
  expect(other.dropped).toEqual({ stopped: 3 });
});

test('secrets of the address are not said', async () => {
  const at = world();
  const settings = {
    name: 'x',
    url: Secret.of('http://sam:s3cret@127.0.0.1:1/write?key=t0psecret'),
    shown: 'http://127.0.0.1:1/write',
    http: { followRedirects: true },
    timeoutMs: 30_000,
    queue: usualQueue,
    relabel: [],
    histograms: true,
    key: '',
  };
  const lines: string[] = [];
  const log: Log = {
    ...silentLog,
    warn: (text, more) => void lines.push(text + JSON.stringify(more)),
    with: () => log,
  };
  const fetch: SafeFetch = async (url) =>
    status(403, `you asked for ${url instanceof Request ? url.url : url.toString()}`);
  const writer = createRemoteWriter({ settings, clock: at.clock, log, fetch, version: '1' });
  await writer.write([sample('a', 1)]);
  expect(lines.join()).toContain('403');
  expect(lines.join()).not.toMatch(/s3cret|t0psecret/);
});

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ say: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ passMs: fc.integer({ min: 0, max: 3_000 }) }) },
);
const fate = fc.constantFrom('ok', 'ok', 'ok', '500', '429', 'reset', 'odd');

test('whatever fails in between, each series arrives in order, whole but for what was refused', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 30 }),
      fc.array(fate, { maxLength: 30 }),
      fc.integer({ min: 1, max: 5 }),
      async (steps, fates, most) => {
        const at = world({ maxSamplesPerSend: most });
        const stored: ReadSample[] = [];
        at.answer = (samples) => {
          const next = fates.shift() ?? 'ok';
          if (next === '500' || next === '429') return status(Number(next), '', { 'retry-after': '1' });
          if (next === 'reset') throw new Error('ECONNRESET');
          if (next === 'odd' && samples.some(({ at: time }) => time % 2 === 1)) {
            fates.unshift('odd');
            if (samples.length === 1) fates.shift();
            return status(400, 'odd');
          }
          stored.push(...samples);
          return status(204);
        };
        let time = 0;
        const given: WrittenSample[] = [];
        for (const one of steps) {
          if ('passMs' in one) await at.clock.advance(one.passMs);
          else {
            const samples = one.say.map((series) => sample(series, ++time));
            given.push(...samples);
            void at.writer.write(samples);
          }
        }
        const stopped = at.writer.stop(10 * 60_000);
        await at.clock.advance(9 * 60_000);
        await stopped;
        expect(stored.length + (at.dropped.refused ?? 0)).toBe(given.length);
        expect(Object.keys(at.dropped).filter((why) => why !== 'refused')).toEqual([]);
        for (const series of ['a', 'b', 'c']) {
          const times = stored.filter(({ labels }) => labels.series === series).map(({ at: each }) => each);
          expect(times).toEqual([...times].sort((a, b) => a - b));
        }
      },
    ),
  );
});
