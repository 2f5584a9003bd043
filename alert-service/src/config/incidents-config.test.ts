import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { noOnCall } from '#core/on-call/rules';
import { InvalidConfiguration } from './config-error.ts';
import { good, read } from './kit/alertmanager-examples.ts';
import { readTocsinConfig, type TocsinConfig } from './tocsin-config.ts';

const { receivers } = read(good);
const readOwn = (text: string): TocsinConfig =>
  readTocsinConfig({ file: '/etc/am/tocsin.yml', text, receivers, readFile: () => '' });

const wrong = (text: string): string => {
  try {
    readOwn(text);
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.message.replaceAll('/etc/am/tocsin.yml:', '');
    throw error;
  }
  return 'accepted';
};

test('severities by matchers and by words, response times, and how long an acknowledgement holds', () => {
  const { incidents } = readOwn(`
incidents:
  severity_label: priority
  severity_words: {P1: critical, sandbox: none}
  severities:
    - match: ['team="payments"', env=prod]
      severity: critical
  respond_within: {critical: 3m}
  acknowledgement_ends_after: {critical: 1h, high: 4h}
`);
  expect(incidents).toMatchObject({
    severityLabel: 'priority',
    severities: [{ severity: 'critical', matchers: [{ name: 'team' }, { name: 'env', value: 'prod' }] }],
    respondWithinMs: { critical: 180_000 },
    acknowledgementEndsAfterMs: { critical: 3_600_000, high: 14_400_000 },
  });
  expect([...incidents.severityWords]).toEqual([
    ['p1', 'critical'],
    ['sandbox', 'none'],
  ]);
});

test('what cannot be meant is refused, with its place and what to write', () => {
  expect(wrong('incidents: {severities: [{match: [], severity: high}]}')).toBe(
    '1:27: this would match every alert: write matchers',
  );
  expect(wrong('incidents:\n  severities:\n    - {match: [a=b], severity: urgent}\n')).toBe(
    '3:32: a severity is critical, high, medium, low, or none for no incident',
  );
  expect(wrong('incidents: {respond_within: {critical: 5}}')).toBe(
    '1:40: "5" is a duration without a unit: write 5s, or 5m',
  );
  expect(wrong('incidents: {acknowledgement_ends_after: {critical: 0s}}')).toBe(
    '1:52: acknowledgement_ends_after cannot be zero: write a duration such as 1h',
  );
  expect(wrong('incidents: {respond_within: {urgent: 5m}}')).toMatch(/1:30: unknown field "urgent"/);
  expect(wrong('incidents: {severity_words: {sev1: worst}}')).toMatch(/1:36: a severity is critical/);
});

test('the example of the documentation is read, and its times are the usual ones', () => {
  const page = readFileSync(path.resolve(import.meta.dirname, '../../../docs/on-call.md'), 'utf8');
  const [example = ''] = /(?<=```yaml\n)incidents:\n.*?(?=```)/s.exec(page) ?? [];
  const { incidents } = readOwn(example);
  expect(incidents).toMatchObject({ severityLabel: 'priority', severities: [{}, { severity: 'low' }] });
  const { none: _, ...usual } = noOnCall('team').respondWithinMs;
  expect(incidents.respondWithinMs).toEqual(usual);
});
