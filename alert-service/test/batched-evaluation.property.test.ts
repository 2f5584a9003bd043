import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seriesKey } from '#core/rule/samples';
import { systemClock } from '#lib/clock';
import { silentLog } from '#lib/log';
import { createGate } from '#engine/evaluation/gate';
import { type Answered, createTogether } from '#engine/evaluation/together';
import { type Answer, type Asked, createPrometheusClient, type PrometheusClient } from '#prometheus/client';
import { partOfQuery } from '#prometheus/promql';
import { startTestPrometheus, type TestPrometheus } from '#rule-test/prometheus-process';
import { realPromtool } from './parity/promtool.ts';
import { expressionsFor } from './kit/promql-arbitrary.ts';
import { seriesAround } from './kit/series-of-all-kinds.ts';

/** A long run: FC_RUNS=5000, and FC_SEED to repeat one. */
const numRuns = Number(process.env.FC_RUNS ?? 60);
const seed = process.env.FC_SEED === undefined ? {} : { seed: Number(process.env.FC_SEED) };
/** The second time there are no native histograms: those of Prometheus before 2.44 do not survive a label. */
const withHistograms = 1_700_000_000_000;
const without = 1_700_050_000_000;

let prometheus: TestPrometheus;
let client: PrometheusClient;
let isNew: boolean;

beforeAll(async () => {
  const real = await realPromtool();
  isNew = real.version[0] >= 3;
  prometheus = await startTestPrometheus({ program: real.prometheus, evaluationIntervalMs: 30_000 });
  const series = [
    ...seriesAround(withHistograms, { utf8: isNew, histograms: true }),
    ...seriesAround(without, { utf8: isNew, histograms: false }),
  ];
  expect(await prometheus.write(series)).toBeUndefined();
  client = createPrometheusClient({ url: prometheus.url, timeoutMs: 60_000 });
}, 120_000);
afterAll(async () => {
  client?.close();
  await prometheus?.stop();
});

/**
 * What a rule is told, without how it was asked. The order of some functions' results is chance, alone as well, and so
 * is which two of several duplicates an error names.
 */
function told(answer: Answer | Answered | undefined): unknown {
  if (!answer) return 'nothing';
  if (answer.error) return { ...answer.error, message: answer.error.message.replace(/: \[\{.*\}\]/, '') };
  const { result, warnings } = answer;
  if (result.type !== 'vector') return { result, warnings };
  const samples = result.samples.map((sample) => [seriesKey(sample.labels), sample] as const);
  return { warnings, samples: samples.sort(([a], [b]) => (a < b ? -1 : 1)) };
}

/** Some functions choose by chance between equals, alone as well: whether this is what alone gives at times. */
async function isChance(answer: unknown, asked: Asked): Promise<boolean> {
  for (let attempt = 0; attempt < 500; attempt++) {
    if (isDeepStrictEqual(told(await client.query(asked)), answer)) return true;
  }
  return false;
}

test(
  'rules asked together are answered exactly as each of them alone: samples, labels, values, histograms, errors',
  async () => {
    let shared = 0;
    let all = 0;
    const after = fc.constantFrom(0, 61_000, 300_000, 305_000, 600_000, 603_000, 700_000, 900_000, 2_000_000);
    const lists = fc.record({
      expressions: fc.array(expressionsFor({ utf8: isNew }), { minLength: 2, maxLength: 20 }),
      start: fc.constantFrom(withHistograms, without),
      times: fc.tuple(after, after, after),
      atMost: fc.constantFrom(2, 5, 50),
    });
    await fc.assert(
      fc.asyncProperty(lists, async ({ expressions, start, times, atMost }) => {
        const gate = createGate(4);
        const source = { client, clock: systemClock, log: silentLog, partOf: partOfQuery };
        const together = createTogether({ ...source, gate, atMost });
        const recorded = start === withHistograms;
        const rules = expressions.map((expression, index) => ({ id: String(index), expression, recorded }));
        // The first time each goes alone; those that are well are asked together at the next time.
        for (const time of times) {
          const when = { at: start + time, timeoutMs: 60_000 };
          const answers = await together.ask(rules, when);
          for (const { id, expression } of rules) {
            const asked = { query: expression, ...when };
            const answer = answers.get(id);
            const [one, other] = [told(answer), told(await client.query(asked))];
            if (!isDeepStrictEqual(one, other) && !(await isChance(one, asked)))
              expect({ when, expression, answer: one }).toEqual({ when, expression, answer: other });
            all++;
            if ((answer?.rules ?? 0) > 1) shared++;
          }
        }
      }),
      { numRuns, ...seed },
    );
    if (process.env.FC_RUNS !== undefined)
      console.log(`${shared} of ${all} answers came from a common query`);
    expect(shared).toBeGreaterThan(all / 5);
  },
  numRuns * 2_000 + 60_000,
);
