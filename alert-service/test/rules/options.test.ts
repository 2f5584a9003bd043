import { describe, expect, test } from '@jest/globals';
import { aboutRule, createLedgerIndex } from '#engine/ledger-index';
import { type Row, ruleBench, type Rows } from './bench.ts';
import { startRuledWorld } from './ruled-world.ts';

const rules = (fields = '', group = ''): string => `
groups:
  - name: g
    interval: 1m
    ${group}
    rules:
      - alert: DiskFull
        expr: free < 0.1
        labels: {severity: critical, instance: "{{ $labels.host }}"}
        annotations: {summary: "{{ $labels.host }} is full", runbook_url: http://wiki/disk}
        ${fields}
`;

const present = '(free) unless (free < 0.1)';

/** What a Prometheus would answer, asked about hosts with so much free space. */
function answers(hosts: Readonly<Record<string, number>>, more: Readonly<Record<string, Rows>> = {}) {
  const where = (holds: (free: number) => boolean): Row[] =>
    Object.entries(hosts).flatMap(([host, free]) =>
      holds(free) ? [[{ __name__: 'free', host }, free] as const] : [],
    );
  return {
    'free < 0.1': where((free) => free < 0.1),
    'free > 0.15': where((free) => free > 0.15),
    [present]: where((free) => free >= 0.1),
    ...more,
  };
}

const recovery = 'rules: [{match: alertname=DiskFull, recovery: free > 0.15}]';
const missing = (then: string): string =>
  `rules: [{match: alertname=DiskFull, missing_data: {then: ${then}, look_back: 10m, for: 2m}}]`;
const vanished = 'last_over_time((free)[10m:1m]) unless (free)';

describe('a recovery expression', () => {
  test('is asked at the rule’s own time, and only while something waits for it', async () => {
    const bench = ruleBench(rules(), { tocsin: recovery, queryOffsetMs: 5_000 });
    await bench.next(answers({ a: 0.05 }));
    expect(bench.asked.map(({ query }) => query)).toEqual(['free < 0.1']);
    bench.asked.length = 0;
    expect(await bench.next(answers({ a: 0.12 }))).toEqual(['DiskFull held-recovery']);
    expect(bench.asked.map(({ query }) => query).sort()).toEqual([present, 'free < 0.1', 'free > 0.15']);
    expect(new Set(bench.asked.map(({ at }) => at))).toEqual(new Set([bench.clock.now() - 5_000]));
    expect(await bench.next(answers({ a: 0.2 }))).toEqual(['DiskFull resolved']);
  });

  test('goes on being written as firing meanwhile, with the value and texts of when it was last seen', async () => {
    const bench = ruleBench(rules(), { tocsin: recovery });
    await bench.next(answers({ a: 0.05 }));
    await bench.next(answers({ a: 0.12 }));
    expect(bench.samples().join()).toMatch(/ALERTS\{alertname="DiskFull",alertstate="firing",.*\} 1/);
    expect(bench.rule('DiskFull').alerts).toMatchObject([
      { state: 'firing', value: '0.05', annotations: { summary: 'a is full' }, heldSince: bench.clock.now() },
    ]);
  });

  test('that cannot be asked keeps what fires, and the rule’s health says why until it can', async () => {
    const bench = ruleBench(rules(), { tocsin: recovery });
    await bench.next(answers({ a: 0.05 }));
    await bench.next(answers({ a: 0.12 }, { 'free > 0.15': { error: 'too many samples' } }));
    expect(bench.rule('DiskFull')).toMatchObject({
      state: 'firing',
      health: 'error',
      lastError: 'its recovery expression: too many samples',
    });
    expect(bench.samples().join()).toMatch(/alertstate="firing"/);
    await bench.next(answers({ a: 0.2 }));
    expect(bench.rule('DiskFull')).toMatchObject({ state: 'inactive', health: 'ok' });
  });
});

