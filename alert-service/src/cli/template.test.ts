import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { call } from './kit/call.ts';
import { templateVerb } from './template.ts';

const render = (...args: readonly string[]) => call(templateVerb, 'render', ...args);

test('a text is rendered on a sample', async () => {
  const { out, code } = await render(
    '--template.text={{ len .Alerts.Firing }} of {{ .CommonLabels.service }}',
  );
  expect([code, out]).toEqual([0, '1 of checkout']);
});

test('files are read, data is as a webhook has it, and HTML escapes what it shows', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-template-'));
  writeFileSync(path.join(folder, 'own.tmpl'), '{{ define "own" }}<b>{{ .CommonLabels.team }}</b>{{ end }}');
  writeFileSync(
    path.join(folder, 'data.json'),
    '{"commonLabels":{"team":"<db>"},"alerts":[{"labels":{"a":"1"}}]}',
  );
  const { out } = await render(
    ...['--template.text={{ template "own" . }}', '--template.type=html'],
    ...[`--template.glob=${folder}/*.tmpl`, `--template.data=${folder}/data.json`],
  );
  expect(out).toBe('<b>&lt;db&gt;</b>');
});

test.each([
  [['--template.text={{ .Foo'], 1, 'unclosed action'],
  [['--template.text=x', '--template.glob=/nowhere/*.tmpl'], 1, 'no file matches'],
  [['--template.text=x', '--template.type=xml'], 2, '--template.type is text or html'],
  [[], 2, '--template.text is missing'],
  [['--template.tex=x'], 2, "Unknown option '--template.tex'"],
])('%j ends with %d and says %j', async (args, code, said) => {
  const called = await render(...args);
  expect(called.code).toBe(code);
  expect(called.err).toContain(said);
});
