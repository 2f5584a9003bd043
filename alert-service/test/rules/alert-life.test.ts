import { describe, expect, test } from '@jest/globals';
import { minute, ruleBench, type Row, type RuleBench } from './bench.ts';

const rules = (more = '', group = ''): string => `
groups:
  - name: g
    interval: 1m
    ${group}
    rules:
      - alert: Down
        expr: up == 0
        ${more.replaceAll('\n', '\n        ')}
`;

const row = (job: string): Row => [{ __name__: 'up', job }, 0];
const down = { 'up == 0': [row('a')] };
const up = { 'up == 0': [] };
const firedAt = (bench: RuleBench): number | undefined => bench.rule('Down').alerts[0]?.firedAt;

describe('pending and firing', () => {
  test('it fires at the evaluation at which `for` has passed since it was active, not before', async () => {
    const bench = ruleBench(rules('for: 2m'));
    expect(await bench.next(down)).toEqual(['Down pending']);
    expect(await bench.next()).toEqual([]);
    expect(await bench.next()).toEqual(['Down firing']);
    const [alert] = bench.rule('Down').alerts;
    expect((alert?.firedAt ?? 0) - (alert?.activeAt ?? 0)).toBe(2 * minute);
  });

  test('a `for` that is no multiple of the interval fires at the first evaluation after it', async () => {
    const bench = ruleBench(rules('for: 90s'));
    await bench.next(down);
    expect(await bench.next()).toEqual([]);
    expect(await bench.next()).toEqual(['Down firing']);
  });

  test('with `for: 0` it fires in the same evaluation', async () => {
    expect(await ruleBench(rules()).next(down)).toEqual(['Down firing']);
    expect(await ruleBench(rules('for: 0s')).next(down)).toEqual(['Down firing']);
  });

  test('a larger `for` on reload puts firing back to pending, and it fires once that has passed', async () => {
    const bench = ruleBench(rules('for: 1m'));
    await bench.slots(2, down);
    expect(bench.rule('Down').state).toBe('firing');
    const activeAt = bench.rule('Down').alerts[0]?.activeAt ?? 0;
    await bench.reload(rules('for: 4m'));
    expect(await bench.next()).toEqual(['Down resolved', 'Down pending']);
    expect(bench.samples()).toContain('ALERTS{alertname="Down",alertstate="firing",job="a"} stale');
    expect(await bench.slots(2)).toEqual(['Down firing']);
    expect((firedAt(bench) ?? 0) - activeAt).toBe(4 * minute);
  });

  test('pending that disappears is dropped at once, and nobody is told', async () => {
    const bench = ruleBench(rules('for: 5m'));
    await bench.next(down);
    expect(await bench.next(up)).toEqual(['Down dropped']);
    expect(bench.rule('Down')).toMatchObject({ state: 'inactive', alerts: [] });
    expect(bench.inputs.flatMap(({ steps }) => steps).filter((step) => 'alert' in step)).toEqual([]);
  });

  test('a re-fire after the end starts anew: pending again, with a new time', async () => {
    const bench = ruleBench(rules('for: 1m'));
    await bench.slots(2, down);
    const first = bench.rule('Down').alerts[0];
    expect(await bench.next(up)).toEqual(['Down resolved']);
    expect(await bench.next(down)).toEqual(['Down pending']);
    expect(bench.rule('Down').alerts[0]?.activeAt).toBe((first?.activeAt ?? 0) + 3 * minute);
    expect(await bench.next()).toEqual(['Down firing']);
  });
});

describe('keep_firing_for', () => {
  test('counts from the first miss; then the alert is resolved at that evaluation', async () => {
    const bench = ruleBench(rules('keep_firing_for: 3m'));
    await bench.next(down);
    await bench.next(up);
    const missedAt = bench.clock.now();
    expect(bench.rule('Down').alerts[0]).toMatchObject({ state: 'firing', keepFiringSince: missedAt });
    expect((await bench.slots(2)).filter((change) => change !== 'Down updated')).toEqual([]);
    expect(await bench.next()).toEqual(['Down resolved']);
    const step = bench.inputs.at(-1)?.steps[0];
    expect(step && 'alert' in step && step.alert.endsAt).toBe(missedAt + 3 * minute);
  });

  test('a return within it forgets the miss', async () => {
    const bench = ruleBench(rules('keep_firing_for: 3m'));
    await bench.next(down);
    await bench.slots(2, up);
    await bench.next(down);
    expect(bench.rule('Down').alerts[0]?.keepFiringSince).toBeUndefined();
    await bench.slots(3, up);
    expect(bench.rule('Down').state).toBe('firing');
    expect(await bench.next()).toEqual(['Down resolved']);
  });

  test('does not hold what was only pending', async () => {
    const bench = ruleBench(rules('keep_firing_for: 3m\nfor: 5m'));
    await bench.next(down);
    expect(await bench.next(up)).toEqual(['Down dropped']);
  });
});

