import { expect, test } from '@jest/globals';
import type { RuleGroup } from '#core/rule/rule';
import { createFakeClock } from '#lib/fake-clock';
import { silentLog } from '#lib/log';
import type { Wanted } from '#prometheus/promql';
import { createRuleFindings, type FindingsSource } from './rule-findings.ts';

const minute = 60_000;
const group = (...expressions: string[]): RuleGroup => ({
  ...{ id: 'f;g', source: 'default', file: 'f', name: 'g', intervalMs: 1_000, queryOffsetMs: 0, limit: 0 },
  rules: expressions.map((expression, index) => ({
    ...{ kind: 'recording', id: `r${index}`, name: 'n', labels: {}, file: 'f', group: 'g', line: 1 },
    expression,
  })),
});
const metricNamed = (text: string): readonly Wanted[] => [
  { text, metric: text, matchers: [], lookBackMs: 0 },
];

function world(groups: RuleGroup[]) {
  const clock = createFakeClock();
  const there = new Set<string>();
  const asked: { t: number; query: string }[] = [];
  const begun = clock.now();
  let fails = false;
  let healthy = true;
  let atOnce = 0;
  const error = { error: { kind: 'unreachable', message: 'gone' } } as const;
  const turn = async <T>(answer: () => T): Promise<T> => {
    atOnce += 1;
    expect(atOnce).toBe(1);
    await clock.turn();
    atOnce -= 1;
    return answer();
  };
  const source = {
    ...{ name: 'default', timeoutMs: 1 },
    get healthy() {
      return healthy;
    },
    client: {
      query: ({ query, at }: { query: string; at: number }) => {
        asked.push({ t: at - begun, query });
        const samples = there.has(/\((.*)/.exec(query)?.[1] ?? '')
          ? [{ labels: {}, at, value: 1, text: '1' }]
          : [];
        return turn(() => (fails ? error : { result: { type: 'vector' as const, samples }, warnings: [] }));
      },
      series: () => turn(() => ({ found: [], warnings: [] })),
      labelValues: (name: string, more?: { match?: readonly string[] }) =>
        turn(() => ({ found: name === '__name__' && !more?.match ? ['errors_total'] : [], warnings: [] })),
    },
  } satisfies FindingsSource;
  let loaded = groups;
  const findings = createRuleFindings({
    ...{ groups: () => loaded, sources: () => [source], wanted: metricNamed, clock, log: silentLog },
  });
  return {
    ...{ clock, there, asked, findings, begun },
    load: (next: RuleGroup[]) => void (loaded = next),
    fail: (now: boolean) => void (fails = now),
    answers: (now: boolean) => void (healthy = now),
    of: (expression: string) => findings.of(expression, 'default').map(({ message }) => message),
  };
}

test('nothing is said before it was asked, and nothing once it has matched', async () => {
  const { clock, there, findings, of, asked, begun } = world([group('up', 'errors')]);
  there.add('up');
  findings.start();
  await clock.advance(minute);
  expect([asked, of('errors')]).toEqual([[], []]);
  await clock.advance(2 * minute);
  expect(of('up')).toEqual([]);
  expect(findings.of('errors', 'default')).toEqual([
    {
      message: 'nothing has matched errors since it was loaded: there is no metric errors',
      remedy: 'look how it is called, and whether what exposes it is scraped',
      since: begun,
    },
  ]);
  const before = asked.length;
  there.add('errors');
  there.delete('up');
  await clock.advance(70 * minute);
  expect([of('errors'), of('up')]).toEqual([[], []]);
  expect(asked.slice(before)).toHaveLength(1);
  await findings.stop();
});

test('a source that is down is not asked, and one that fails says nothing of a rule', async () => {
  const { clock, findings, answers, of, asked, fail } = world([group('errors')]);
  answers(false);
  findings.start();
  await clock.advance(30 * minute);
  expect(asked).toEqual([]);
  fail(true);
  answers(true);
  await clock.advance(10 * minute);
  expect([asked.length > 0, asked.length < 4, of('errors')]).toEqual([true, true, []]);
  fail(false);
  await clock.advance(10 * minute);
  expect(of('errors')).toHaveLength(1);
  await findings.stop();
});

test('rules that are loaded later are asked for, those that stay are not asked anew, those that are gone are forgotten', async () => {
  const { clock, findings, of, asked, load } = world([group('errors', 'gone')]);
  findings.start();
  await clock.advance(5 * minute);
  const before = asked.length;
  load([group('errors', 'later')]);
  await clock.advance(5 * minute);
  expect(asked.slice(before).map(({ query }) => query)).toEqual(['count(later\n)']);
  expect([of('errors').length, of('later').length, of('gone').length]).toEqual([1, 1, 0]);
  await findings.stop();
});

test('two thousand selectors are asked one at a time, over about an hour', async () => {
  const many = Array.from({ length: 2_000 }, (_, index) => `m${index}`);
  const { clock, findings, asked, there } = world([group(...many)]);
  for (const each of many) there.add(each);
  findings.start();
  await clock.advance(30 * minute);
  expect(asked.length).toBeGreaterThan(700);
  expect(asked.length).toBeLessThan(1_200);
  await clock.advance(40 * minute);
  expect(asked).toHaveLength(2_000);
  await findings.stop();
});
