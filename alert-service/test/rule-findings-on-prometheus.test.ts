import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { readRuleFile } from '#config/rule-files';
import { createRuleFindings } from '#engine/findings/rule-findings';
import { createFakeClock } from '#lib/fake-clock';
import { silentLog } from '#lib/log';
import { createPrometheusClient } from '#prometheus/client';
import { wantedSeries } from '#prometheus/promql';
import { ensurePrometheus } from '../../scripts/servers/prometheus.ts';
import {
  eventually,
  type Exporter,
  type RealPrometheus,
  startExporter,
  startPrometheus,
} from './kit/real-prometheus.ts';

jest.setTimeout(120_000);

let exporter: Exporter;
let prometheus: RealPrometheus;
let client: ReturnType<typeof createPrometheusClient>;
beforeAll(async () => {
  await ensurePrometheus();
  exporter = await startExporter(
    [
      'http_requests_total{code="200",path="/cart",zone="a"} 1',
      'http_requests_total{code="404",path="/cart",zone="b"} 1',
      'queue_depth{queue="mail"} 1',
      '',
    ].join('\n'),
  );
  prometheus = await startPrometheus([exporter.target]);
  client = createPrometheusClient({ url: prometheus.url, timeoutMs: 5_000 });
  await eventually('it has scraped', async () => {
    const answer = await client.query({ query: 'queue_depth', at: Date.now() });
    return answer.error ? false : answer.result.type === 'vector' && answer.result.samples.length > 0;
  });
}, 120_000);
afterAll(async () => {
  client.close();
  await prometheus[Symbol.asyncDispose]();
  await exporter[Symbol.asyncDispose]();
});

/** What is told of one rule after it has been looked at. */
async function findingsOf(expression: string) {
  const { groups } = readRuleFile(
    'rules.yml',
    JSON.stringify({ groups: [{ name: 'g', rules: [{ alert: 'A', expr: expression }] }] }),
    {
      intervalMs: 1_000,
      queryOffsetMs: 0,
    },
  );
  const findings = createRuleFindings({
    groups: () => groups,
    sources: () => [{ name: 'default', client, timeoutMs: 5_000, healthy: true }],
    wanted: wantedSeries,
    clock: createFakeClock(),
    log: silentLog,
  });
  const now = Date.now();
  await findings.step(now - 120_000);
  for (let look = 0; look < 5; look++) await findings.step(now);
  return findings
    .of(expression, 'default')
    .map(({ message, remedy }) => [message.replace(/^.*?loaded: /, ''), remedy]);
}

test.each<[string, [string, string][]]>([
  ['queue_depth > 1', []],
  ['rate(http_requests_total{code=~"[45].."}[5m]) > 0 # comment', []],
  ['absent(nothing) or queue_depth{queue="none"} or vector(0)', []],
  ['queue_depht > 1', [['there is no metric queue_depht', 'did you mean queue_depth?']]],
  ['queue_depth{queu="mail"} > 1', [['queue_depth has no label queu', 'did you mean queue?']]],
  [
    'queue_depth{zzzzz="mail"} > 1',
    [['queue_depth has no label zzzzz', 'its labels are instance, job, queue']],
  ],
  [
    'queue_depth{queue="male"} > 1',
    [['no series of queue_depth has queue="male"', 'did you mean queue="mail"?']],
  ],
  [
    'sum(http_requests_total{code=~"5.."}) > 1',
    [['no series of http_requests_total has code=~"5.."', 'code is "200", "404"']],
  ],
  [
    'http_requests_total{code="200",zone="b"} > 1',
    [
      [
        'no series of http_requests_total has all of {code="200", zone="b"}',
        'each of them is there alone: look which of them stand together',
      ],
    ],
  ],
  ['{queu="mail"}', [['no series has a label queu', 'look which labels there are']]],
  ['queue_depth or queue_depht', []],
  [
    'queue_debth or queue_depht',
    [
      ['there is no metric queue_debth', 'did you mean queue_depth?'],
      ['there is no metric queue_depht', 'did you mean queue_depth?'],
    ],
  ],
])('%s', async (expression, expected) => {
  expect(await findingsOf(expression)).toEqual(expected);
});