describe('missing data', () => {
  test('kept: it says since when in the views, until look_back is over', async () => {
    const bench = ruleBench(rules(), { tocsin: missing('keep') });
    await bench.next(answers({ a: 0.05, b: 0.5 }));
    expect(await bench.next(answers({ b: 0.5 }))).toEqual(['DiskFull held-missing']);
    const since = bench.clock.now();
    expect(bench.rule('DiskFull').alerts).toMatchObject([{ state: 'firing', missingSince: since }]);
    expect(await bench.slots(9)).toEqual([]);
    expect(await bench.next()).toEqual(['DiskFull resolved']);
  });

  test('alerted: what has vanished is told by an alert of its own, with the rule’s labels and links', async () => {
    const bench = ruleBench(rules(), { tocsin: missing('alert') });
    await bench.next(answers({ a: 0.5, b: 0.5 }));
    expect(bench.asked.map(({ query }) => query)).toContain(vanished);
    const gone = answers({ b: 0.5 }, { [vanished]: [[{ __name__: 'free', host: 'a' }, 0.5]] });
    expect(await bench.next(gone)).toEqual(['DiskFull pending']);
    const since = new Date(bench.clock.now()).toISOString();
    expect(await bench.slots(2)).toEqual(['DiskFull firing']);
    expect(bench.rule('DiskFull').alerts).toMatchObject([
      {
        labels: {
          alertname: 'DiskFull',
          host: 'a',
          instance: 'a',
          severity: 'critical',
          missing_data: 'true',
        },
        annotations: {
          summary: `DiskFull: no data since ${since}`,
          missing_since: since,
          runbook_url: 'http://wiki/disk',
        },
        state: 'firing',
      },
    ]);
    expect(await bench.next(answers({ a: 0.5, b: 0.5 }))).toEqual(['DiskFull resolved']);
  });

  test('alerted: where there is nothing at all, and was not for long, one alert without series labels says so', async () => {
    const nothing = 'vector(1) unless on() (free)';
    const bench = ruleBench(rules(), { tocsin: missing('alert') });
    expect(await bench.next({ [nothing]: [[{}, 1]] })).toEqual(['DiskFull pending']);
    expect(await bench.slots(2)).toEqual(['DiskFull firing']);
    expect(bench.rule('DiskFull').alerts.map(({ labels }) => labels)).toEqual([
      { alertname: 'DiskFull', severity: 'critical', missing_data: 'true' },
    ]);
    const some = { [nothing]: [[{}, 1]], [vanished]: [[{ host: 'a' }, 1]] } as const;
    expect(await bench.next(some)).toEqual(['DiskFull resolved', 'DiskFull pending']);
    expect(await bench.next(answers({ a: 0.5 }))).toEqual(['DiskFull dropped']);
  });

  test('alerted: what cannot be asked is the rule’s health', async () => {
    const bench = ruleBench(rules(), { tocsin: missing('alert') });
    await bench.next({ [vanished]: { error: 'query timed out' } });
    expect(bench.rule('DiskFull').lastError).toBe('what data it is missing: query timed out');
  });

  test('a rule without options asks its expression and nothing else', async () => {
    const bench = ruleBench(rules());
    await bench.next(answers({ a: 0.05 }));
    await bench.next({});
    expect(new Set(bench.asked.map(({ query }) => query))).toEqual(new Set(['free < 0.1']));
    expect(bench.rule('DiskFull').state).toBe('inactive');
  });
});

describe('a limit that keeps firing', () => {
  test('health tells how many are cut now, and what fires goes on being written', async () => {
    const tocsin = 'rules: [{match: alertname=DiskFull, on_limit: keep_firing}]';
    const bench = ruleBench(rules('', 'limit: 1'), { tocsin });
    await bench.next(answers({ a: 0.05 }));
    await bench.next(answers({ a: 0.05, b: 0.05 }));
    expect(bench.rule('DiskFull').lastError).toMatch(
      /the limit of 1 is exceeded: 1 new is left out, \{.*"b"/,
    );
    await bench.next(answers({ a: 0.05, b: 0.05, c: 0.05 }));
    expect(bench.rule('DiskFull').lastError).toMatch(/2 new are left out/);
    expect(bench.samples().join()).toMatch(/host="a".* 1/);
    expect(bench.rule('DiskFull').alerts).toHaveLength(1);
  });
});

test('the ledger tells why it still fires, and the receiver hears nothing in between', async () => {
  const world = await startRuledWorld({ rules: rules(), tocsin: recovery });
  await world.at(3, answers({ a: 0.05 }));
  world.take();
  await world.at(6, answers({ a: 0.12 }));
  await world.at(8, answers({}));
  await world.at(10, answers({ a: 0.12 }));
  expect(world.take().every(({ why }) => why === 'repeat-interval')).toBe(true);
  await world.at(12, answers({ a: 0.3 }));
  expect(world.take().at(-1)).toMatchObject({ why: 'all-resolved', resolved: ['a'] });
  const ledger = await createLedgerIndex(world.world.store, 'default', world.world.engine);
  const [rule] = world.evaluator.groups().flatMap((group) => group.rules);
  const pages = await ledger.pages([aboutRule(rule?.rule.id ?? '')], 100);
  const changes = pages.flatMap(({ entries }) =>
    entries.flatMap((entry) => (entry.kind === 'rule' ? [entry.change] : [])),
  );
  expect(changes).toEqual(['firing', 'held-recovery', 'held-missing', 'data-returned', 'resolved']);
});
