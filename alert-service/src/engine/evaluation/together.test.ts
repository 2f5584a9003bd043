import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createFakeClock, type FakeClock } from '#lib/fake-clock';
import { silentLog } from '#lib/log';
import type { Answer, Asked } from '#prometheus/client';
import type { PrometheusError } from '#prometheus/error';
import { partOfQuery } from '#prometheus/promql';
import type { VectorSample } from '#prometheus/result';
import { createGate } from './gate.ts';
import { type AskedRule, createTogether, type Together, type TogetherOptions } from './together.ts';
import { marker, withoutExponent } from './together-query.ts';

const hour = 3_600_000;
const when = { at: 1_000, timeoutMs: 10_000 };
const refused = (message: string): { error: PrometheusError } => ({ error: { kind: 'query', message } });
const down: { error: PrometheusError } = { error: { kind: 'unreachable', message: 'connection refused' } };
const late: { error: PrometheusError } = { error: { kind: 'timeout', message: 'no answer' } };
const broken: { error: PrometheusError } = { error: { kind: 'http', status: 502, message: 'HTTP 502' } };

/** `vector(7)` and the like answer their number, with a label to tell them by. */
const one = (labels: Record<string, string>, text: string): Answer => ({
  warnings: [],
  result: { type: 'vector', samples: [{ labels, text, value: Number(text), at: when.at }] },
});

interface Bench {
  readonly clock: FakeClock;
  readonly together: Together;
  /** The queries since last looked, probes left out: how many rules each was for. */
  readonly sizes: () => number[];
  /** By a text that the query holds; the last one goes first. */
  readonly answers: Map<string, Answer | ((asked: Asked) => Answer)>;
  readonly told: string[];
  /** So much time passes. */
  readonly pass: (ms: number) => void;
}

const sizeOf = (query: string): number => query.match(/\br\d+/g)?.length ?? 0;

/** A Prometheus that answers each rule `rN` with one sample N, alone and together; it knows them already. */
async function bench(more: Partial<TogetherOptions> = {}, learnt = rules(120)): Promise<Bench> {
  const fake = createFakeClock();
  let passed = 0;
  const clock = { ...fake, elapsed: () => fake.elapsed() + passed };
  let asked: string[] = [];
  const told: string[] = [];
  const answers: Bench['answers'] = new Map();
  const query = async (given: Asked): Promise<Answer> => {
    if (sizeOf(given.query) > 0) asked.push(given.query);
    const special = [...answers].reverse().find(([text]) => given.query.includes(text))?.[1];
    if (special) return typeof special === 'function' ? special(given) : special;
    return answerOf(given.query);
  };
  const together = createTogether({
    client: { query },
    clock,
    log: { ...silentLog, info: (message) => void told.push(message) },
    partOf: partOfQuery,
    ...more,
  });
  await together.ask(learnt, when);
  asked = [];
  return {
    clock,
    together,
    answers,
    told,
    pass: (ms) => void (passed += ms),
    sizes() {
      const found = asked.map(sizeOf);
      asked = [];
      return found.sort((a, b) => b - a);
    },
  };
}

const numbers: Readonly<Record<string, string>> = { '0 / 0': 'NaN', '2 ^ 3': '8' };

function answerOf(query: string): Answer {
  if (query.includes(marker)) return answerOfSeveral(query);
  const number = numbers[query];
  if (number === undefined) return one({ of: query }, /\d+/.exec(query)?.[0] ?? '0');
  return {
    warnings: [],
    result: { type: 'scalar', sample: { at: when.at, value: Number(number), text: number } },
  };
}

