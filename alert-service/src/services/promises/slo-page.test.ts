import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { readAlertmanagerConfig } from '#config/alertmanager-config';
import { readTocsinConfig } from '#config/tocsin-config';
import { attainedOf, budgetOf, burnOf } from '#core/promises/budget';
import { burnWindows } from '#core/promises/burn';
import { listedObjectives, periodMsOf } from './listed.ts';
import { budgetWords } from './words.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../../../../docs/slo.md'), 'utf8');
const [, example = ''] = /```yaml\n(.*?)```/s.exec(page) ?? [];
const dayMs = 86_400_000;

function read(text: string) {
  const { receivers } = readAlertmanagerConfig({
    file: 'alertmanager.yml',
    text: `
route: {receiver: managers}
receivers:
  - name: managers
    email_configs: [{to: boss@example.org, from: t@example.org, smarthost: 'mail.example.org:25'}]
  - name: hook
    webhook_configs: [{url: 'http://127.0.0.1:9/'}]
`,
    mode: 'utf8-strict',
    readFile: () => '',
    glob: () => [],
  });
  return readTocsinConfig({ file: 'tocsin.yml', text, receivers, readFile: () => '' });
}

test('the example of the page is read, and its usual values are those that the page names', () => {
  const { services, reports } = read(example);
  const [availability, latency, agreed, orders] = listedObjectives(services.services);
  expect(availability).toMatchObject({
    id: 'payments/availability',
    settings: { type: 'slo', minimumEvents: 20, alert: true, window: { rollingMs: 30 * dayMs } },
  });
  expect(availability?.settings.severities).toEqual({ fast: 'critical', slow: 'warning' });
  expect(latency?.settings).toMatchObject({ kind: 'latency', threshold: 0.3 });
  expect(agreed?.settings).toMatchObject({ type: 'sla', window: { calendar: 'month' } });
  expect(orders && periodMsOf(orders.settings)).toBe(7 * dayMs);
  expect(reports).toEqual({
    ...{ period: 'month', timeZone: 'Europe/Berlin', schedule: '0 9 1 * *', receivers: ['managers'] },
  });
});

test.each([
  ['{receivers: [manager]}', 'there is no receiver "manager"; did you mean "managers"?'],
  ['{receivers: [hook]}', 'has neither: add email_configs or slack_configs'],
  ['{period: day}', 'period is week, month or quarter'],
  ['{schedule: "0 9 1"}', 'is no schedule'],
  ['{time_zone: Berlin}', 'is no time zone'],
])('reports: %s is refused, with what to change', (text, why) => {
  expect(() => read(`reports: ${text}`)).toThrow(why);
});

test('the sums on the page are those that are calculated', () => {
  const counts = { good: 999_620, total: 1_000_000 };
  expect(page).toContain('attained 99.962 %, 62 % of the budget is left');
  expect(attainedOf(counts)).toBeCloseTo(99.962, 6);
  expect(budgetWords(counts, budgetOf(counts, 99.9))).toBe('62 % left: 380 of 1,000 failed requests spent');
  expect(burnOf({ good: 856, total: 1000 }, 99)).toBeCloseTo(14.4, 6);
  const fast = (days: number) => burnWindows(days * dayMs, 99.9).map(({ limit }) => limit);
  expect(fast(30)).toEqual([14.4, 6, 3, 1]);
  expect([...fast(7).slice(0, 2), ...fast(90).slice(0, 2)]).toEqual([3.36, 1.4, 43.2, 18]);
  // Sixty per cent of a window is no short part of it.
  expect(burnWindows(5 * dayMs, 99).map(({ long }) => long)).toEqual(['1h', '6h', '1d']);
});
