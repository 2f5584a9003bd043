import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../kit/eventually.ts';
import { type Service, startService } from '../kit/service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService({
    tocsin: 'api: {tokens: [{name: robot, token: client-token-bbbb, kind: client, role: admin}]}',
  });
  await service.post('/api/v2/alerts', [{ labels: { alertname: 'Door', severity: 'critical' } }]);
  await eventually('the incident is there', async () => (await service.get(`${own}/incidents/INC-1`)).ok);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

const own = '/api/tocsin/v1';

/** As a client that acts as itself. */
async function write(method: string, at: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${service.url}${own}${at}`, {
    method,
    headers: { 'Content-Type': 'application/json', Authorization: 'Bearer client-token-bbbb' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${at}: ${answer.status} ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}

interface Entry {
  readonly kind: string;
  readonly change?: string;
  readonly by?: string;
  readonly doneBy?: string;
  readonly via?: string;
  readonly claimed?: string;
}

/** The whole ledger, once the service is stopped. */
async function ledger(): Promise<Entry[]> {
  await service.app.stop();
  const db = new DatabaseSync(path.join(service.folder, 'data', 'tocsin.db'), { readOnly: true });
  const rows = db.prepare('SELECT body FROM ledger ORDER BY seq').all();
  db.close();
  return rows.flatMap(({ body }) => JSON.parse(zstdDecompressSync(body as Uint8Array).toString()) as Entry[]);
}

test('what a client changes is in the ledger under its own name, with the way it came', async () => {
  const until = { kind: 'time', endsAt: new Date(Date.now() + 3_600_000).toISOString() };
  const matchers = [{ name: 'service', op: '=', value: 'none' }];
  const silence = await write('POST', '/silences', { matchers, until, comment: 'planned' });
  await write('DELETE', `/silences/${String(silence.id)}`);
  await write('POST', '/incidents/INC-1/acknowledge', { comment: 'on it' });
  await write('POST', '/incidents/INC-1/hand-back', {});
  await write('PUT', '/people/mia', { value: { id: 'mia', name: 'Mia' } });
  await fetch(`${service.url}/api/alerts/INC-1/acknowledge`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: 'Bearer client-token-bbbb' },
    body: JSON.stringify({ acknowledgeBy: 'Mia' }),
  });
  const entries = await ledger();
  const of = (kind: string, change: string) =>
    entries.filter((each) => each.kind === kind && each.change === change);
  const byRobot = expect.objectContaining({ by: 'robot', via: 'api' });
  expect(of('silence', 'made')).toEqual([expect.objectContaining({ doneBy: 'robot', via: 'api' })]);
  expect(of('silence', 'ended')).toEqual([expect.objectContaining({ doneBy: 'robot', via: 'api' })]);
  expect(of('incident', 'acknowledged')[0]).toEqual(byRobot);
  expect(of('incident', 'handed-back')).toEqual([byRobot]);
  expect(of('incident', 'acknowledged')[1]).toMatchObject({ by: 'robot', via: 'api', claimed: 'Mia' });
  expect(of('on-call', 'made')).toEqual([expect.objectContaining({ by: 'robot', via: 'api' })]);
});