function answerOfSeveral(query: string): Answer {
  const parts = query.matchAll(/label_replace\((?:vector\()?\n(.*)\n\)?, "__tocsin_rule__", "(\d+)"/g);
  const samples = [...parts].flatMap(([, expression = '', index = '']): VectorSample[] => {
    const own = answerOf(expression);
    if (own.error) return [];
    const { result } = own;
    if (result.type === 'scalar') return [{ ...result.sample, labels: { [marker]: index } }];
    if (result.type !== 'vector') return [];
    return result.samples.map((sample) => ({ ...sample, labels: { ...sample.labels, [marker]: index } }));
  });
  return { warnings: [], result: { type: 'vector', samples } };
}

const rules = (count: number, from = 1): AskedRule[] =>
  Array.from({ length: count }, (_, index) => ({ id: `id${index + from}`, expression: `r${index + from}` }));

const texts = async (together: Together, asked: readonly AskedRule[]): Promise<Record<string, string>> => {
  const answers = await together.ask(asked, when);
  return Object.fromEntries(
    [...answers].map(([id, answer]) => {
      if (answer.error) return [id, answer.error.message];
      return [
        id,
        answer.result.type === 'vector' ? answer.result.samples.map(({ text }) => text).join() : '',
      ];
    }),
  );
};
const expected = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`id${index + 1}`, String(index + 1)]));

describe('what is asked', () => {
  test('a rule goes alone first, and with others once it is known to be well', async () => {
    const { together, sizes, answers } = await bench({}, []);
    answers.set('r3', refused('many-to-many'));
    await together.ask(rules(5), when);
    expect(sizes()).toEqual([1, 1, 1, 1, 1]);
    await together.ask(rules(6), when);
    expect(sizes()).toEqual([4, 1, 1]);
    await together.ask(rules(6), when);
    expect(sizes()).toEqual([5, 1]);
  });

  test('one that is slow at first goes alone again', async () => {
    const { together, sizes, answers, pass } = await bench({ gate: createGate(1) }, []);
    answers.set('r3', ({ query }) => {
      pass(600);
      return answerOf(query);
    });
    await together.ask(rules(4), when);
    sizes();
    answers.clear();
    await together.ask(rules(4), when);
    expect(sizes()).toEqual([3, 1]);
    await together.ask(rules(4), when);
    expect(sizes()).toEqual([4]);
  });

  test('remarks on a rule are those it got alone', async () => {
    const { together, answers } = await bench({}, []);
    const infos = ['PromQL info: metric might not be a counter (1:6)'];
    answers.set('r2', ({ query }) => ({ ...answerOf(query), infos }) as Answer);
    await together.ask(rules(3), when);
    const answered = await together.ask(rules(3), when);
    expect([...answered.values()].map((answer) => ('infos' in answer ? answer.infos : []))).toEqual([
      [],
      infos,
      [],
    ]);
    expect(answered.get('id2')).toMatchObject({ rules: 3 });
  });

  test('fifty rules at most go in one query, in even sets, and each gets its own answer', async () => {
    const { together, sizes } = await bench();
    expect(await texts(together, rules(51))).toEqual(expected(51));
    expect(sizes()).toEqual([26, 25]);
  });

  test('an answer says how long its query took and for how many rules it was', async () => {
    const { together, answers, pass } = await bench();
    answers.set('r1', ({ query }) => {
      pass(12);
      return answerOf(query);
    });
    const answered = (await together.ask(rules(2), when)).get('id1');
    expect(answered).toMatchObject({ rules: 2, tookMs: 12, warnings: [] });
  });

  test('rules with one expression share a query', async () => {
    const { together, sizes } = await bench();
    const answers = await together.ask([...rules(2), { id: 'again', expression: 'r1' }], when);
    expect(answers.get('again')).toEqual(answers.get('id1'));
    expect(sizes()).toEqual([2]);
  });

  test('what is long, sorted, unreadable or uses the marker goes alone', async () => {
    const { together, sizes } = await bench({ longest: 300 });
    const expressions = [
      'sort(r1)',
      'r2), "a", "", "", "") or (r3',
      `r4{${marker}="1"}`,
      `r5{a="${'x'.repeat(200)}"}`,
    ];
    const asked = expressions.map((expression, index) => ({ id: String(index), expression }));
    expect((await together.ask([...asked, ...rules(2, 6)], when)).size).toBe(6);
    expect(sizes()).toEqual([2, 2, 1, 1, 1]);
  });

  test('a query stays within its length', async () => {
    const { together, sizes } = await bench({ longest: 340 });
    await together.ask(rules(9), when);
    expect(sizes()).toEqual([5, 4]);
  });

  test('queries wait for the gate', async () => {
    let most = 0;
    let now = 0;
    const gate = createGate(2);
    const counting = {
      run: <T>(work: () => Promise<T>): Promise<T> =>
        gate.run(async () => {
          most = Math.max(most, ++now);
          await Promise.resolve();
          return work().finally(() => now--);
        }),
    };
    const { together } = await bench({ gate: counting, atMost: 5 });
    await together.ask(rules(50), when);
    expect(most).toBe(2);
  });

  test('each query is counted, by how it was asked', async () => {
    const counted: string[] = [];
    const { together } = await bench({
      meter: { queried: (how, count) => void counted.push(`${how} ${count}`) },
    });
    await together.ask([...rules(3), { id: 's', expression: 'sort(r9)' }], when);
    expect(counted.slice(120).sort()).toEqual(['alone 1', 'together 3']);
  });
});

