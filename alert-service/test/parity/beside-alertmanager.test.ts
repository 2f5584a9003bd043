import path from 'node:path';
import { expect, test } from '@jest/globals';
import {
  loadScenarios,
  processWorlds,
  runAll,
  type Timing,
  type Verdict,
  whySkipped,
} from '@tocsin/conformance';
import { systemClock, until } from '#lib/clock';
import { ensureAlertmanager } from '../../../scripts/servers/alertmanager.ts';

/** A few of each kind, in real time; all of them are `npm run conformance`. */
const chosen = new Set([
  'api/groups',
  'grouping/bad-reload',
  'grouping/killed-and-not-sent-again',
  'grouping/partly-resolved',
  'grouping/reload-restarts-timers',
  'grouping/repeat-of-an-exact-multiple',
  'grouping/restart-tells-nothing-twice',
  'grouping/start-delay',
  'inhibition/after-a-reload',
  'inhibition/equal-labels',
  'inhibition/source-ends',
  'intervals/ended-under-it',
  'pipeline/ended-while-refused',
  'pipeline/no-retry-4xx',
  'pipeline/notification-reason',
  'pipeline/retry-5xx',
  'pipeline/too-many-requests',
  'routing/continue',
  'routing/nested-group-key',
  'routing/same-siblings',
  'silences/no-missed-page',
  'silences/over-a-kill',
  'silences/pending',
  'silences/update-of-matchers',
]);

const timing: Timing = {
  now: () => systemClock.now(),
  until: (time) => until(systemClock, time),
};

/** Other tests run beside these, and ticks are two seconds apart. */
const slack = 0.7;

const { binary, env, cwd, version } = await ensureAlertmanager();
const theirs = {
  start: processWorlds({ binary, args: [], env, ...(cwd === undefined ? {} : { cwd }) }, timing),
  mode: 'upstream',
  version,
  slack,
} as const;

/** What ships: the bundle, which `npm test` has built before; from source where there is none. */
const tocsin = path.resolve(import.meta.dirname, '../../bin/tocsin');
const ours = {
  start: processWorlds({ binary: tocsin, args: ['serve'] }, timing),
  mode: 'beyond',
  slack,
} as const;

const scenarios = (await loadScenarios()).filter(({ id }) => chosen.has(id));
const played = scenarios.filter(({ scenario }) => whySkipped(scenario, theirs) === undefined);

test('every chosen scenario is there', () => {
  expect(scenarios.map(({ id }) => id)).toEqual([...chosen]);
});

test('the real Alertmanager and ours keep to the same scenarios, side by side', async () => {
  const [their, our] = await Promise.all([
    runAll(played, theirs, { atOnce: 12 }),
    runAll(played, ours, { atOnce: 8 }),
  ]);
  const failed = (verdicts: readonly Verdict[]) => verdicts.filter(({ failures }) => failures.length > 0);
  expect({ their: failed(their), our: failed(our) }).toEqual({ their: [], our: [] });
}, 150_000);

for (const { id, scenario } of scenarios) {
  const why = whySkipped(scenario, theirs);
  if (why) test.skip(`${id}: ${why}`, () => undefined);
}
