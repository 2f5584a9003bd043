import { expect, test } from '@jest/globals';
import type { PostedAlert } from '#core/input';
import type { TimeIntervals } from '#core/mute/time-interval';
import type { KnownService } from '#services/catalogue/catalogue';
import { partOfQuery } from '#prometheus/promql';
import type { Answer } from '#prometheus/client';
import { createGate } from '#engine/evaluation/gate';
import { createAlertBook } from './alert-book.ts';
import { askRound } from './ask-round.ts';
import type { AskedSource } from './asker.ts';
import { type Past, daysOf, stepMs } from './backfill.ts';
import { conventionFor, conventions, readConvention } from './conventions.ts';
import type { LiveHealth } from './health-view.ts';
import { isInMaintenance, windowsOf } from './maintenance.ts';
import { measuredOf } from './measured.ts';
import { numbersOf } from './numbers.ts';
import { levelQuestions, rateQuestions, scopeOfLabel } from './questions.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const service: KnownService = {
  ...{
    name: 'api',
    kind: 'service',
    described: true,
    discovered: true,
    remarks: [],
    selector: 'service="api"',
  },
  owner: 'payments',
};

test('each query by convention is one that Prometheus understands', () => {
  for (const scope of [scopeOfLabel('job', ['service']), { matchers: 'job="a",service="b"' }])
    for (const query of [...levelQuestions(scope).values(), ...rateQuestions(scope, 20_000).values()])
      expect(() => partOfQuery(query)).not.toThrow();
});

const errors = conventions.find(({ name }) => name === 'errors')!;
test.each([
  [{ classified: 10, failed: 0.5 }, { value: 0.05 }],
  [{ classified: 10 }, { value: 0 }],
  [{ classified: 0, failed: 0 }, { why: 'no requests in the last 20 s' }],
  [{ classified: 0.15, failed: 0.05 }, { why: '3 requests in the last 20 s are too few to judge by' }],
  [{}, { why: 'gone' }],
])('errors of %j are %j', (values, expected) => {
  expect(readConvention(errors, { values, rangeMs: 20_000, why: 'gone' })).toEqual(expected);
});

test('limits that are written go before the usual ones, and never contradict them', () => {
  const of = (written: object) => conventionFor(errors, { name: 'errors', off: false, ...written });
  expect(of({ failing: 0.1 })).toMatchObject({ degraded: 0.01, failing: 0.1 });
  expect(of({ failing: 0.005 })).not.toHaveProperty('degraded');
  expect(of({ degraded: 0.2 })).not.toHaveProperty('failing');
  expect(of({ off: true })).toBeUndefined();
  const memory = conventions.find(({ name }) => name === 'memory')!;
  expect(conventionFor(memory, { name: 'memory', off: false, failing: 2 ** 30 })).toMatchObject({
    unit: 'bytes',
    from: 'memory',
    failing: 2 ** 30,
  });
});

test('what only others call is judged by what they measure', () => {
  const measured = measuredOf({
    ...{ service, round: undefined, probes: [], seen: new Set<string>(), rangeMs: 20_000, now },
    callers: [
      { from: 'shop', to: 'api', declared: false, rate: 9, errorRate: 0, p95: 0.1 },
      { from: 'worker', to: 'api', declared: false, rate: 1, errorRate: 0.5, p95: 0.4 },
      { from: 'old', to: 'api', declared: false, rate: 50, errorRate: 1, lastSeenAt: now - 3_600_000 },
    ],
  });
  expect(measured.map(({ name, value }) => [name, value])).toEqual([
    ['errors of callers', 0.05],
    ['p95 of callers', 0.4],
  ]);
});

test('an alert is raised, said again each minute with what it said first, and resolved', () => {
  const book = createAlertBook(
    () => 'degraded',
    () => 'http://link',
  );
  const live = (state: LiveHealth['state'], text = '8 %'): LiveHealth => ({
    ...{ service: 'api', state, word: '', since: now, arithmetic: '', sentence: '', numbers: {}, at: now },
    terms: [{ name: 'errors', title: 'Error rate', kind: 'indicator', weight: 3, points: 0, state, text }],
  });
  const due = (seconds: number, it: LiveHealth | undefined) => book.due(now + seconds * 1_000, service, it);
  const told = (alerts: readonly PostedAlert[]) =>
    alerts.map(({ labels, endsAt }) => [labels.alertname, endsAt - now]);
  expect(told(due(0, live('healthy')))).toEqual([]);
  const [first] = due(0, live('degraded'));
  expect(first?.labels).toEqual({
    alertname: 'ServiceDegraded',
    service: 'api',
    severity: 'warning',
    owner: 'payments',
  });
  expect(due(30, live('degraded', '9 %'))).toEqual([]);
  expect(due(60, live('degraded', '9 %'))[0]?.annotations).toEqual(first?.annotations);
  expect(told(due(65, live('failing')))).toEqual([
    ['ServiceDegraded', 65_000],
    ['ServiceFailing', 365_000],
  ]);
  expect(told(due(70, live('maintenance')))).toEqual([['ServiceFailing', 70_000]]);
  expect(due(75, undefined)).toEqual([]);
});

test('silence resolves nothing: an alert goes on until it is known that it is over, or the service is gone', () => {
  const book = createAlertBook(
    () => 'failing',
    () => 'http://link',
  );
  const live = (state: LiveHealth['state']): LiveHealth => ({
    ...{ service: 'api', state, word: '', since: now, arithmetic: '', sentence: '', numbers: {}, at: now },
    terms: [],
  });
  const due = (seconds: number, it: LiveHealth | undefined) =>
    book.due(now + seconds * 1_000, service, it).map(({ endsAt }) => (endsAt - now) / 1_000);
  expect(due(0, live('no-data'))).toEqual([]);
  expect(due(5, live('failing'))).toEqual([305]);
  expect(due(30, live('no-data'))).toEqual([]);
  expect(due(65, live('no-data'))).toEqual([365]);
  expect(due(70, live('failing'))).toEqual([]);
  expect(due(75, live('healthy'))).toEqual([75]);
  expect(due(80, live('failing'))).toEqual([380]);
  expect(due(85, live('no-data'))).toEqual([]);
  expect(due(90, undefined)).toEqual([90]);
});

