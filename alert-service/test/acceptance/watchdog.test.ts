import { expect, test } from '@jest/globals';
import { fingerprint } from '@tocsin/model';
import type { WatchdogSettings } from '#config/watchdog-config';
import type { RuleGroup } from '#core/rule/rule';
import { createDispatcher } from '#engine/dispatcher';
import { type Engine, startEngine } from '#engine/engine';
import { createGate } from '#engine/evaluation/gate';
import { createEvaluator, type Evaluator } from '#engine/evaluator';
import { createHeart } from '#engine/heart';
import { createSender } from '#engine/sender';
import { createWatchdog } from '#engine/watchdog';
import { createWatchdogChecks, takePulse } from '#engine/watchdog-checks';
import { createFakeClock } from '#lib/fake-clock';
import { silentLog } from '#lib/log';
import { Secret } from '#lib/secret';
import type { Answer, PrometheusClient } from '#prometheus/client';
import { openSqlite } from '#store/sqlite';
import type { Store } from '#store/store';
import { policyOf } from '../kit/world.ts';

const settings: WatchdogSettings = {
  url: Secret.of('http://outside/'),
  method: 'GET',
  intervalMs: 60_000,
  timeoutMs: 10_000,
  checks: ['storage', 'rules', 'delivery'],
  http: { followRedirects: true },
};

const group: RuleGroup = {
  id: 'f;web',
  source: 'main',
  file: 'rules.yml',
  name: 'web',
  intervalMs: 15_000,
  queryOffsetMs: 0,
  limit: 0,
  rules: [
    {
      ...{
        kind: 'alerting',
        id: 'f;web;Down',
        name: 'Down',
        expression: 'up == 0',
        forMs: 0,
        keepFiringForMs: 0,
      },
      ...{ labels: {}, annotations: {}, file: 'rules.yml', group: 'web', line: 1 },
    },
  ],
};

const nothing: Answer = { warnings: [], result: { type: 'vector', samples: [] } };
const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

interface Whole {
  readonly engine: Engine;
  readonly evaluator: Evaluator;
  /** Seconds since the begin at which the outside was called, since last asked. */
  readonly calls: () => number[];
  readonly reasons: () => readonly string[];
  readonly at: (seconds: number) => Promise<void>;
}

interface Parts {
  readonly store?: Partial<Store>;
  readonly query?: PrometheusClient['query'];
  readonly deliver?: Parameters<typeof createSender>[0]['deliver'];
}

/** The whole chain in virtual time: store, heart, evaluator, dispatcher, sender, and the watchdog over them. */
async function whole({ store, query, deliver }: Parts = {}): Promise<Whole> {
  const clock = createFakeClock();
  const begin = clock.now();
  const kept = openSqlite(':memory:');
  let seed = 1;
  const shared = { clock, log: silentLog };
  const engine = await startEngine({
    ...shared,
    tenant: 'default',
    store: Object.assign({ ...kept }, store),
    seed: () => seed++,
    policy: policyOf(),
  });
  const pulse = takePulse(engine, clock);
  await engine.configure(engine.policy(), 'start');
  const client: PrometheusClient = {
    address: 'http://p:9090',
    query: query ?? (async () => nothing),
    queryRange: never,
    curl: () => '',
    close: () => undefined,
  };
  const evaluator = createEvaluator(
    {
      groups: [group],
      sources: [
        {
          name: 'main',
          client,
          expand: async (text) => text,
          externalLabels: {},
          gate: createGate(4),
          queryTimeoutMs: 10_000,
        },
      ],
    },
    { ...shared, sink: engine, stored: () => new Map(), externalURL: 'http://tocsin' },
  );
  const calls: number[] = [];
  const watchdog = createWatchdog({
    ...shared,
    checks: createWatchdogChecks({ pulse, clock, groups: () => evaluator.groups() }),
    callOut: async () => void calls.push((clock.now() - begin) / 1_000),
    meter: { called: () => undefined, callFailed: () => undefined, looked: () => undefined },
    settings: () => settings,
  });
  createDispatcher({ ...shared, engine }).start();
  const limits = { atOnce: 64, atOnceEach: 8, patienceMs: 1_000 };
  createSender({
    ...shared,
    ...limits,
    engine,
    deliver: deliver ?? (async () => ({ outcome: 'delivered' })),
  }).start();
  createHeart(pulse.engine, clock, silentLog).start();
  evaluator.start();
  watchdog.start();
  return {
    engine,
    evaluator,
    calls: () => calls.splice(0),
    reasons: () => watchdog.status().reasons,
    at: (seconds) => clock.advanceTo(begin + seconds * 1_000),
  };
}

const down = (engine: Engine, at: number) =>
  engine.submit({
    kind: 'alerts',
    alerts: [
      {
        labels: { alertname: 'Down' },
        fingerprint: fingerprint({ alertname: 'Down' }),
        annotations: {},
        startsAt: at,
        endsAt: at + 86_400_000,
        timeout: false,
        generatorURL: '',
      },
    ],
  });

test('while rules are evaluated, all is kept and all is sent, the outside is called each minute', async () => {
  const { engine, at, calls, reasons } = await whole();
  await down(engine, engine.state().now);
  await at(600);
  expect(calls()).toEqual(Array.from({ length: 11 }, (_, minute) => minute * 60));
  expect(reasons()).toEqual([]);
});

test('a query that never comes back: the evaluation is stuck, and the calls stop', async () => {
  let stuck = false;
  const { at, calls, reasons } = await whole({ query: () => (stuck ? never() : Promise.resolve(nothing)) });
  await at(61);
  expect(calls()).toEqual([0, 60]);
  stuck = true;
  await at(600);
  expect(calls().filter((call) => call > 150)).toEqual([]);
  expect(reasons()).toEqual([
    expect.stringContaining('the rule group web of rules.yml has not been evaluated since'),
  ]);
});

test('an evaluation that only fails is none of its business: an alert of ours tells that', async () => {
  const down = async (): Promise<Answer> => ({
    error: { kind: 'unreachable', message: 'nothing listens there' },
  });
  const { at, calls } = await whole({ query: down });
  await at(600);
  expect(calls()).toHaveLength(11);
});

test('a store that takes nothing any more: the calls stop', async () => {
  const full = { is: false };
  const kept = openSqlite(':memory:');
  const refuse = async (): Promise<never> => Promise.reject(new Error('the disk is full'));
  const store: Partial<Store> = {
    ...kept,
    touch: (tenant, now) => (full.is ? refuse() : kept.touch(tenant, now)),
    commit: (tenant, commit) => (full.is ? refuse() : kept.commit(tenant, commit)),
  };
  const { at, calls, reasons } = await whole({ store });
  await at(61);
  full.is = true;
  await at(600);
  expect(calls()).toEqual([0, 60, 120]);
  expect(reasons()).toEqual([expect.stringContaining('nothing has been kept in the database since')]);
  full.is = false;
  await at(700);
  expect(calls()).toContain(610);
});

test('notifications that nobody sends: the calls stop', async () => {
  let sending = true;
  const { engine, at, calls, reasons } = await whole({
    deliver: () => (sending ? Promise.resolve({ outcome: 'delivered' }) : never()),
  });
  await at(61);
  sending = false;
  await down(engine, engine.state().now);
  await at(1_500);
  expect(calls().filter((call) => call > 720)).toEqual([]);
  expect(reasons()).toEqual([expect.stringContaining('have not been sent')]);
});
