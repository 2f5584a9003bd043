import { expect, test } from '@jest/globals';
import { isFiringAlert, isRuleState, type RuleAlert } from '#core/rule/state';
import { type RuledWorld, startRuledWorld } from './ruled-world.ts';

const rules = (fields: string): string => `
groups:
  - name: g
    interval: 1m
    rules:
      - alert: Down
        expr: up == 0
        labels: {severity: critical}
${fields.replace(/^/gm, '        ')}
`;
const down = { 'up == 0': [[{ instance: 'a' }, 0]] } as const;

const told = (world: RuledWorld): string[] =>
  world
    .take()
    .map(({ firing, resolved }) => [
      ...firing.map((one) => `${one} fires`),
      ...resolved.map((one) => `${one} ended`),
    ])
    .flat();

const active = ({ world }: RuledWorld): RuleAlert[] =>
  [...world.engine.state().rules.values()].flatMap(({ state }) =>
    isRuleState(state) ? Object.values(state.alerts) : [],
  );
const phase = (world: RuledWorld): string[] =>
  active(world).map((alert) => (isFiringAlert(alert) ? 'firing' : 'pending'));

test.each(['5m', '9m', '30m'])(
  'a restart leaves firing what fires, with `for: %s` too, and nobody is told anew (prometheus #15175)',
  async (forText) => {
    const before = await startRuledWorld({ rules: rules(`for: ${forText}`) });
    await before.at(35, down);
    expect(phase(before)).toEqual(['firing']);
    expect(told(before)).toContain('a fires');
    const [alert] = active(before);

    const after = await before.crash();
    expect(phase(after)).toEqual(['firing']);
    await after.at(38);
    expect(phase(after)).toEqual(['firing']);
    expect(active(after)[0]).toMatchObject({ activeAt: alert?.activeAt, firedAt: alert?.firedAt });
    expect(after.take().every(({ why }) => why === 'repeat-interval')).toBe(true);

    await after.at(40, {});
    expect(phase(after)).toEqual([]);
    expect(told(after)).toContain('a ended');
  },
);

test('after an outage of ten minutes it fires on, and its end is told', async () => {
  const before = await startRuledWorld({ rules: rules('for: 5m') });
  await before.at(10, down);
  before.take();
  const after = await before.crash(10);
  await after.at(22);
  expect(phase(after)).toEqual(['firing']);
  await after.at(24, {});
  expect(told(after)).toContain('a ended');
});

test('keep_firing_for survives a restart: it goes on where it was, and ends in time (prometheus #13957)', async () => {
  const before = await startRuledWorld({ rules: rules('keep_firing_for: 10m') });
  await before.at(3, down);
  await before.at(6, {});
  const since = active(before)[0]?.keepFiringSince ?? 0;
  expect(since).toBeGreaterThan(0);
  before.take();

  const after = await before.crash();
  expect(phase(after)).toEqual(['firing']);
  await after.at(12);
  expect(phase(after)).toEqual(['firing']);
  expect(active(after)[0]?.keepFiringSince).toBe(since);
  expect(told(after)).not.toContain('a ended');
  await after.at(16);
  expect(phase(after)).toEqual([]);
  expect(told(after)).toContain('a ended');
});

test('time in which nobody looked does not count towards keep_firing_for', async () => {
  const before = await startRuledWorld({ rules: rules('keep_firing_for: 10m') });
  await before.at(3, down);
  await before.at(6, {});
  const after = await before.crash(30);
  await after.at(42);
  expect(phase(after)).toEqual(['firing']);
  await after.at(46);
  expect(phase(after)).toEqual([]);
});

test('what is resolved while we are down is told of after the start', async () => {
  const before = await startRuledWorld({ rules: rules('for: 2m') });
  await before.at(6, down);
  before.take();
  before.answers = {};
  const after = await before.crash(10);
  await after.at(18);
  expect(phase(after)).toEqual([]);
  expect(told(after)).toContain('a ended');
});

const disk = `
groups:
  - name: g
    interval: 1m
    rules:
      - alert: DiskFull
        expr: free < 0.1
        labels: {severity: critical}
`;
const free = (value: number) => ({
  ...(value < 0.1 && { 'free < 0.1': [[{ instance: 'a' }, value]] as const }),
  ...(value > 0.15 && { 'free > 0.15': [[{ instance: 'a' }, value]] as const }),
  ...(value >= 0.1 && { '(free) unless (free < 0.1)': [[{ instance: 'a' }, value]] as const }),
});

test('what waits for its recovery, or for its data, waits on after a restart', async () => {
  const tocsin = 'rules: [{match: alertname=DiskFull, recovery: free > 0.15, missing_data: {then: keep}}]';
  const first = await startRuledWorld({ rules: disk, tocsin });
  await first.at(3, free(0.05));
  await first.at(6, free(0.12));
  const heldSince = active(first)[0]?.heldSince ?? 0;
  expect(heldSince).toBeGreaterThan(0);

  const second = await first.crash();
  await second.at(9);
  expect(active(second)).toMatchObject([{ heldSince }]);
  await second.at(12, {});
  expect(active(second)).toMatchObject([{ heldSince, missingSince: expect.any(Number) }]);

  const third = await second.crash(90);
  await third.at(110);
  expect(phase(third)).toEqual(['firing']);
  await third.at(112, free(0.2));
  expect(phase(third)).toEqual([]);
  expect(told(third)).toContain('a ended');
});
