import { describe, expect, test } from '@jest/globals';
import type { Labels } from '@tocsin/model';
import { ruleBench, type Row, type RuleBench } from './bench.ts';

const rules = (rule: object): string =>
  JSON.stringify({ groups: [{ name: 'g', interval: '1m', rules: [{ alert: 'Slow', expr: 'x', ...rule }] }] });

/** As an alert goes into routing. */
const told = (bench: RuleBench): { labels: Labels; annotations: Labels }[] =>
  bench.inputs.flatMap(({ steps }) => steps.flatMap((step) => ('alert' in step ? [step.alert] : [])));

async function labelsOf(rule: object, row: Row, externalLabels: Labels = {}): Promise<Labels | undefined> {
  const bench = ruleBench(rules(rule), { source: { externalLabels } });
  await bench.next({ x: [row] });
  return told(bench)[0]?.labels;
}

describe('labels', () => {
  test('are those of the result without the metric’s name, then the rule’s, then alertname', async () => {
    const labels = { job: 'rule', severity: 'page' };
    expect(
      await labelsOf({ labels }, [{ __name__: 'x', job: 'api', zone: 'z', alertname: 'no' }, 1]),
    ).toEqual({
      alertname: 'Slow',
      job: 'rule',
      severity: 'page',
      zone: 'z',
    });
  });

  test('an empty value deletes the label', async () => {
    const labels = { job: '', zone: '{{ if false }}never{{ end }}' };
    expect(await labelsOf({ labels }, [{ job: 'api', zone: 'z', host: 'h' }, 1])).toEqual({
      alertname: 'Slow',
      host: 'h',
    });
  });

  test('templates in labels see the result’s labels, not those that the rule adds', async () => {
    const labels = { severity: 'page', team: '{{ $labels.job }}-{{ $labels.severity }}' };
    expect(await labelsOf({ labels }, [{ job: 'api' }, 1])).toMatchObject({ team: 'api-' });
  });

  test('external labels are added only where the alert has none of that name', async () => {
    const external = { site: 'lisbon', job: 'outside', severity: 'outside' };
    expect(await labelsOf({ labels: { severity: 'page' } }, [{ job: 'api' }, 1], external)).toEqual({
      alertname: 'Slow',
      job: 'api',
      severity: 'page',
      site: 'lisbon',
    });
  });

  test('two results with one label set make the rule fail, and what it had stays', async () => {
    const bench = ruleBench(rules({ labels: { instance: 'same' } }));
    await bench.next({ x: [[{ instance: 'a' }, 1]] });
    await bench.next({
      x: [
        [{ instance: 'a' }, 1],
        [{ instance: 'b' }, 1],
      ],
    });
    expect(bench.rule('Slow')).toMatchObject({
      health: 'error',
      state: 'firing',
      lastError: expect.stringContaining('same labels'),
    });
    expect(bench.samples()).toEqual([]);
  });
});

