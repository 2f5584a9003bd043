import { createServer } from 'node:http';
import { beforeAll, expect, jest, test } from '@jest/globals';
import { isClassicLabelName, type Labels } from '@tocsin/model';
import fc from 'fast-check';
import { portOf } from '#channels/kit/port';
import { createReading } from '#config/reading';
import { relabelConfigs, relabelRules } from '#config/relabel-config';
import { readYaml } from '#config/yaml-file';
import { relabelled } from '#core/relabel';
import { ensurePrometheus } from '../../../scripts/servers/prometheus.ts';
import { eventually, startPrometheus } from '../kit/real-prometheus.ts';

jest.setTimeout(120_000);
beforeAll(() => ensurePrometheus(), 120_000);

const name = fc.constantFrom('a', 'b', 'ab', 'c_1');
/** Without line breaks: before Prometheus 3, a dot did not match them. */
const value = fc.constantFrom('foo', 'bar', 'Foo_1', 'f', 'größe', 'ÄÖ', 'b-1:9100', '$1');
const pattern = fc.constantFrom(
  ...[
    '(.*)',
    '(f)(o*)',
    '(.+)-(\\d+):(\\d+)',
    'foo|bar',
    '(?i)FOO(.*)',
    '(?P<first>[a-z])(?P<rest>.*)',
    '.',
    '',
  ],
  ...['(fo)|(ba)r', '(f|b)?(.*)', 'fo)|(?:ar', '[^;]*;(.*)'],
);
const template = fc.constantFrom(
  '$1',
  '${1}',
  'x_$1',
  '${1}_x',
  '$first-${rest}',
  '$$1',
  '$9',
  '${',
  'constant',
  '',
  '$1x',
  '$0',
);
const target = fc.constantFrom('a', 'b', 'new', 'x_$1', 'x_${1}', '${first}_y', 'l$2');
const namePattern = fc.constantFrom('a|b', '(a).*', '(c)_(\\d)', 'ab', 'b(.*)', '[ac].*', 'nothing');
const sources = fc.array(name, { maxLength: 3 });

const rule = fc.oneof(
  fc.record(
    {
      source_labels: sources,
      separator: fc.constantFrom(';', '', '::'),
      regex: pattern,
      target_label: target,
      replacement: template,
    },
    { requiredKeys: ['target_label'] },
  ),
  fc.record({ action: fc.constantFrom('keep', 'drop'), source_labels: sources, regex: pattern }),
  fc.record({
    action: fc.constantFrom('keepequal', 'dropequal'),
    source_labels: sources,
    target_label: name,
  }),
  fc.record({
    action: fc.constant('hashmod'),
    source_labels: sources,
    target_label: name,
    modulus: fc.integer({ min: 1 }),
  }),
  fc.record({
    action: fc.constantFrom('lowercase', 'UpperCase'),
    source_labels: sources,
    target_label: name,
  }),
  fc.record({
    action: fc.constant('labelmap'),
    // Each name gives another one: which of two goes last has changed with the versions.
    regex: fc.constantFrom('(a|b)', '(.b|c)(.*)', '(.*_\\d)', 'nothing'),
    replacement: fc.constantFrom('m_$1', '${1}_m'),
  }),
  fc.record({ action: fc.constant('labeldrop'), regex: namePattern }),
  fc.record({ action: fc.constant('labelkeep'), regex: namePattern.map((inner) => `__name__|job|${inner}`) }),
);

interface Case {
  readonly labels: Labels;
  readonly rules: readonly object[];
}
const anyCase: fc.Arbitrary<Case> = fc.record({
  labels: fc.dictionary(name, value, { minKeys: 1 }),
  rules: fc.array(rule, { minLength: 1, maxLength: 3 }),
});

const ours = (rules: readonly object[], labels: Labels): Labels | undefined => {
  const yaml = readYaml('rules.yml', JSON.stringify(rules));
  const reading = createReading(yaml, 'fallback');
  const found = reading.check(relabelConfigs, yaml.value, []) ?? [];
  reading.end();
  return relabelled(relabelRules(found), labels);
};

const escaped = (text: string): string =>
  text.replace(/[\\\n"]/g, (one) => (one === '\n' ? '\\n' : `\\${one}`));

/** Labels of each case, as it is scraped. */
async function startMetrics(cases: readonly Case[]) {
  const server = createServer(({ url = '/' }, response) => {
    const at = Number(url.slice(1));
    const pairs = Object.entries(cases[at]?.labels ?? {}).map(([key, text]) => `${key}="${escaped(text)}"`);
    response.setHeader('Content-Type', 'text/plain; version=0.0.4').end(`case_${at}{${pairs.join(',')}} 1\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    target: `127.0.0.1:${portOf(server)}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function series(url: string, query: string): Promise<Labels[]> {
  const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}`);
  const { data } = (await answer.json()) as { data: { result: { metric: Labels }[] } };
  return data.result.map(({ metric }) => metric);
}

/** Names that only newer versions take are left to the table of `core/relabel`. */
const isClassic = (labels: Labels | undefined): boolean =>
  Object.keys(labels ?? {}).every(isClassicLabelName);

test('whatever the rules and the labels, a real Prometheus relabels as we do', async () => {
  const property = fc.asyncProperty(fc.array(anyCase, { minLength: 120, maxLength: 120 }), async (all) => {
    await using metrics = await startMetrics(all);
    const scraped = all.map(({ rules, labels }, at) => {
      const whole = { ...labels, __name__: `case_${at}`, job: `case_${at}`, instance: metrics.target };
      return { at, rules, before: whole, expected: ours(rules, whole) };
    });
    const compared = scraped.filter(({ rules, before }) =>
      rules.every((_, end) => isClassic(ours(rules.slice(0, end + 1), before))),
    );
    expect(compared.length).toBeGreaterThan(60);
    await using prometheus = await startPrometheus([], {
      global: { scrape_interval: '1s', scrape_timeout: '1s' },
      scrape_configs: compared.map(({ at, rules }) => ({
        job_name: `case_${at}`,
        metrics_path: `/${at}`,
        static_configs: [{ targets: [metrics.target] }],
        metric_relabel_configs: rules,
      })),
    });
    await eventually(
      'all are scraped',
      async () => (await series(prometheus.url, 'up == 1')).length === compared.length,
    );
    const found = new Map(
      (await series(prometheus.url, '{__name__=~"case_.+"}')).map((each) => [each.__name__, each]),
    );
    for (const { at, rules, before, expected } of compared)
      expect({ rules, before, after: found.get(`case_${at}`) }).toEqual({ rules, before, after: expected });
  });
  await fc.assert(property, { numRuns: 1, endOnFailure: true });
});
