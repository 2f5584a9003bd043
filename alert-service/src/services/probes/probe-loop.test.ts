import { expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import type { ProbeSettings } from '#config/services/settings';
import { createFakeClock } from '#lib/fake-clock';
import { silentLog } from '#lib/log';
import type { ProbeResult } from './probe.ts';
import { createProbeLoop } from './probe-loop.ts';
import { showProbes } from './probe-metrics.ts';

interface Asked {
  readonly probe: string;
  end(state?: ProbeResult['state']): Promise<void>;
}

function loopWith(probes: ProbeSettings[]) {
  const clock = createFakeClock();
  const underWay: Asked[] = [];
  let listen = (): void => undefined;
  let seed = 0;
  let wanted = probes;
  const loop = createProbeLoop({
    ...{ clock, log: silentLog, seed: () => (seed += 0x4000_0000) },
    settings: () => [{ name: 'shop', probes: wanted }],
    onSettings: (told) => ((listen = told), () => undefined),
    ask: (service, { name: probe, type }, stopping) =>
      new Promise((resolve) => {
        const answer = (state: ProbeResult['state']): void =>
          resolve({ service, probe, type, at: clock.now(), tookMs: 1, state, text: state });
        stopping.addEventListener('abort', () => answer('failing'));
        underWay.push({
          probe,
          async end(state = 'healthy') {
            answer(state);
            await clock.advance(0);
          },
        });
      }),
  });
  const change = (next: ProbeSettings[]): void => {
    wanted = next;
    listen();
  };
  return { clock, loop, underWay, change };
}
const named = (name: string, more: object = {}): ProbeSettings => ({
  ...{ type: 'tcp', timeoutMs: 5_000, weight: 1, host: '127.0.0.1', port: 1 },
  ...{ name, intervalMs: 10_000, ...more },
});

test('each probe has its interval with a little chance in it, and never two of itself', async () => {
  const { clock, loop, underWay } = loopWith([named('a')]);
  loop.start();
  await clock.advance(5_000);
  expect(underWay).toHaveLength(1);
  await clock.advance(60_000);
  expect(underWay).toHaveLength(1);
  await underWay[0]?.end();
  await clock.advance(1);
  expect(underWay).toHaveLength(2);
  const began = clock.now();
  await underWay[1]?.end();
  while (underWay.length < 3) await clock.advance(100);
  expect(Math.abs(clock.now() - began - 10_000)).toBeLessThanOrEqual(1_100);
  await loop.stop();
  expect(clock.pending()).toBe(0);
});

test('the start is spread, twenty are asked at once, and the others wait for a place', async () => {
  const { clock, loop, underWay } = loopWith(Array.from({ length: 30 }, (_, index) => named(`p${index}`)));
  loop.start();
  await clock.advance(0);
  expect(underWay.length).toBeLessThan(20);
  await clock.advance(5_000);
  expect(underWay).toHaveLength(20);
  await underWay[0]?.end();
  expect(underWay).toHaveLength(21);
  await loop.stop();
  expect(underWay).toHaveLength(21);
  expect(loop.all()).toHaveLength(1);
});

test('other settings are taken up at once, what is written no more is gone, and a clock set back stops nothing', async () => {
  const { clock, loop, underWay, change } = loopWith([named('a'), named('b')]);
  const told: string[] = [];
  loop.onResult(({ probe, state }) => told.push(`${probe} ${state}`));
  loop.start();
  await clock.advance(5_000);
  for (const each of underWay.splice(0)) await each.end();
  change([named('b', { port: 2 }), named('c')]);
  expect(loop.all().map(({ probe }) => probe)).toEqual(['b']);
  await clock.advance(5_000);
  expect(underWay.map(({ probe }) => probe).toSorted()).toEqual(['b', 'c']);
  for (const each of underWay.splice(0)) await each.end('failing');
  expect(told.toSorted()).toEqual(['a healthy', 'b failing', 'b healthy', 'c failing']);
  clock.set(clock.now() - 86_400_000);
  await clock.advance(12_000);
  expect(underWay.map(({ probe }) => probe).toSorted()).toEqual(['b', 'c']);
  await loop.stop();
});

test('numbers of probes are there for Prometheus, and gone with the probe', async () => {
  const results: ProbeResult[] = [
    {
      ...{
        service: 'postgres',
        probe: 'db',
        type: 'postgres',
        at: 0,
        tookMs: 1_500,
        state: 'degraded',
        text: '',
      },
      connections: { used: 9, max: 10 },
    },
    { service: 'git', probe: 'api', type: 'api', at: 0, tookMs: 20, state: 'no-data', text: '' },
  ];
  const registry = new Registry();
  showProbes({ all: () => results }, registry);
  const page = await registry.metrics();
  expect(page).toContain('tocsin_probe_success{service="postgres",probe="db"} 1');
  expect(page).toContain('tocsin_probe_duration_seconds{service="postgres",probe="db"} 1.5');
  expect(page).toContain('tocsin_probe_connections_used{service="postgres",probe="db"} 9');
  expect(page).not.toContain('tocsin_probe_success{service="git"');
  results.length = 0;
  expect(await registry.metrics()).not.toContain('probe="db"');
});