test.each([
  ['9.99e-07', '0.000000999'],
  ['-1e-07', '-0.0000001'],
  ['1.5e+21', '1500000000000000000000'],
  ['-1e+22', '-10000000000000000000000'],
  ['0.5', '0.5'],
  ['NaN', 'NaN'],
  ['-Inf', '-Inf'],
])('a scalar that a vector prints as %s is %s', (printed, alone) =>
  expect(withoutExponent(printed)).toBe(alone),
);

describe('a set that fails', () => {
  test('is asked one by one, and who fails alone too stays alone for an hour', async () => {
    const { together, answers, sizes, clock } = await bench();
    answers.set('r3', refused('many-to-many'));
    expect(await texts(together, rules(4))).toEqual({ ...expected(4), id3: 'many-to-many' });
    expect(sizes()).toEqual([4, 1, 1, 1, 1]);
    await together.ask(rules(4), when);
    expect(sizes()).toEqual([3, 1]);
    answers.clear();
    await clock.advance(hour);
    await together.ask(rules(4), when);
    expect(sizes()).toEqual([3, 1]);
    await together.ask(rules(4), when);
    expect(sizes()).toEqual([4]);
  });

  test.each([
    ['a warning', { ...one({}, '1'), warnings: ['partial response'] }],
    ['an answer of another type', { warnings: [], result: { type: 'matrix' as const, series: [] } }],
    ['a sample that is nobody’s', one({}, '1')],
  ])(
    '%s splits it too; when all are well alone, that set is asked one by one for an hour',
    async (_, answer) => {
      const { together, answers, sizes, clock } = await bench();
      answers.set(marker, ({ query }) => (query.includes('r1') ? answer : answerOf(query)));
      expect(await texts(together, rules(3))).toEqual(expected(3));
      expect(sizes()).toEqual([3, 1, 1, 1]);
      await together.ask(rules(5), when);
      expect(sizes()).toEqual([2, 1, 1, 1]);
      await clock.advance(hour);
      await together.ask(rules(2, 2), when);
      await together.ask(rules(2, 2), when);
      expect(sizes()).toEqual([2, 1, 1]);
    },
  );

  test('a bad gateway may be a bad moment: only the second in a row counts', async () => {
    const { together, answers, sizes } = await bench();
    answers.set(marker, ({ query }) => (query.includes('r1') ? broken : answerOf(query)));
    await together.ask(rules(3), when);
    await together.ask(rules(3), when);
    expect(sizes()).toEqual([3, 3, 1, 1, 1, 1, 1, 1]);
    expect(await texts(together, rules(3))).toEqual(expected(3));
    expect(sizes()).toEqual([1, 1, 1]);
  });

  test('a bad moment of the source costs one slot', async () => {
    const { together, answers, sizes } = await bench();
    answers.set(marker, broken);
    expect(await texts(together, rules(120))).toEqual(expected(120));
    expect(sizes()).toHaveLength(123);
    answers.clear();
    await together.ask(rules(120), when);
    expect(sizes()).toEqual([40, 40, 40]);
  });

  test('a warning that only remarks on a name splits nothing', async () => {
    const { together, answers, sizes } = await bench();
    answers.set(marker, ({ query }) => ({
      ...answerOf(query),
      ...(query.includes('r1') && { warnings: ['PromQL info: metric might not be a counter (1:6)'] }),
    }));
    expect(await texts(together, rules(3))).toEqual(expected(3));
    expect(sizes()).toEqual([3]);
  });

  test('a rule that warns alone stays alone', async () => {
    const { together, answers, sizes } = await bench();
    answers.set('r2', ({ query }) => ({ ...answerOf(query), warnings: ['mixed'] }) as Answer);
    const warned = (await together.ask(rules(3), when)).get('id2');
    expect(warned).toMatchObject({ warnings: ['mixed'] });
    sizes();
    await together.ask(rules(3), when);
    expect(sizes()).toEqual([2, 1]);
  });
});

