import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  alertmanagerFunctions,
  checkPrometheusTemplate,
  failedExpansion,
  functionTable,
  parseTemplates,
  PrometheusTemplate,
  renderPrometheus,
  renderPrometheusSync,
  TemplateError,
  TemplateSet,
  type PrometheusTemplateInput,
  type TemplateOptions,
} from './index.ts';

const run = (text: string, data: unknown = {}, options?: TemplateOptions): string =>
  new TemplateSet([{ name: 't', text }], functionTable({}), options).execute('t', data);

function failure(attempt: () => unknown): TemplateError {
  try {
    attempt();
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error('expected a TemplateError');
}

const input: PrometheusTemplateInput = {
  alertName: 'Down',
  labels: { instance: 'a:1' },
  externalLabels: {},
  externalUrl: 'http://x',
  value: 0.5,
  now: 0,
  query: () => [],
};

/** Any text that a file can hold. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0x10ffff }))
  .map((points) =>
    String.fromCodePoint(...points.map((point) => (point < 0x4000 ? point % 256 : point))).toWellFormed(),
  );

test('a text without actions comes out as it went in', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      fc.pre(!text.includes('{{'));
      expect(run(text)).toBe(text);
    }),
  );
});

test('whatever text it is given, the parser gives a set or a TemplateError', () => {
  const pieces = fc.constantFrom(
    '{{',
    '}}',
    '{{-',
    '-}}',
    ' ',
    '"',
    '`',
    '(',
    ')',
    '|',
    '$x',
    ':=',
    '.a',
    'if',
    'end',
    'range',
    'else',
    'define',
    '/*',
    '*/',
    '5',
    "'",
    '\\',
    '\n',
    ',',
    'printf',
  );
  const texts = fc.oneof(
    anyText,
    fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const set = parseTemplates([{ name: 't', text }], {});
      expect(set instanceof TemplateSet || set instanceof TemplateError).toBe(true);
      if (set instanceof TemplateError) expect(set.line).toBeGreaterThan(0);
    }),
    { numRuns: 3000 },
  );
});

test('text nested without end is refused, not a full stack', () => {
  for (const text of [
    '{{('.padEnd(100_000, '('),
    '{{if 1}}'.repeat(50_000),
    '{{block "x" 1}}'.repeat(50_000),
    '{{/**/}}'.repeat(100_000) + '{{',
  ]) {
    expect(parseTemplates([{ name: 't', text }], {})).toBeInstanceOf(TemplateError);
  }
});

test('a chain of a thousand else-ifs is no nesting', () => {
  const chain = Array.from({ length: 1000 }, (_, at) => `{{else if eq . ${at}}}${at}`).join('');
  expect(run(`{{if eq . -1}}${chain}{{end}}`, 999n)).toBe('999');
});

test('a template that calls itself for ever ends with Go’s sentence and a remedy', () => {
  const error = failure(() => run('{{define "a"}}{{template "a"}}{{end}}{{template "a"}}'));
  expect(error.goText).toContain('exceeded maximum template depth (100000)');
  expect(error.message).toContain('calls itself');
});

test('output, texts on the way and loops are bounded', () => {
  const limits = { maxLength: 1000, maxSteps: 10_000 };
  expect(failure(() => run('{{range 10000000000}}x{{end}}', {}, { limits })).message).toMatch(
    /longer than 1000/,
  );
  expect(failure(() => run('{{range 10000000000}}{{end}}', {}, { limits })).message).toMatch(/steps/);
  const doubling = '{{$x := "ab"}}{{range 60}}{{$x = print $x $x}}{{end}}';
  expect(failure(() => run(doubling, {}, { limits })).message).toMatch(/longer than 1000/);
  const wide = `{{printf "${'%900000d'.repeat(100)}" ${'1 '.repeat(100)}}}`;
  expect(failure(() => run(wide, {}, { limits })).message).toMatch(/too long/);
  const deep = '{{$x := "a"}}{{range 200000}}{{$x = print $x | slice}}{{end}}{{$x}}';
  expect(run(deep)).toBe('a');
});

test('a value nested too deep to print is an error, not a crash', () => {
  const nest = '{{$x := list}}{{range 500000}}{{$x = list $x}}{{end}}{{$x}}';
  const set = new TemplateSet([], functionTable(alertmanagerFunctions({ now: () => 0 })));
  expect(failure(() => set.executeText(nest, {}))).toBeInstanceOf(TemplateError);
});

