import { expect, test } from '@jest/globals';
import { loadScenarios, runOne } from '@tocsin/conformance';
import { virtualWorld } from './virtual-world.ts';

const scenarios = await loadScenarios();

/** Only a process can be killed: that is played in real time. */
const canBePlayed = scenarios.filter(
  ({ scenario }) => !scenario.steps.some((step) => 'restart' in step && step.restart === 'kill'),
);

test.each(canBePlayed.map((loaded) => [loaded.id, loaded] as const))('%s', async (_, loaded) => {
  const { failures } = await runOne(loaded, { start: virtualWorld, mode: 'beyond' });
  expect(failures).toEqual([]);
});