describe('a source that is down', () => {
  test('is not asked once more for each rule', async () => {
    const { together, answers, sizes } = await bench();
    await together.ask(rules(3), when);
    sizes();
    answers.set('', down);
    expect(await texts(together, rules(60))).toMatchObject({
      id1: 'connection refused',
      id60: 'connection refused',
    });
    expect(sizes().length).toBeLessThanOrEqual(2);
    answers.clear();
    expect(await texts(together, rules(60))).toEqual(expected(60));
    expect(sizes()).toEqual([30, 30]);
  });

  test('nor when it was down from the start', async () => {
    const { together, answers, sizes } = await bench({}, []);
    answers.set('', down);
    expect(await texts(together, rules(2))).toEqual({ id1: 'connection refused', id2: 'connection refused' });
    expect(sizes()).toEqual([]);
  });

  test('nor when it takes connections and answers nothing, or only with a bad gateway', async () => {
    for (const answer of [late, broken]) {
      const { together, answers, sizes } = await bench();
      await together.ask(rules(3), when);
      sizes();
      answers.set('', answer);
      expect((await texts(together, rules(3))).id2).toBe(answer.error.message);
      expect(sizes()).toEqual([3]);
    }
  });

  test('and those that wait at the gate to be asked alone are not asked either', async () => {
    const { together, answers, sizes } = await bench({ gate: createGate(1) });
    const asked = rules(5).map(({ id, expression }) => ({ id, expression: `sort(${expression})` }));
    answers.set('vector', ({ query }) => answerOf(query));
    answers.set('sort', down);
    expect(Object.values(await texts(together, asked))).toEqual(Array(5).fill('connection refused'));
    expect(sizes()).toEqual([1]);
  });
});

describe('a set that is slow', () => {
  test('is used twice; then its rules are asked one by one, and who is slow alone stays alone', async () => {
    const { together, answers, sizes, pass } = await bench({ gate: createGate(1) });
    answers.set('r2', (asked) => {
      pass(3_000);
      return answerOf(asked.query);
    });
    expect(await texts(together, rules(4))).toEqual(expected(4));
    await together.ask(rules(4), when);
    expect(sizes()).toEqual([4, 4]);
    expect(await texts(together, rules(4))).toEqual(expected(4));
    expect(sizes()).toEqual([1, 1, 1, 1]);
    await together.ask(rules(4), when);
    expect(sizes()).toEqual([3, 1]);
  });

  test('gets smaller when none of its rules is slow alone', async () => {
    const { together, answers, sizes, clock, pass } = await bench({ gate: createGate(1) });
    answers.set(marker, (asked) => {
      pass(sizeOf(asked.query) * 100);
      return answerOf(asked.query);
    });
    await together.ask(rules(30), when);
    await together.ask(rules(30), when);
    expect(sizes()).toEqual([30, 30]);
    await together.ask(rules(30), when);
    expect(sizes()).toHaveLength(30);
    await together.ask(rules(30), when);
    expect(sizes()).toEqual([15, 15]);
    await clock.advance(hour);
    await together.ask(rules(20), when);
    expect(sizes()).toEqual([20]);
  });

  test('that takes longer than half the time allowed is given up and asked one by one', async () => {
    const { together, answers, sizes } = await bench();
    const limits: (number | undefined)[] = [];
    answers.set(marker, (asked) => {
      if (!asked.query.includes('r1')) return answerOf(asked.query);
      limits.push(asked.timeoutMs);
      return late;
    });
    expect(await texts(together, rules(3))).toEqual(expected(3));
    expect(limits).toEqual([5_000]);
    expect(sizes()).toEqual([3, 1, 1, 1]);
  });
});