test('errors say where and what to change', () => {
  const parsed = parseTemplates([{ name: 'slack.tmpl', text: 'a\n  {{ toUper .Status }}' }], {});
  expect(parsed).toMatchObject({ stage: 'parse', template: 'slack.tmpl', line: 2, column: 6 });
  expect(parsed).toMatchObject({
    message: expect.stringContaining('function "toUper" not defined (use a function that exists here'),
  });
  const failed = failure(() => run('é\n é{{ .a.b }}', { a: 'x' }));
  expect(failed).toMatchObject({ stage: 'execute', line: 2, column: 8 });
  expect(failed.goText).toBe(
    `template: t:2:8: executing "t" at <.a.b>: can't evaluate field b in type string`,
  );
  expect(failed.remedy).not.toBe('');
});

test('later sources replace definitions, and inline texts see them and may replace them', () => {
  const sources = [
    { name: 'default', text: '{{define "title"}}default{{end}}{{define "kept"}}kept{{end}}' },
    { name: 'mine', text: '{{define "title"}}mine{{end}}{{define "kept"}} {{end}}' },
  ];
  const set = new TemplateSet(sources, functionTable({}));
  expect(set.executeText('{{template "title"}} {{template "kept"}}', {})).toBe('mine kept');
  expect(set.executeText('{{define "title"}}inline{{end}}{{template "title"}}', {})).toBe('inline');
  expect(set.execute('title', {})).toBe('mine');
  expect(failure(() => set.execute('nope', {})).message).toContain(
    'known templates: title, kept, default, mine',
  );
});

test('keys missing in a map can be empty, said or refused', () => {
  const data = { present: 'x' };
  expect(run('{{.absent}}', data, { missingKey: 'default' })).toBe('<no value>');
  expect(failure(() => run('{{.absent}}', data, { missingKey: 'error' })).message).toContain(
    'no entry for key',
  );
});

test('a query that waits is awaited, and refused where nothing may wait', async () => {
  const query = async (): Promise<{ labels: Record<string, string>; value: number }[]> => [
    { labels: { job: 'api' }, value: 3 },
  ];
  const text = '{{ range query "up" }}{{ .Labels.job }}={{ .Value }}{{ end }}';
  await expect(renderPrometheus(text, { ...input, query })).resolves.toBe('api=3');
  expect(failure(() => renderPrometheusSync(text, { ...input, query })).message).toContain('has to wait');
  const failing = { ...input, query: async () => Promise.reject(new Error('connection refused')) };
  await expect(renderPrometheus(text, failing)).rejects.toThrow('error calling query: connection refused');
  expect(new PrometheusTemplate(text, 'Down').mayWait).toBe(true);
  expect(new PrometheusTemplate('{{ $value }}', 'Down').mayWait).toBe(false);
});

test('places in a rule’s template do not count what Prometheus puts before it', () => {
  expect(checkPrometheusTemplate('{{ $labels.instance }} is down')).toEqual([]);
  expect(checkPrometheusTemplate('{{ $labls.instance }}', 'Down')).toMatchObject([{ line: 1, column: 4 }]);
  expect(checkPrometheusTemplate('ok\n{{ if }}')).toMatchObject([{ line: 2, stage: 'parse' }]);
  const error = failure(() => renderPrometheusSync('{{ .Nope }}', input));
  expect(error).toMatchObject({ line: 1, column: 4 });
  expect(failedExpansion(error, 'Down')).toMatch(
    /^<error expanding template: error executing template __alert_Down: template: __alert_Down:1:\d+: executing/,
  );
});

test('regular expressions and JSON in templates do not let a text explode', () => {
  const functions = functionTable(alertmanagerFunctions({ now: () => 0 }));
  const set = new TemplateSet([], functions, { limits: { maxLength: 10_000 } });
  const text = '{{ $x := printf "%5000d" 1 }}{{ reReplaceAll "." $x $x }}';
  expect(failure(() => set.executeText(text, {})).message).toMatch(/too long|longer than/);
});

test('now and since are the clock’s that was handed in', () => {
  const now = Date.parse('2026-11-21T10:00:00Z');
  const set = new TemplateSet([], functionTable(alertmanagerFunctions({ now: () => now })));
  expect(
    set.executeText('{{ now }} {{ since (toDate "2006-01-02" "2026-11-21") | humanizeDuration }}', {}),
  ).toBe('2026-11-21 10:00:00 +0000 UTC 10h 0m 0s');
});