describe('templates', () => {
  const asked = {
    'up{job="a"}': [[{ __name__: 'up', job: 'a', instance: 'b:1' }, 7]],
    sorted: [
      [{ n: 'b' }, 2],
      [{ n: 'a' }, 1],
    ],
    special: [[{ __value__: 'text' }, 1]],
  } as const;

  async function annotation(
    text: string,
    value: string | number = 1234.5,
    more: object = {},
  ): Promise<string> {
    const bench = ruleBench(rules({ annotations: { text } }), {
      externalURL: 'http://tocsin:9093/path',
      source: { externalLabels: { site: 'lisbon' } },
      ...more,
    });
    await bench.next({ ...asked, x: [[{ job: 'api', host: 'db.example.org:9100' }, value]] });
    return bench.rule('Slow').alerts[0]?.annotations.text ?? '';
  }

  test('labels and annotations are expanded at each evaluation', async () => {
    const bench = ruleBench(rules({ annotations: { text: '{{ $value }}' } }));
    await bench.next({ x: [[{}, 1]] });
    await bench.next({ x: [[{}, 2]] });
    expect(bench.rule('Slow').alerts[0]?.annotations).toEqual({ text: '2' });
  });

  test('a failure yields `<error expanding template: …>` in Prometheus’s words, and the alert still fires', async () => {
    expect(await annotation('{{ $labels.job | toTime }}')).toBe(
      '<error expanding template: error executing template __alert_Slow: template: __alert_Slow:1:129: executing "__alert_Slow" at <toTime>: error calling toTime: strconv.ParseFloat: parsing "api": invalid syntax>',
    );
  });

  test('a label whose template fails says so too', async () => {
    const labels = { team: '{{ template "nope" }}' };
    const got = await labelsOf({ labels }, [{ job: 'api' }, 1]);
    expect(got?.team).toMatch(/^<error expanding template: /);
  });

  test('the variables $labels, $externalLabels, $externalURL and $value, and the fields of the same names', async () => {
    expect(
      await annotation('{{ $labels.job }} {{ $externalLabels.site }} {{ $externalURL }} {{ $value }}'),
    ).toBe('api lisbon http://tocsin:9093/path 1234.5');
    expect(
      await annotation('{{ .Labels.job }} {{ .ExternalLabels.site }} {{ .ExternalURL }} {{ .Value }}'),
    ).toBe('api lisbon http://tocsin:9093/path 1234.5');
  });

  const oneUp = 'query "up{job=\\"a\\"}" | first';
  test.each([
    ['query, first, value', `{{ ${oneUp} | value }}`, '7'],
    ['label', `{{ ${oneUp} | label "instance" }}`, 'b:1'],
    ['strvalue', '{{ query "special" | first | strvalue }}', 'text'],
    ['sortByLabel', '{{ range query "sorted" | sortByLabel "n" }}{{ .Labels.n }}{{ end }}', 'ab'],
    ['args', '{{ with args 1 2 }}{{ .arg0 }}-{{ .arg1 }}{{ end }}', '1-2'],
    ['safeHtml', '{{ safeHtml "<b>" }}', '<b>'],
    ['match', '{{ match "a.*" "xa" }} {{ match "b" "xa" }}', 'true false'],
    ['title', '{{ title "big news" }}', 'Big News'],
    ['toUpper, toLower', '{{ toUpper "aB" }}{{ toLower "aB" }}', 'ABab'],
    ['graphLink', '{{ graphLink "up > 1" }}', '/graph?g0.expr=up+%3E+1&g0.tab=0'],
    ['tableLink', '{{ tableLink "up" }}', '/graph?g0.expr=up&g0.tab=1'],
    ['reReplaceAll', '{{ reReplaceAll "(a+)b" "<$1>" "xaab" }}', 'x<aa>'],
    ['stripPort', '{{ stripPort $labels.host }}', 'db.example.org'],
    ['stripDomain', '{{ stripDomain $labels.host }}', 'db:9100'],
    ['parseDuration', '{{ parseDuration "1h30m" }}', '5400'],
    ['humanize', '{{ humanize $value }}', '1.234k'],
    ['humanize1024', '{{ humanize1024 2048.0 }}', '2ki'],
    ['humanizeDuration', '{{ humanizeDuration 3661.0 }}', '1h 1m 1s'],
    ['humanizePercentage', '{{ humanizePercentage 0.2567 }}', '25.67%'],
    ['humanizeTimestamp', '{{ humanizeTimestamp 1435065584.128 }}', '2015-06-23 13:19:44.128 +0000 UTC'],
    ['toTime', '{{ (toTime 1435065584.128).Year }}', '2015'],
    ['toDuration', '{{ toDuration 90.5 }}', '1m30.5s'],
    ['externalURL', '{{ externalURL }}', 'http://tocsin:9093/path'],
    ['pathPrefix', '{{ pathPrefix }}', '/path'],
    ['urlQueryEscape', '{{ urlQueryEscape "a b&c" }}', 'a+b%26c'],
  ])('the function %s', async (_, text, expected) => {
    expect(await annotation(text)).toBe(expected);
  });

  test('the function tmpl is of console templates alone: in rules it is refused at load, as by Prometheus', () => {
    const text = '{{ define "say" }}{{ . }}{{ end }}{{ tmpl "say" "it" }}';
    expect(() => ruleBench(rules({ annotations: { text } }))).toThrow('function "tmpl" not defined');
  });

  test('the function now is the evaluation’s time in seconds', async () => {
    const bench = ruleBench(rules({ annotations: { text: '{{ now | toTime | printf "%v" }}' } }));
    await bench.next({ x: [[{}, 1]] });
    const { annotations } = bench.rule('Slow').alerts[0] ?? {};
    expect(Date.parse((annotations?.text ?? '').replace(' +0000 UTC', 'Z').replace(' ', 'T'))).toBe(
      bench.clock.now(),
    );
  });

  test('`query` in a template is asked at the time of the evaluation', async () => {
    const bench = ruleBench(rules({ annotations: { text: '{{ query "sorted" | len }}' } }));
    await bench.next({ ...asked, x: [[{}, 1]] });
    expect(bench.asked.find(({ query }) => query === 'sorted')?.at).toBe(bench.clock.now());
  });
});