describe('where it does not pay', () => {
  test('it is off for an hour once ten of twenty sets were split for nothing, and says so once', async () => {
    const { together, answers, sizes, clock, told } = await bench();
    answers.set(marker, ({ query }) => (/\br\d/.test(query) ? refused('too many samples') : answerOf(query)));
    for (let from = 1; from <= 19; from += 2) {
      expect(together.state()).toEqual({ on: true });
      await together.ask(rules(2, from), when);
    }
    expect(together.state()).toMatchObject({ on: false, since: clock.now() });
    expect(told).toHaveLength(1);
    sizes();
    answers.clear();
    await together.ask(rules(3, 101), when);
    expect(sizes()).toEqual([1, 1, 1]);
    await clock.advance(hour);
    expect(together.state()).toEqual({ on: true });
    await together.ask(rules(3, 101), when);
    expect(sizes()).toEqual([3]);
  });

  test('a source that makes something else of a query for several rules is asked one by one', async () => {
    const { together, answers, sizes } = await bench({}, []);
    answers.set(marker, one({ [marker]: '0' }, '1'));
    expect(await texts(together, rules(3))).toEqual(expected(3));
    expect(sizes()).toEqual([1, 1, 1]);
    expect(together.state()).toMatchObject({ on: false, why: expect.stringContaining('otherwise') });
  });

  test('a source that refuses it is asked one by one', async () => {
    const { together, answers } = await bench({}, []);
    answers.set(marker, refused('unknown function label_replace'));
    await together.ask(rules(3), when);
    expect(together.state()).toMatchObject({ on: false, why: expect.stringContaining('unknown function') });
  });

  test('where labels cost histograms, what may give some is recorded from an answer of its own', async () => {
    const { together, answers, sizes } = await bench();
    answers.set('histogram_avg', refused('unknown function'));
    const recorded = rules(2).map((rule) => ({ ...rule, recorded: true }));
    const alerting = rules(2, 3).map((rule) => ({ ...rule, recorded: false }));
    const counts = [5, 6].map((n) => ({ id: `c${n}`, expression: `count(r${n})`, recorded: true }));
    await together.ask([...recorded, ...alerting, ...counts], when);
    expect(sizes()).toEqual([4, 1, 1]);
  });
});

test('whatever goes wrong with common queries, and however often, each rule gets its own answer', async () => {
  const wrong = {
    well: answerOf,
    refused: () => refused('too many samples'),
    broken: () => broken,
    late: () => late,
    warned: (query: string) => ({ ...answerOf(query), warnings: ['partial response'] }) as Answer,
    foreign: () => one({ [marker]: '77' }, '1'),
    unmarked: () => one({}, '1'),
    matrix: (): Answer => ({ warnings: [], result: { type: 'matrix', series: [] } }),
  };
  const moment = fc.record({
    outcome: fc.constantFrom(...Object.values(wrong)),
    count: fc.integer({ min: 2, max: 60 }),
    tookMs: fc.constantFrom(0, 10, 700, 3_000),
    pauseMs: fc.constantFrom(0, 10_000, 600_000, hour),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(moment, { maxLength: 25 }), async (moments) => {
      const { together, answers, pass, clock } = await bench({ gate: createGate(1) }, []);
      for (const { outcome, count, tookMs, pauseMs } of moments) {
        answers.set(marker, ({ query }) => {
          pass(tookMs);
          return sizeOf(query) > 0 ? outcome(query) : answerOf(query);
        });
        expect(await texts(together, rules(count))).toEqual(expected(count));
        await clock.advance(pauseMs);
      }
    }),
    { numRuns: 60 },
  );
});
