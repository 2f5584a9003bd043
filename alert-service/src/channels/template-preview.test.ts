import { expect, test } from '@jest/globals';
import { TemplateData } from '@tocsin/api';
import { systemClock } from '#lib/clock';
import { previewTemplate } from './template-preview.ts';

const data = TemplateData.parse({ alerts: Array.from({ length: 1_000 }, () => ({})) });

test.each([
  [
    'loops in loops',
    '{{ range .Alerts }}{{ range $.Alerts }}{{ range $.Alerts }}{{ end }}{{ end }}{{ end }}',
  ],
  ['much work in each round', '{{ range .Alerts }}{{ $.Alerts | toJson | len }}{{ end }}'],
  ['much work in one pipeline', `{{ 1 ${'| print $.Alerts | len '.repeat(500)} }}`],
  [
    'templates in templates',
    '{{ define "a" }}{{ range $.Alerts }}{{ template "a" $ }}{{ end }}{{ end }}{{ template "a" . }}',
  ],
])('a preview holds up nobody for long: %s', (_, text) => {
  const started = systemClock.elapsed();
  const shown = previewTemplate({
    ...{ files: [], text, data, now: 0 },
    language: 'text',
    elapsed: () => systemClock.elapsed(),
  });
  expect(shown).toMatchObject({ ok: false });
  expect(systemClock.elapsed() - started).toBeLessThan(4_000);
});