test('maintenance is by a span or by named intervals, and the next is found to the minute', () => {
  const intervals: TimeIntervals = new Map([
    ['nights', [{ location: 'UTC', times: [{ fromMinute: 22 * 60 + 7, toMinute: 23 * 60 }] }]],
  ]);
  const night = Date.parse('2026-11-20T22:07:00Z');
  const named = [{ intervals: ['nights'] }];
  expect(isInMaintenance(named, intervals, now)).toBe(false);
  expect(isInMaintenance(named, intervals, night)).toBe(true);
  const hour = { from: night, to: Date.parse('2026-11-20T23:00:00Z') };
  expect(windowsOf(named, intervals, now)).toEqual([{ ...hour, active: false }]);
  expect(windowsOf(named, intervals, night + 90_000)).toEqual([{ ...hour, active: true }]);
  const span = { intervals: [], span: { from: now - 1, to: now + 1 }, why: 'move' };
  expect(windowsOf([span], intervals, now)).toEqual([
    { from: now - 1, to: now + 1, why: 'move', active: true },
  ]);
  expect(windowsOf([span], intervals, now + 1)).toEqual([]);
});

test('a past without anything known is marked as asked about, and nothing more', () => {
  expect(daysOf('api', new Map(), now)).toEqual([
    { service: 'api', day: '2026-11-20', changes: [], backfilledTo: now },
  ]);
});

test('a past is kept by its changes, through midnight', () => {
  const midnight = Date.parse('2026-11-20T00:00:00Z');
  const past: Past = new Map([
    [midnight - stepMs, 'healthy'],
    [midnight, 'failing'],
    [midnight + stepMs, 'failing'],
    [midnight + 2 * stepMs, 'healthy'],
  ]);
  expect(daysOf('api', past, midnight + 2 * stepMs + 5)).toEqual([
    {
      ...{ service: 'api', day: '2026-11-19', backfilledTo: midnight },
      changes: [
        { at: midnight - 2 * stepMs, state: 'healthy' },
        { at: midnight - stepMs, state: 'failing' },
      ],
    },
    {
      ...{ service: 'api', day: '2026-11-20', before: 'failing', backfilledTo: midnight + 2 * stepMs + 5 },
      changes: [{ at: midnight + stepMs, state: 'healthy' }],
    },
  ]);
});

const answer = (value: number, labels = {}): Answer => ({
  result: { type: 'vector', samples: [{ labels, at: now, value, text: String(value) }] },
  warnings: [],
});
const fault = (kind: 'timeout' | 'query'): Answer => ({ error: { kind, message: 'no' } });

async function roundWith(services: readonly KnownService[], query: (asked: string) => Answer) {
  const asked: string[] = [];
  const client: AskedSource['client'] = {
    query: async ({ query: text, signal }) => {
      if (signal?.aborted) return fault('timeout');
      asked.push(text);
      return query(text);
    },
    queryRange: async () => fault('query'),
  };
  const signal = new AbortController().signal;
  const round = await askRound({
    ...{ source: { name: 'default', client }, gate: createGate(4), services, now, timeoutMs: 1, signal },
    ...{ alone: new Set<string>(), minRangeMs: 20_000 },
  });
  return { round, asked };
}

test('while nobody says how many requests failed, nothing is said to be without errors', async () => {
  const labels = { service: 'api' };
  const known = { ...service, by: { label: 'service', value: 'api' } };
  const isFailed = (text: string): boolean => text.includes('5..');
  for (const kind of ['timeout', 'query'] as const) {
    const { round } = await roundWith([known], (text) => (isFailed(text) ? fault(kind) : answer(10, labels)));
    const parts = { service: known, round, probes: [], rangeMs: 20_000, now };
    const errors = measuredOf({ ...parts, seen: new Set(['errors']) }).find(({ name }) => name === 'errors');
    expect(errors?.value).toBeUndefined();
    expect(errors?.why).toContain('no');
  }
});

test('a source that falls silent in the middle of a round of thousands is not asked on', async () => {
  const services = Array.from({ length: 400 }, (_, index) => ({
    ...{ ...service, name: `s${index}`, selector: `name="s${index}"` },
  }));
  let answers = 3;
  const { round, asked } = await roundWith(services, () => (answers-- > 0 ? answer(1) : fault('timeout')));
  expect(round.silent).toContain('default does not answer');
  expect(asked.length).toBeLessThan(20);
  let isFirst = true;
  const slow = await roundWith(services.slice(0, 10), (text) => {
    if (!text.includes('5..') || !isFirst) return answer(1);
    isFirst = false;
    return fault('timeout');
  });
  expect(slow.round.silent).toBeUndefined();
  expect(slow.asked.length).toBeGreaterThan(10);
});

test('a number that is none is left out: JSON has no infinity', () => {
  const values = {
    up: NaN,
    requests: 4,
    classified: 1,
    failed: NaN,
    p95: Infinity,
    cpu: -Infinity,
    disk: 0.5,
  };
  expect(numbersOf(values, [])).toEqual({ requestRate: 4, disk: 0.5 });
  expect(numbersOf({ classified: 2, failed: 1, cores: 0 }, [])).toEqual({ errorRate: 0.5, cpu: 0 });
});
