import { expect, test } from '@jest/globals';
import type { Labels } from '@tocsin/model';
import { createLog } from '#lib/log';
import { messageOf, slowCheckout } from './kit/messages.ts';
import { createRouteLabels } from './route-labels.ts';

const rendered = (routeLabels: Labels, files: { name: string; text: string }[] = []) => {
  const lines: string[] = [];
  const log = createLog({ level: 'warn', format: 'logfmt', now: () => 0, write: (line) => lines.push(line) });
  const labels = createRouteLabels(
    () => 0,
    log,
    files,
  )(messageOf({ routeLabels, notice: { firing: slowCheckout, why: 'repeat-interval' } }));
  return { labels, lines };
};

test('a route label is a template of the group, and may ask for another route label', () => {
  const { labels } = rendered({
    reason: 'alert {{ .GroupLabels.alertname }}',
    description: '{{ len .Alerts }} firing ({{ routeLabels "reason" }}){{ routeLabels "none" }}',
    why: '{{ .NotificationReason }}',
    fixed: 'as it is',
    empty: '',
  });
  expect(labels).toEqual({
    reason: 'alert PaymentsFailing',
    description: '2 firing (alert PaymentsFailing)',
    why: 'unknown',
    fixed: 'as it is',
    empty: '',
  });
});

test('the templates of the user’s files can be called', () => {
  const files = [{ name: 'x.tmpl', text: '{{ define "team" }}team {{ .CommonLabels.service }}{{ end }}' }];
  expect(rendered({ owner: '{{ template "team" . }}' }, files).labels).toEqual({ owner: 'team checkout' });
});

test('a label that cannot be rendered is left out with a line in the log, and the others stay', () => {
  const { labels, lines } = rendered({ good: '{{ .Status }}', broken: '{{ .Nothing }}', open: '{{ if }}' });
  expect(labels).toEqual({ good: 'firing' });
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain('label=broken');
});

test('labels that ask for each other in a circle are an error, not an endless loop', () => {
  const { labels, lines } = rendered({
    a: '{{ routeLabels "b" }}',
    b: '{{ routeLabels "a" }}',
    c: '{{ .Status }}',
  });
  expect(labels).toEqual({ c: 'firing' });
  expect(lines[0]).toContain('route label cycle detected: a -> b -> a');
});