describe('limit', () => {
  test('pending and firing alerts beyond it drop all alerts of the rule, and the rule is in error', async () => {
    const bench = ruleBench(rules('', 'limit: 2'));
    await bench.next({ 'up == 0': [row('a'), row('b')] });
    expect(bench.rule('Down').alerts).toHaveLength(2);
    const changes = await bench.next({ 'up == 0': [row('a'), row('b'), row('c')] });
    expect(changes.slice(0, 2)).toEqual(['Down resolved', 'Down resolved']);
    expect(bench.rule('Down')).toMatchObject({
      health: 'error',
      alerts: [],
      lastError: expect.stringMatching(/^exceeded limit of 2 with 3 alerts/),
    });
  });
});

describe('ALERTS and ALERTS_FOR_STATE', () => {
  const since = (bench: RuleBench): number =>
    Math.floor((bench.rule('Down').alerts[0]?.activeAt ?? 0) / 1_000);

  test('ALERTS is 1 with the state, ALERTS_FOR_STATE the seconds since when; a change of state marks the old one as ended', async () => {
    const bench = ruleBench(rules('for: 1m\nlabels: {severity: page, team: "{{ $labels.job }}", none: ""}'));
    await bench.next(down);
    const labels = 'job="a",severity="page",team="a"';
    expect(bench.samples().sort()).toEqual([
      `ALERTS_FOR_STATE{alertname="Down",${labels}} ${since(bench)}`,
      `ALERTS{alertname="Down",alertstate="pending",${labels}} 1`,
    ]);
    await bench.next();
    expect(bench.samples().sort()).toEqual([
      `ALERTS_FOR_STATE{alertname="Down",${labels}} ${since(bench)}`,
      `ALERTS{alertname="Down",alertstate="firing",${labels}} 1`,
      `ALERTS{alertname="Down",alertstate="pending",${labels}} stale`,
    ]);
  });

  test('an alert that has ended leaves a stale marker on both, once', async () => {
    const bench = ruleBench(rules());
    await bench.next(down);
    await bench.next(up);
    expect(bench.samples().sort()).toEqual([
      'ALERTS_FOR_STATE{alertname="Down",job="a"} stale',
      'ALERTS{alertname="Down",alertstate="firing",job="a"} stale',
    ]);
    await bench.next();
    expect(bench.samples()).toEqual([]);
  });

  test('what keep_firing_for holds is still written as firing', async () => {
    const bench = ruleBench(rules('keep_firing_for: 3m'));
    await bench.next(down);
    await bench.next(up);
    expect(bench.samples()).toContain('ALERTS{alertname="Down",alertstate="firing",job="a"} 1');
  });

  test('beyond the limit nothing is written, as after any error', async () => {
    const bench = ruleBench(rules('', 'limit: 1'));
    await bench.next(down);
    await bench.next({ 'up == 0': [row('a'), row('b')] });
    expect(bench.samples()).toEqual([]);
  });

  test('a rule that is removed by a reload leaves stale markers', async () => {
    const bench = ruleBench(rules());
    await bench.next(down);
    const from = bench.written.length;
    await bench.reload(rules().replace('alert: Down', 'alert: Other'));
    await bench.slots(2, up);
    const stale = bench.written.slice(from).filter(({ value }) => value === 'stale');
    expect(stale.map(({ labels }) => labels.__name__).sort()).toEqual(['ALERTS', 'ALERTS_FOR_STATE']);
  });
});

describe('what is handed over', () => {
  test('startsAt is when it fired, endsAt when it was resolved; a resolved alert tells both', async () => {
    const bench = ruleBench(rules('for: 1m'));
    await bench.slots(2, down);
    const fired = bench.clock.now();
    await bench.next(up);
    const told = bench.inputs.flatMap(({ steps }) =>
      steps.flatMap((step) => ('alert' in step ? [step.alert] : [])),
    );
    expect(told.map(({ startsAt, endsAt }) => [startsAt, endsAt])).toEqual([
      [fired, undefined],
      [fired, fired + minute],
    ]);
  });
});
