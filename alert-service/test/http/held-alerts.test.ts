import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { AlertDetail, type AlertSummary, listRules } from '@tocsin/api';
import { eventually } from '../kit/eventually.ts';
import { startService } from '../kit/service.ts';

const rules = `
groups:
  - name: disks
    interval: 300ms
    rules:
      - alert: DiskFull
        expr: free < 0.1
        labels: {severity: critical}
        annotations: {summary: The disk is full}
`;
const tocsin = 'rules: [{match: alertname=DiskFull, recovery: free > 0.15, missing_data: {then: keep}}]';

/** A query API that knows how much one disk has free, or nothing of it. */
async function startDisk() {
  const disk = { free: 0.05 as number | undefined };
  const holds = (query: string, free: number): boolean => {
    if (query === 'free < 0.1') return free < 0.1;
    return query === 'free > 0.15' ? free > 0.15 : query === '(free) unless (free < 0.1)' && free >= 0.1;
  };
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '', 'http://x').searchParams.get('query') ?? '';
    const found = disk.free !== undefined && holds(query, disk.free);
    const result = found ? [{ metric: { __name__: 'free', disk: 'a' }, value: [0, String(disk.free)] }] : [];
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(disk, {
    url,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

test('an alert that waits for its recovery, or for its data, says so in words wherever it is shown', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-'));
  writeFileSync(path.join(folder, 'rules.yml'), rules);
  await using disk = await startDisk();
  await using service = await startService({
    folder,
    tocsin,
    flags: [`--prometheus.url=${disk.url}`, `--rules.file=${folder}/rules.yml`, '--no-rules.batch'],
  });
  const own = async <T>(at: string): Promise<T> =>
    (await service.get(`/api/tocsin/v1${at}`)).json() as Promise<T>;
  const alert = async (): Promise<AlertSummary | undefined> =>
    (await own<{ alerts: AlertSummary[] }>('/alerts')).alerts.find(({ name }) => name === 'DiskFull');
  const detail = async (): Promise<AlertDetail> =>
    AlertDetail.parse(await own(`/alerts/${(await alert())?.fingerprint}`));

  await eventually('it fires', async () => (await alert())?.status === 'firing');
  disk.free = 0.12;
  await eventually('it waits for its recovery', async () => (await alert())?.heldSince !== undefined);
  expect((await detail()).sentence).toMatch(/Its condition passed .* ago; it waits for its recovery\./);

  disk.free = undefined;
  await eventually('it waits for its data', async () => (await alert())?.missingSince !== undefined);
  const { sentence, status, timeline } = await detail();
  expect(status).toBe('firing');
  expect(sentence).toMatch(/^The disk is full\..* Firing for .*\. No data for .*\. Nobody has it\.$/);
  expect(timeline.map(({ what }) => what)).toEqual(
    expect.arrayContaining([
      'The condition is gone; it fires until its recovery expression holds',
      'No data any more; it stays as it was',
    ]),
  );
  const listed = listRules.response.parse(await own('/rules')).groups.flatMap((group) => group.rules);
  expect(listed.find(({ name }) => name === 'DiskFull')).toMatchObject({
    state: 'firing',
    health: 'ok',
    missingSince: (await alert())?.missingSince,
  });

  disk.free = 0.2;
  await eventually('it is resolved', async () => (await alert()) === undefined);
  rmSync(folder, { recursive: true, force: true });
}, 60_000);
