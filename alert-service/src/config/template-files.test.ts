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

const read = (templates: string): AlertmanagerConfig =>
  readAlertmanagerConfig({
    file: path.join(folder, 'alertmanager.yml'),
    text: `route: {receiver: a}\ntemplates: ${templates}\n${end}`,
    readFile: (file) => readFileSync(file, 'utf8'),
    glob: (pattern) => globSync(pattern),
  });

test('template files are found from where the configuration file is, and in order of their names', () => {
  const { templates, original, warnings } = read(`['t/*.tmpl', '${folder}/t/a.tmpl']`);
  expect(templates.map(({ name }) => name)).toEqual(['a.tmpl', 'b.tmpl', 'a.tmpl']);
  expect(templates[1]?.text).toBe('{{ define "x" }}b{{ end }}');
  expect(original).toContain(`templates:\n  - ${folder}/t/*.tmpl\n`);
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
