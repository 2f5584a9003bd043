import { expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { deliveryMeter } from './delivery.ts';

const minute = 60_000;
const meter = () => {
  const registry = new Registry();
  let now = 0;
  const seen = deliveryMeter(() => now, [registry]);
  const value = async (name: string): Promise<number> => {
    const text = await registry.getSingleMetricAsString(`alertmanager_${name}`);
    const lines = text.split('\n').filter((line) => line.includes('integration="slack"'));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };
  return {
    value,
    after: (ms: number) => (now += ms),
    failing: (more: { refused?: boolean; about?: string } = {}) =>
      seen({ type: 'slack', about: 'a', durationMs: 10, failure: 'serverError', ...more }),
    delivered: (about = 'a', type = 'slack') => seen({ type, about, durationMs: 10 }),
  };
};

test('a notification that is delivered at the second try has not failed', async () => {
  const { failing, delivered, value, after } = meter();
  failing();
  after(minute);
  delivered();
  expect(await value('notifications_total')).toBe(1);
  expect(await value('notifications_failed_total')).toBe(0);
  expect(await value('notification_requests_total')).toBe(2);
  expect(await value('notification_requests_failed_total')).toBe(1);
});

test('what is refused has failed at once', async () => {
  const { failing, value } = meter();
  failing({ refused: true });
  failing({ refused: true });
  expect(await value('notifications_total')).toBe(2);
  expect(await value('notifications_failed_total')).toBe(2);
});

test('a receiver that is down for an hour shows as failing all the while, as where a flush gives up', async () => {
  const { failing, value, after } = meter();
  for (let tries = 0; tries < 60; tries += 1) {
    failing();
    after(minute);
  }
  const [total, failed] = [await value('notifications_total'), await value('notifications_failed_total')];
  expect(total).toBe(10);
  expect(failed).toBe(10);
});

test('each group and integration is a notification of its own; the Slack app counts as Slack', async () => {
  const { delivered, failing, value } = meter();
  delivered('a', 'slack-app');
  failing({ about: 'b' });
  expect(await value('notifications_total')).toBe(2);
  expect(await value('notification_latency_seconds')).toBeGreaterThan(0);
});

test('what is not tried any more, as a receiver’s test, is forgotten: another attempt is another notification', async () => {
  const { failing, value, after } = meter();
  failing({ about: 'a test' });
  after(120 * minute);
  failing({ about: 'another' });
  failing({ about: 'a test' });
  expect(await value('notifications_total')).toBe(3);
});
