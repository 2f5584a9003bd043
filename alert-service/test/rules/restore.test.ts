import { describe, expect, test } from '@jest/globals';
import type { SeriesState } from '#core/rule/restored-from-series';
import { knownRules } from '#core/rule/known-rules';
import type { AskedState, AskState } from '#engine/evaluation/restore-ask';
import { type BenchOptions, minute, ruleBench, type RuleBench } from './bench.ts';

const rules = (forText = '30m', name = 'Down'): string => `
groups:
  - name: g
    interval: 1m
    rules:
      - alert: ${name}
        expr: up == 0
        for: ${forText}
`;
const down = { 'up == 0': [[{ job: 'a' }, 0]] } as const;

interface Told {
  readonly asked: AskedState[];
  readonly askState: AskState;
}

/** Another ruler’s series of the alert: active since and last written so many minutes before it is asked for. */
function told(since: number, last: number, more: Partial<SeriesState> = {}): Told {
  const asked: AskedState[] = [];
  return {
    asked,
    askState: async (question) => {
      asked.push(question);
      const at = Math.floor(question.now / 1_000) * 1_000;
      const labels = { alertname: 'Down', job: 'a' };
      const lastAt = at - last * minute;
      return { series: [{ labels, activeAt: at - since * minute, lastAt, ended: false, ...more }] };
    },
  };
}

const start = (given: Told, text = rules(), options: BenchOptions = {}): RuleBench => {
  const bench = ruleBench(text, { ...options, source: { askState: given.askState } });
  bench.answers = down;
  return bench;
};

/** How many slots after the restoring evaluation it fires. */
async function slotsToFiring(bench: RuleBench): Promise<number> {
  for (let slot = 1; slot <= 60; slot++) {
    await bench.next();
    if (bench.rule('Down').state === 'firing') return slot;
  }
  return Infinity;
}

describe('the state of another ruler', () => {
  test('is asked for after the second evaluation of the group, once', async () => {
    const given = told(50, 15);
    const bench = start(given);
    await bench.next();
    expect(given.asked).toEqual([]);
    await bench.next();
    expect(given.asked).toMatchObject([
      { rule: { name: 'Down' }, now: bench.clock.now(), intervalMs: minute },
    ]);
    await bench.slots(5);
    expect(given.asked).toHaveLength(1);
  });

  test('no samples of the alert are written until then', async () => {
    const bench = start(told(50, 15));
    await bench.slots(2);
    expect(bench.written).toEqual([]);
    await bench.next();
    expect(bench.samples()).toContain('ALERTS{alertname="Down",alertstate="firing",job="a"} 1');
  });

  test('what was firing fires at the next evaluation', async () => {
    const bench = start(told(50, 15));
    await bench.slots(2);
    expect(bench.rule('Down').state).toBe('pending');
    expect(await slotsToFiring(bench)).toBe(1);
  });

  test('with less than the grace period left it fires a grace period later', async () => {
    const bench = start(told(35, 10));
    await bench.slots(2);
    expect(await slotsToFiring(bench)).toBe(10);
  });

  test('with more left it goes on from where it was', async () => {
    const bench = start(told(20, 15));
    await bench.slots(2);
    expect(await slotsToFiring(bench)).toBe(25);
  });

  test('for a `for` below the grace period it is not: the alert waits for all of `for`', async () => {
    const bench = start(told(18, 15), rules('5m'));
    await bench.slots(2);
    expect(await slotsToFiring(bench)).toBe(4);
  });

  test('a query that fails is not asked again: the alert waits for all of `for`', async () => {
    let times = 0;
    const askState = async () => ({ error: `${times++}`, unanswered: false });
    const bench = start({ asked: [], askState });
    await bench.slots(2);
    expect(await slotsToFiring(bench)).toBe(29);
    expect(times).toBe(1);
  });

  test('a source that does not answer is asked for one rule of a group only', async () => {
    let times = 0;
    const askState = async () => ({ error: `${times++}`, unanswered: true });
    const [first, second] = ['Down', 'DownToo'].map((name) => `{alert: ${name}, expr: up == 0, for: 30m}`);
    const both = `groups: [{name: g, interval: 1m, rules: [${first}, ${second}]}]`;
    const bench = start({ asked: [], askState }, both);
    await bench.slots(3);
    expect([bench.rule('Down').state, bench.rule('DownToo').state]).toEqual(['pending', 'pending']);
    expect(times).toBe(1);
    expect(bench.samples()).toHaveLength(4);
  });

  test('a series that had ended is not restored', async () => {
    const bench = start(told(50, 15, { ended: true }));
    await bench.slots(2);
    expect(await slotsToFiring(bench)).toBe(29);
  });
});

