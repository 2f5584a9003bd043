import { expect, test } from '@jest/globals';
import { alertmanagerData, type NotificationData, type TemplateAlert } from './data.ts';
import { checkTemplateFile, notificationTemplates } from './notification-templates.ts';
import { defaultTemplates } from './defaults.ts';

const alert = (status: 'firing' | 'resolved', severity: string): TemplateAlert => ({
  status,
  labels: { alertname: 'DiskFull', instance: '<db1>', severity },
  annotations: { summary: 'Disk & all' },
  startsAt: 0,
  generatorUrl: 'http://prometheus.example.com/graph?a=1&b=2',
  fingerprint: '0123456789abcdef',
});
const dataOf = (alerts: readonly TemplateAlert[]) =>
  alertmanagerData({
    receiver: 'team',
    status: alerts.some(({ status }) => status === 'firing') ? 'firing' : 'resolved',
    alerts,
    notificationReason: 'first notification',
    groupLabels: { alertname: 'DiskFull' },
    commonLabels: { alertname: 'DiskFull', severity: 'critical' },
    commonAnnotations: { summary: 'Disk & all' },
    routeLabels: {},
    externalUrl: 'https://grafana.example.com',
  } satisfies NotificationData);
const data = dataOf([alert('firing', 'critical'), alert('resolved', 'info')]);

const edges = { now: () => 0 };
const templates = notificationTemplates([], edges);
const names = defaultTemplates
  .flatMap(({ text }) => [...text.matchAll(/define "([^"]+)"/g)])
  .map(([, name = '']) => name)
  .filter((name) => /^[a-z0-9]+\.default\./.test(name));

test('every default template renders, as text and as HTML, whatever fires', () => {
  expect(names.length).toBe(58);
  for (const name of names) {
    const of = name === 'pagerduty.default.instances' ? '.Alerts' : '.';
    for (const alerts of [data, dataOf([]), dataOf([alert('resolved', '')])]) {
      const template = `{{ template "${name}" ${of} }}`;
      expect(templates.text(template, alerts)).not.toContain('<no value>');
      expect(templates.html(template, alerts)).not.toContain('ZgotmplZ');
    }
  }
});

test('the subject says what fires, and what else they have in common', () => {
  expect(templates.text('{{ template "slack.default.title" . }}', data)).toBe(
    '[FIRING 1] DiskFull (critical)',
  );
  expect(templates.text('{{ template "__subject" . }}', dataOf([]))).toBe('[RESOLVED] DiskFull (critical)');
});

test('lists say each label and annotation once, and where it comes from', () => {
  expect(templates.text('{{ template "discord.default.message" . }}', data)).toBe(
    ['Firing', 'Resolved']
      .map(
        (state) => `${state}:
- DiskFull
    instance: <db1>
    severity: ${state === 'Firing' ? 'critical' : 'info'}
    summary: Disk & all
    source: http://prometheus.example.com/graph?a=1&b=2
`,
      )
      .join(''),
  );
});

test('the worst severity of those that fire is the priority of a Jira issue, else of those that did', () => {
  const priority = '{{ template "jira.default.priority" . }}';
  expect(templates.text(priority, data)).toBe('High');
  expect(templates.text(priority, dataOf([alert('firing', 'info'), alert('firing', 'warning')]))).toBe(
    'Medium',
  );
  expect(templates.text(priority, dataOf([alert('firing', 'info'), alert('resolved', 'critical')]))).toBe(
    'Low',
  );
  expect(templates.text(priority, dataOf([alert('firing', 'page'), alert('resolved', 'critical')]))).toBe(
    'High',
  );
});

test('in HTML a value is text, and a link stays a link', () => {
  const html = templates.html('{{ template "email.default.html" . }}', data);
  expect(html).toContain('<td>&lt;db1&gt;</td>');
  expect(html).toContain('<a href="http://prometheus.example.com/graph?a=1&amp;b=2">');
  expect(html).toMatch(/^<!DOCTYPE html>/);
});

test('a file’s definition replaces the default one, for text and HTML, and the last file wins', () => {
  const own = notificationTemplates(
    [
      { name: 'a.tmpl', text: '{{ define "__subject" }}mine{{ end }}{{ define "x" }}1{{ end }}' },
      { name: 'b.tmpl', text: '{{ define "x" }}2 < 3{{ end }}' },
    ],
    edges,
  );
  expect(own.text('{{ template "slack.default.title" . }} {{ template "x" }}', data)).toBe('mine 2 < 3');
  expect(own.html('{{ template "email.default.subject" . }} {{ template "x" }}', data)).toBe('mine 2 &lt; 3');
});

test('a file that does not parse says where', () => {
  expect(() => checkTemplateFile({ name: 'a.tmpl', text: 'x\n{{ define "y" }}{{ .A ' })).toThrow(/a\.tmpl:2/);
});
