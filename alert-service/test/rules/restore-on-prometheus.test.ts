import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Labels } from '@tocsin/model';
import type { SampleValue, WrittenSample } from '#core/rule/samples';
import { createAskState } from '#engine/evaluation/restore-ask';
import { systemClock } from '#lib/clock';
import { ensurePrometheus } from '../../../scripts/servers/prometheus.ts';
import { eventually } from '../kit/eventually.ts';
import { type Service, startService } from '../kit/service.ts';
import { startWrittenPrometheus, type WrittenPrometheus } from '../parity/beside-prometheus-server.ts';

beforeAll(() => ensurePrometheus().then(() => undefined), 120_000);

const second = 1_000;
const minute = 60 * second;

describe('what ALERTS_FOR_STATE says', () => {
  let prometheus: WrittenPrometheus;
  beforeAll(async () => {
    prometheus = await startWrittenPrometheus();
  }, 60_000);
  afterAll(async () => {
    await prometheus[Symbol.asyncDispose]();
  });

  /** Whole seconds, as written. */
  const now = Math.floor(systemClock.now() / second) * second;
  const forState = (labels: Labels, minutesAgo: number, value: SampleValue): WrittenSample => ({
    labels: { __name__: 'ALERTS_FOR_STATE', ...labels },
    at: now - minutesAgo * minute,
    value,
  });
  const ask = (name: string, labels: Labels = {}, toleranceMs = 60 * minute) =>
    createAskState(prometheus.client, { toleranceMs, timeoutMs: 10_000 })({
      rule: { name, labels },
      now,
      intervalMs: minute,
    });
  const activeSince = (minutesAgo: number): number => (now - minutesAgo * minute) / second;

  test('since when each alert was active, when it was last written, and whether it had ended', async () => {
    const [a, b, c, other] = ['a', 'b', 'c', 'd'].map((job) => ({
      alertname: 'Down',
      job,
      severity: 'page',
    }));
    await prometheus.write([
      ...[22, 21, 20].map((ago) => forState(a ?? {}, ago, activeSince(40))),
      ...[22, 21].map((ago) => forState(b ?? {}, ago, activeSince(30))),
      forState(b ?? {}, 20, 'stale'),
      ...[21, 20].map((ago) => forState(c ?? {}, ago, activeSince(21))),
      forState({ ...other, severity: 'info' }, 20, activeSince(40)),
    ]);
    const found = await ask('Down', { severity: 'page', team: '{{ $labels.job }}', none: '' });
    expect(found).toEqual({
      series: expect.arrayContaining([
        { labels: a, activeAt: now - 40 * minute, lastAt: now - 20 * minute, ended: false },
        { labels: b, activeAt: now - 30 * minute, lastAt: now - 21 * minute, ended: true },
        { labels: c, activeAt: now - 21 * minute, lastAt: now - 20 * minute, ended: false },
      ]),
    });
    expect('series' in found && found.series).toHaveLength(3);
  });

  test('one that ends at its next evaluation has ended, one that is still written has not', async () => {
    const [last, going] = [{ alertname: 'Late', job: 'a' }, { alertname: 'Going' }];
    await prometheus.write([forState(last, 3, activeSince(9)), forState(last, 2, 'stale')]);
    await prometheus.write([forState(going, 1, activeSince(9)), forState(going, 0, activeSince(9))]);
    expect(await ask('Late')).toMatchObject({ series: [{ ended: true }] });
    expect(await ask('Going')).toMatchObject({ series: [{ ended: false, lastAt: now }] });
  });

  test('what is older than the tolerance is not seen, and a rule of which nothing was written has none', async () => {
    expect(await ask('Down', {}, 15 * minute)).toEqual({ series: [] });
    expect(await ask('Never')).toEqual({ series: [] });
  });

  test('quotes and backslashes in labels are asked for as they are', async () => {
    const labels = { alertname: 'Odd', text: 'a "b" \\ c\nd' };
    await prometheus.write([forState(labels, 0, activeSince(1))]);
    expect(await ask('Odd', { text: labels.text })).toMatchObject({ series: [{ labels }] });
  });

  test('why it cannot be asked for', async () => {
    const askState = createAskState(
      { query: async () => ({ error: { kind: 'unreachable', message: 'nobody is there' } }) },
      { toleranceMs: minute, timeoutMs: second },
    );
    expect(await askState({ rule: { name: 'Down', labels: {} }, now, intervalMs: minute })).toEqual({
      error: 'nobody is there',
      unanswered: true,
    });
  });
});

describe('a team switches from Prometheus’s own ruler', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-switch-rules-'));
  const file = path.join(folder, 'rules.yml');
  const forMs = 10 * second;
  let prometheus: WrittenPrometheus;

  beforeAll(async () => {
    writeFileSync(
      file,
      `
groups:
  - name: g
    interval: 1s
    rules:
      - {alert: Busy, expr: load > 0, for: 10s, labels: {team: "{{ $labels.job }}-team"}}
`,
    );
    prometheus = await startWrittenPrometheus({ rule_files: [file] });
    const now = Math.floor(systemClock.now() / second) * second;
    const times = Array.from({ length: 90 }, (_, index) => now + index * second);
    await prometheus.write(times.map((at) => ({ labels: { __name__: 'load', job: 'a' }, at, value: 1 })));
  }, 60_000);
  afterAll(async () => {
    await prometheus[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  const alertOf = async (url: string): Promise<{ state: string; activeAt: number } | undefined> => {
    const answer = await fetch(`${url}/api/v1/alerts`);
    const { data } = (await answer.json()) as { data: { alerts: { state: string; activeAt: string }[] } };
    return data.alerts.map(({ state, activeAt }) => ({ state, activeAt: Date.parse(activeAt) }))[0];
  };
  const isWritten = async (): Promise<boolean> => {
    const answer = await prometheus.client.query({ query: 'ALERTS_FOR_STATE', at: systemClock.now() });
    return !answer.error && answer.result.type === 'vector' && answer.result.samples.length > 0;
  };
  const start = (): Promise<Service> =>
    startService({ flags: [`--prometheus.url=${prometheus.url}`, `--rules.file=${file}`] });
  const firing = async (url: string): Promise<number> => {
    await eventually('it fires', async () => (await alertOf(url))?.state === 'firing', 60_000);
    return systemClock.now();
  };

  test('started beside it we fire when it fires; started after it was killed, what fired fires again at once', async () => {
    const theirs = await eventually('it is pending there', () => alertOf(prometheus.url));
    await eventually('it writes since when', isWritten);
    {
      await using service = await start();
      await eventually('it is pending here', () => alertOf(service.url));
      const [, ours] = await Promise.all([firing(prometheus.url), firing(service.url)]);
      const alert = await alertOf(service.url);
      // The series says it in whole seconds.
      const since = Math.floor(theirs.activeAt / second) * second;
      expect(alert?.activeAt).toBe(since);
      expect(ours - since).toBeGreaterThanOrEqual(forMs);
      expect(ours - since).toBeLessThan(forMs + 5 * second);
    }
    await prometheus.stop('SIGKILL');
    await prometheus.configure({});
    await prometheus.start();
    await using service = await start();
    const pending = await eventually('it is pending here', () => alertOf(service.url));
    expect(pending.state).toBe('pending');
    await firing(service.url);
    const again = await alertOf(service.url);
    expect(again?.activeAt).toBe(Math.floor(theirs.activeAt / second) * second);
  }, 120_000);
});
