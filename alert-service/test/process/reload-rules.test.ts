import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { eventually } from '../kit/eventually.ts';
import { type Service, startService } from '../kit/service.ts';

jest.setTimeout(60_000);

/** Answers each query with one sample: whatever rule asks, fires. */
async function startSource() {
  const server = createServer((request, response) => {
    request.resume();
    const result = [{ metric: {}, value: [0, '1'] }];
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const rules = (...names: string[]): string =>
  `groups:\n  - name: g\n    rules:\n${names.map((name) => `      - {alert: ${name}, expr: up == 1}\n`).join('')}`;

const reload = (service: Service) => fetch(`${service.url}/-/reload`, { method: 'POST' });
const firing = async (service: Service): Promise<string[]> => {
  const alerts = (await (await service.get('/api/v2/alerts')).json()) as {
    labels: { alertname: string };
    startsAt: string;
  }[];
  return alerts.map(({ labels, startsAt }) => `${labels.alertname} ${startsAt}`).sort();
};
const namesOf = async (service: Service): Promise<string> =>
  (await firing(service)).map((each) => each.split(' ')[0]).join();

test('changed rule files are in force after a reload: a new rule fires, a removed one ends, one that stayed goes on', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-rules-'));
  const file = path.join(folder, 'rules.yml');
  writeFileSync(file, rules('Stays', 'Goes'));
  await using source = await startSource();
  await using service = await startService({
    flags: [`--rules.file=${file}`, `--prometheus.url=${source.url}`, '--evaluation.interval=100ms'],
  });
  await eventually('both fire', async () => (await namesOf(service)) === 'Goes,Stays');
  const before = (await firing(service)).find((each) => each.startsWith('Stays'));

  writeFileSync(file, rules('Stays', 'Comes'));
  expect((await reload(service)).status).toBe(200);
  await eventually(
    'the new one fires, the old one ended',
    async () => (await namesOf(service)) === 'Comes,Stays',
  );
  expect((await firing(service)).find((each) => each.startsWith('Stays'))).toBe(before);

  writeFileSync(file, rules('Worse').replace('up == 1', 'up =='));
  const refused = await reload(service);
  expect([refused.status, await refused.text()]).toEqual([
    500,
    expect.stringMatching(/rules\.yml:\d+:\d+: /),
  ]);
  const listed = await (await service.get('/api/tocsin/v1/rules')).text();
  expect(listed).toContain('Comes');
  expect(listed).not.toContain('Worse');
  expect(await namesOf(service)).toBe('Comes,Stays');
  rmSync(folder, { recursive: true, force: true });
});

test('a reload that leaves the rule files as they are does not disturb their evaluation', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-rules-'));
  const file = path.join(folder, 'rules.yml');
  writeFileSync(file, rules('Stays'));
  await using source = await startSource();
  await using service = await startService({
    flags: [`--rules.file=${file}`, `--prometheus.url=${source.url}`, '--evaluation.interval=100ms'],
  });
  const evaluations = async (): Promise<number> => {
    const { groups } = (await (await service.get('/api/tocsin/v1/rules')).json()) as {
      groups: { rules: { lastEvaluationAt?: string }[] }[];
    };
    return groups.flatMap((group) => group.rules).filter((rule) => rule.lastEvaluationAt !== undefined)
      .length;
  };
  await eventually('it is evaluated', async () => (await evaluations()) > 0);
  expect((await reload(service)).status).toBe(200);
  expect(await evaluations()).toBeGreaterThan(0);
  rmSync(folder, { recursive: true, force: true });
});
