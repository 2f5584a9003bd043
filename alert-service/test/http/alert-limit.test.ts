import { expect, test } from '@jest/globals';
import { startService } from '../kit/service.ts';

const alert = (alertname: string, instance: string, minutes = 5) => ({
  labels: { alertname, instance },
  startsAt: new Date(Date.now() - 3_600_000).toISOString(),
  endsAt: new Date(Date.now() + minutes * 60_000).toISOString(),
});

test('what is over --alerts.per-alertname-limit is refused by a 400 that names it, never dropped after a 200', async () => {
  await using service = await startService({ flags: ['--alerts.per-alertname-limit=2'] });
  const post = async (...alerts: readonly object[]): Promise<[number, string]> => {
    const response = await service.post('/api/v2/alerts', alerts);
    return [response.status, await response.text()];
  };
  const [status, text] = await post(
    alert('Many', 'a'),
    alert('Many', 'b'),
    alert('Many', 'c'),
    alert('Few', 'a'),
  );
  expect(status).toBe(400);
  expect(text).toContain('Many');
  expect(text).toContain('the limit of 2 alerts named');
  const shown = (await (await service.get('/api/v2/alerts')).json()) as { labels: Record<string, string> }[];
  expect(shown.map(({ labels }) => `${labels.alertname}/${labels.instance}`).sort()).toEqual([
    'Few/a',
    'Many/a',
    'Many/b',
  ]);
  expect(await (await service.get('/metrics')).text()).toContain('alertmanager_alerts_limited_total 1');
});

test('news of an alert that is there is never refused, and its end makes room', async () => {
  await using service = await startService({ flags: ['--alerts.per-alertname-limit=1'] });
  const post = async (...alerts: readonly object[]): Promise<number> =>
    (await service.post('/api/v2/alerts', alerts)).status;
  expect(await post(alert('Many', 'a'))).toBe(200);
  expect(await post(alert('Many', 'a'))).toBe(200);
  expect(await post(alert('Many', 'b'))).toBe(400);
  expect(await post(alert('Many', 'a', -1))).toBe(200);
  expect(await post(alert('Many', 'b'))).toBe(200);
});