describe('beyond Prometheus', () => {
  test('what was firing fires again also with a `for` below the grace period', async () => {
    const bench = start(told(18, 10), rules('5m'));
    await bench.slots(2);
    expect(await slotsToFiring(bench)).toBe(1);
  });

  test('beside a ruler that still runs, an alert fires when it fires there', async () => {
    const bench = start(told(25, 1));
    await bench.slots(2);
    expect(await slotsToFiring(bench)).toBe(5);
  });

  test('evaluations that the source did not answer do not count', async () => {
    const given = told(50, 15);
    const bench = start(given);
    const { answers } = bench;
    bench.answers = new Proxy({}, { get: () => ({ unreachable: true, error: 'down' }) });
    await bench.slots(4);
    bench.answers = answers;
    await bench.next();
    expect(given.asked).toEqual([]);
    await bench.next();
    expect(given.asked).toHaveLength(1);
  });
});

describe('our own store comes first', () => {
  test('a rule that it has once evaluated asks nobody, also when nothing is stored of it any more', async () => {
    const before = start(told(50, 15));
    await before.next({});
    await before.next({});
    expect([...knownRules(before.stored, 'f.yml;g')]).toHaveLength(1);
    const given = told(50, 15);
    const after = start(given, rules(), { stored: before.stored, clock: before.clock });
    await after.slots(3);
    expect(given.asked).toEqual([]);
    expect(await slotsToFiring(after)).toBe(28);
  });

  test('a restart before it was restored restores it then', async () => {
    const before = start(told(50, 15));
    await before.next();
    const given = told(51, 16);
    const after = start(given, rules(), { stored: before.stored, clock: before.clock });
    await after.slots(2);
    expect(await slotsToFiring(after)).toBe(1);
  });

  test('an alert that has ended and begins again is new', async () => {
    const bench = start(told(50, 15));
    await bench.slots(3);
    expect(bench.rule('Down').state).toBe('firing');
    await bench.next({});
    bench.answers = down;
    expect(await slotsToFiring(bench)).toBe(31);
  });

  test('a rule that a reload brings starts anew, as in Prometheus, and writes its samples at once', async () => {
    const given = told(50, 15);
    const bench = start(given, rules('30m', 'Other'));
    await bench.slots(2);
    given.asked.length = 0;
    await bench.reload(rules());
    await bench.next();
    expect(bench.samples()).toContain('ALERTS{alertname="Down",alertstate="pending",job="a"} 1');
    await bench.slots(4);
    expect(given.asked).toEqual([]);
    expect(knownRules(bench.stored, 'f.yml;g').has(bench.rule('Down').rule.id)).toBe(true);
  });

  test('what is known of a group goes with the group', async () => {
    const before = start(told(50, 15));
    await before.slots(2, {});
    await before.reload('groups: [{name: other, rules: []}]');
    await before.evaluator.step(before.clock.now());
    expect(before.stored.size).toBe(0);
  });
});

describe('our own restart', () => {
  const restarted = (before: RuleBench, text: string, downtimeMs: number): RuleBench => {
    const { stored, clock, answers } = before;
    clock.set(clock.now() + downtimeMs);
    return Object.assign(ruleBench(text, { stored, clock, downtimeMs }), { answers });
  };

  test('what fires goes on firing, whatever its `for`, and nobody is told anew', async () => {
    for (const text of [rules('0s'), rules('1m'), rules('15m')]) {
      const before = ruleBench(text);
      await before.slots(16, down);
      const firedAt = before.rule('Down').alerts[0]?.firedAt;
      const after = restarted(before, text, 20 * minute);
      expect(after.rule('Down')).toMatchObject({ state: 'firing', alerts: [{ firedAt }] });
      expect(await after.slots(3)).toEqual([]);
    }
  });

  test('keep_firing_for goes on from where it was, without the time that nobody evaluated', async () => {
    const text = `${rules('0s')}        keep_firing_for: 5m\n`;
    const before = ruleBench(text);
    await before.next(down);
    await before.slots(3, {});
    const after = restarted(before, text, 20 * minute);
    expect(after.rule('Down').alerts[0]?.keepFiringSince).toBeDefined();
    expect(await after.slots(2)).toEqual([]);
    expect(await after.next()).toEqual(['Down resolved']);
  });

  test('ALERTS and ALERTS_FOR_STATE are written from the first evaluation on', async () => {
    const before = start(told(50, 15));
    await before.slots(3);
    const { stored, clock } = before;
    const after = start(told(50, 15), rules(), { stored, clock });
    await after.next();
    expect(after.samples()).toContain('ALERTS{alertname="Down",alertstate="firing",job="a"} 1');
  });
});
