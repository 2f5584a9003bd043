import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type AlertmanagerConfig, readAlertmanagerConfig } from './alertmanager-config.ts';
import { InvalidConfiguration } from './config-error.ts';
import { end } from './kit/alertmanager-examples.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'templates-'));
  mkdirSync(path.join(folder, 't'));
  writeFileSync(path.join(folder, 't/b.tmpl'), '{{ define "x" }}b{{ end }}');
  writeFileSync(path.join(folder, 't/a.tmpl'), '{{ define "x" }}a{{ end }}');
  writeFileSync(path.join(folder, 't/wrong.txt'), 'fine\n{{ define "y" }}\n  {{ nope .A }}{{ end }}');
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (templates: string, receivers = end): AlertmanagerConfig =>
  readAlertmanagerConfig({
    file: path.join(folder, 'alertmanager.yml'),
    text: `route: {receiver: a}\ntemplates: ${templates}\n${receivers}`,
    readFile: (file) => readFileSync(file, 'utf8'),
    glob: (pattern) => globSync(pattern),
  });

test('template files are found from where the configuration file is, and in order of their names', () => {
  const { templates, original, warnings } = read(`['t/*.tmpl', '${folder}/t/a.tmpl']`);
  expect(templates.map(({ name }) => name)).toEqual(['a.tmpl', 'b.tmpl', 'a.tmpl']);
  expect(templates[1]?.text).toBe('{{ define "x" }}b{{ end }}');
  expect(original).toContain(`templates:\n- ${folder}/t/*.tmpl\n`);
  expect(warnings).toEqual([]);
});

test('a file that does not parse is refused with its line, its column and what is wrong', () => {
  expect(() => read('[t/wrong.txt]')).toThrow(InvalidConfiguration);
  expect(() => read('[t/wrong.txt]')).toThrow(/t\/wrong\.txt:3:\d+: this template cannot be read: .*"nope"/);
});

test('a pattern that matches nothing is a warning: files may come later', () => {
  const { templates, warnings } = read('[none/*.tmpl]');
  expect(templates).toEqual([]);
  expect(warnings).toMatchObject([{ line: 2, message: expect.stringContaining('no file matches') }]);
});

test('no templates at all are none', () => {
  expect(read('').templates).toEqual([]);
});

test('a file that defines the default mail anew is what is mailed, where the receiver does not say otherwise', () => {
  writeFileSync(
    path.join(folder, 't/mail.tmpl'),
    '{{ define "email.default.html" }}h{{ end }}{{ define "__subject" }}s{{ end }}',
  );
  const mail = (lines: string): string =>
    `global: {smtp_smarthost: 'm:25', smtp_from: f@x}\nreceivers:\n- name: a\n  email_configs:\n  - ${lines}\n`;
  const settings = (templates: string, lines: string): unknown =>
    read(templates, mail(lines)).receivers.get('a')?.integrations[0]?.settings;
  expect(settings('[t/mail.tmpl]', '{to: x@y}')).toMatchObject({
    html: '{{ template "email.default.html" . }}',
    headers: { Subject: '{{ template "email.default.subject" . }}' },
  });
  expect(settings('[t/mail.tmpl]', "{to: x@y, html: '', headers: {subject: mine}}")).toMatchObject({
    html: false,
    headers: { Subject: 'mine' },
  });
  expect(settings('[t/a.tmpl]', '{to: x@y}')).toMatchObject({ html: true, headers: {} });
});
