import { expect, test } from '@jest/globals';
import type { AlertingRule, Rule, RuleGroup } from '#core/rule/rule';
import { createFakeClock } from '#lib/fake-clock';
import type { Answer } from '#prometheus/client';
import { tryRules } from './rule-trial.ts';

const begin = 1_800_000_000_000;
const basics = { id: 'r', name: 'Slow', expression: 'x > 1', labels: {}, file: 'app', group: 'g', line: 1 };
const alerting = (more: Partial<AlertingRule> = {}): Rule => ({
  ...basics,
  ...{ kind: 'alerting', forMs: 0, keepFiringForMs: 0, annotations: {} },
  ...more,
});
const group = (...rules: Rule[]): RuleGroup => ({
  ...{ id: 'app;g', source: 'default', file: 'app', name: 'g' },
  ...{ intervalMs: 1_000, queryOffsetMs: 5_000, limit: 0 },
  rules,
});
const vector = (...all: readonly (readonly [Record<string, string>, number])[]): Answer => ({
  result: {
    type: 'vector',
    samples: all.map(([labels, value]) => ({ labels, value, text: String(value), at: begin })),
  },
  warnings: [],
});

function world(answer: (query: string) => Answer) {
  const clock = createFakeClock(begin);
  const asked: { query: string; at: number }[] = [];
  const unused = (): never => {
    throw new Error('not asked for');
  };
  const client = {
    ...{ address: '', queryRange: unused, curl: unused, close: unused },
    series: async () => ({ found: [], warnings: [] }),
    labelValues: async () => ({ found: [], warnings: [] }),
    query: async ({ query, at }: { query: string; at: number }) => {
      asked.push({ query, at });
      return answer(query);
    },
  };
  const source = {
    client,
    externalLabels: { dc: 'a' },
    queryTimeoutMs: 1,
  };
  const wanted = (text: string) => [{ text, metric: text, matchers: [], lookBackMs: 0 }];
  const parts = { source, externalURL: 'http://tocsin', clock, wanted };
  return { asked, clock, parts, of: (tried: RuleGroup, only?: number) => tryRules(tried, parts, only) };
}

test('alerts that would be are shown with labels and texts rendered, at the time of the group’s offset', async () => {
  const { of, asked } = world(() => vector([{ __name__: 'x', job: 'a' }, 2], [{ job: 'b' }, 3]));
  const rule = alerting({
    forMs: 60_000,
    labels: { severity: 'page', was: '{{ $labels.job }}' },
    annotations: { summary: '{{ $value }} s' },
  });
  expect((await of(group(rule))).tried).toMatchObject([
    {
      index: 0,
      trial: {
        series: 2,
        results: [
          {
            labels: { alertname: 'Slow', job: 'a', was: 'a', severity: 'page' },
            annotations: { summary: '2 s' },
            value: '2',
            state: 'pending',
          },
          { labels: { job: 'b', was: 'b' }, state: 'pending' },
        ],
      },
    },
  ]);
  expect(asked).toEqual([{ query: 'x > 1', at: begin - 5_000 }]);
});

test('two alerts with the same labels are the error that each evaluation would have', async () => {
  const { of } = world(() => vector([{ job: 'a' }, 2], [{ job: 'b' }, 3]));
  const { tried } = await of(group(alerting({ labels: { job: '' } })));
  expect(tried[0]?.trial.error).toMatch('two results have the same labels');
});

test('a limit is an error where more alerts would be active', async () => {
  const { of } = world(() => vector([{ job: 'a' }, 2], [{ job: 'b' }, 3]));
  const { tried } = await of({ ...group(alerting()), limit: 1 });
  expect(tried[0]?.trial.error).toMatch('limit of 1');
});

test('a recording rule shows the series that it would write', async () => {
  const { of } = world(() => vector([{ __name__: 'x', job: 'a' }, 2]));
  const { tried } = await of(group({ ...basics, kind: 'recording', name: 'job:x', labels: { team: 't' } }));
  expect(tried[0]?.trial).toMatchObject({
    results: [{ labels: { __name__: 'job:x', job: 'a', team: 't' }, value: '2' }],
  });
});

test('what the data source says against a query is said of its rule, and the others are tried', async () => {
  const { of } = world((query) =>
    query === 'bad' ? { error: { kind: 'query', status: 422, message: 'many-to-many' } } : vector(),
  );
  const { tried, notTried } = await of(group(alerting({ expression: 'bad' }), alerting()));
  expect(tried.map(({ trial }) => [trial.error, trial.series])).toEqual([
    ['many-to-many', 0],
    [undefined, 0],
  ]);
  expect(notTried).toBe(0);
  expect(tried.map(({ trial }) => trial.findings.map(({ message }) => message))).toEqual([
    [],
    ['nothing matches x > 1: there is no metric x > 1'],
  ]);
});

test('of many results a hundred are shown, and one rule is tried where only one is asked for', async () => {
  const many = Array.from({ length: 5_000 }, (_, index) => [{ pod: String(index) }, 1] as const);
  const { of, asked } = world(() => vector(...many));
  const { tried } = await of(group(alerting(), alerting({ expression: 'second' })), 1);
  expect(tried.map(({ index, trial }) => [index, trial.series, trial.results.length])).toEqual([
    [1, 5_000, 100],
  ]);
  expect(tried[0]?.trial.results.every(({ state }) => state === 'firing')).toBe(true);
  expect(asked).toHaveLength(1);
});

test('templates that ask for each of their alerts ask a hundred times at most', async () => {
  const many = Array.from({ length: 1_000 }, (_, index) => [{ pod: String(index) }, 1] as const);
  const { of, asked } = world(() => vector(...many));
  const rule = alerting({ labels: { others: '{{ range query "x" }}{{ query "y" | len }}{{ end }}' } });
  const { tried } = await of(group(rule));
  expect(tried[0]?.trial.series).toBe(1_000);
  expect(asked.length).toBeLessThanOrEqual(101);
});

test('a query of a template waits no longer than what is left of the time for all', async () => {
  const { clock, parts } = world(() => vector());
  const timeouts: (number | undefined)[] = [];
  const client = {
    ...parts.source.client,
    async query({ query, timeoutMs }: { query: string; timeoutMs?: number }) {
      if (query === 'x > 1') return vector([{}, 1]);
      timeouts.push(timeoutMs);
      await clock.advance(timeoutMs ?? 0);
      return vector([{}, 1]);
    },
  };
  const source = { ...parts.source, client, queryTimeoutMs: 9_000 };
  const text = '{{ query "y" }}';
  const annotations = { a: text, b: text, c: text, d: text, e: text };
  await tryRules(group(alerting({ annotations })), { ...parts, source });
  expect(timeouts).toEqual([9_000, 9_000, 2_000]);
});

test('a template that loops is broken off, and what follows is not rendered', async () => {
  const { clock, parts } = world(() => vector(...[1, 2, 3].map((pod) => [{ pod: `p${pod}` }, 1] as const)));
  let elapsed = 0;
  const slow = { ...clock, elapsed: () => (elapsed += 1) };
  const endless = alerting({ labels: { a: '{{ range 1000000000 }}{{ end }}' } });
  const { tried } = await tryRules(group(endless), { ...parts, clock: slow });
  expect(tried[0]?.trial.results).toHaveLength(1);
  expect(elapsed).toBeLessThan(2_000);
});
