import { get } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { startService } from '../kit/service.ts';

const counted = /^alertmanager_alerts_(?:received|invalid|limited)_total\S* \d+$/gm;

test('as at Alertmanager, what can be read is received even if it is invalid, and what cannot be read is neither', async () => {
  await using service = await startService({ flags: ['--alerts.per-alertname-limit=1'] });
  const labels = { alertname: 'A' };
  const ended = { startsAt: '2020-01-01T00:00:00Z', endsAt: '2020-01-02T00:00:00Z' };
  const posts: readonly unknown[] = [
    [{ labels }, { labels: { alertname: 'B' }, ...ended }],
    [{ labels: {} }, { labels, startsAt: ended.endsAt, endsAt: ended.startsAt }],
    [{ labels: { alertname: 'A', instance: 'b' } }],
    [{ labels, startsAt: 'tomorrow' }],
    [{ labels: { a: 5 } }],
    [7],
    { labels },
  ];
  const answers: number[] = [];
  for (const body of posts) answers.push((await service.post('/api/v2/alerts', body)).status);
  expect(answers).toEqual([200, 400, 400, 400, 400, 400, 400]);
  const text = await (await service.get('/metrics')).text();
  expect(text.match(counted)?.toSorted()).toEqual([
    'alertmanager_alerts_invalid_total{version="v2"} 2',
    'alertmanager_alerts_limited_total 1',
    'alertmanager_alerts_received_total{status="firing",version="v2"} 3',
    'alertmanager_alerts_received_total{status="resolved",version="v2"} 2',
  ]);
});

test('the metrics are compressed where that is asked for, and only there', async () => {
  await using service = await startService({});
  const fetched = (encodings: string): Promise<[string | undefined, Buffer]> =>
    new Promise((resolve, reject) => {
      const headers = { 'accept-encoding': encodings };
      get(`${service.url}/metrics`, { headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve([response.headers['content-encoding'], Buffer.concat(chunks)]));
      }).on('error', reject);
    });
  const [encoding, body] = await fetched('gzip');
  expect(encoding).toBe('gzip');
  expect(gunzipSync(body).toString()).toContain('alertmanager_build_info');
  for (const encodings of ['identity', 'gzip;q=0', 'br']) {
    const [none, plain] = await fetched(encodings);
    expect([none, plain.toString().includes('alertmanager_build_info')]).toEqual([undefined, true]);
  }
});
