import { expect, test } from '@jest/globals';
import type { WatchdogCheck, WatchdogSettings } from '#config/watchdog-config';
import { createFakeClock } from '#lib/fake-clock';
import { createLog } from '#lib/log';
import { Secret } from '#lib/secret';
import { createWatchdog } from './watchdog.ts';

const usual: WatchdogSettings = {
  url: Secret.of('http://outside/ping'),
  method: 'GET',
  intervalMs: 60_000,
  timeoutMs: 10_000,
  checks: ['storage', 'rules', 'delivery'],
  http: { followRedirects: true },
};

/** A watchdog in virtual time; `broken` says why a check fails. */
function world(settings: WatchdogSettings | undefined = usual) {
  const clock = createFakeClock();
  const start = clock.now();
  const broken = new Map<WatchdogCheck, string>();
  const calls: { at: number; reason?: string }[] = [];
  const logged: string[] = [];
  let inForce: WatchdogSettings | undefined = settings;
  let reachable = true;
  const check = (name: WatchdogCheck) => (): string | undefined => broken.get(name);
  const watchdog = createWatchdog({
    clock,
    log: createLog({
      level: 'info',
      format: 'logfmt',
      now: () => 0,
      write: (line) => void logged.push(line),
    }),
    checks: { storage: check('storage'), rules: check('rules'), delivery: check('delivery') },
    callOut: async (_, reason) => {
      calls.push({ at: (clock.now() - start) / 1_000, ...(reason !== undefined && { reason }) });
      return reachable ? undefined : 'nobody answers';
    },
    meter: { called: () => undefined, callFailed: () => undefined, looked: () => undefined },
    settings: () => inForce,
  });
  watchdog.start();
  return {
    watchdog,
    broken,
    logged,
    at: (seconds: number) => clock.advanceTo(start + seconds * 1_000),
    reach: (is: boolean) => void (reachable = is),
    configure: (next: WatchdogSettings | undefined) => void (inForce = next),
    calls: () => calls.splice(0).map(({ at, reason }) => (reason === undefined ? at : `${at}: ${reason}`)),
  };
}

test('while all works it calls at once and then at each interval', async () => {
  const { at, calls, watchdog } = world();
  await at(200);
  expect(calls()).toEqual([0, 60, 120, 180]);
  expect(watchdog.status()).toMatchObject({ configured: true, calls: true, reasons: [] });
});

test('when a check fails it is silent and says why, and calls again as soon as all works', async () => {
  const { at, calls, broken, logged, watchdog } = world();
  await at(65);
  broken.set('rules', 'the rule group web has not been evaluated');
  await at(300);
  expect(calls()).toEqual([0, 60]);
  expect(watchdog.status()).toMatchObject({
    calls: false,
    reasons: ['the rule group web has not been evaluated'],
  });
  expect(logged.filter((line) => line.includes('silent'))).toHaveLength(1);
  broken.clear();
  await at(315);
  expect(calls()).toEqual([310]);
  expect(logged.some((line) => line.includes('calls again'))).toBe(true);
});

test('a check that is not asked for keeps nobody silent', async () => {
  const { at, calls, broken } = world({ ...usual, checks: ['storage'] });
  broken.set('delivery', 'stuck');
  await at(61);
  expect(calls()).toEqual([0, 60]);
});

test('where the outside wants to know, it is told why at once and at each interval', async () => {
  const { at, calls, broken } = world({ ...usual, failUrl: Secret.of('http://outside/fail') });
  await at(15);
  broken.set('storage', 'the disk is full').set('delivery', 'nothing is sent');
  await at(90);
  expect(calls()).toEqual([
    0,
    '20: the disk is full; nothing is sent',
    '80: the disk is full; nothing is sent',
  ]);
});

test('a call that does not get through is tried again soon, and said once', async () => {
  const { at, calls, reach, logged, watchdog } = world();
  reach(false);
  await at(85);
  expect(calls()).toEqual([0, 60, 70, 80]);
  expect(watchdog.status().lastError).toBe('nobody answers');
  reach(true);
  await at(151);
  expect(calls()).toEqual([90, 150]);
  expect(watchdog.status().lastError).toBeUndefined();
  expect(logged.filter((line) => line.includes('does not get through'))).toHaveLength(1);
});

test('it begins and ends with the configuration in force', async () => {
  const { at, calls, configure, watchdog } = world();
  configure(undefined);
  await at(100);
  calls();
  configure({ ...usual, intervalMs: 20_000 });
  await at(145);
  expect(calls()).toEqual([110, 130]);
  configure(undefined);
  await at(300);
  expect(calls()).toEqual([]);
  expect(watchdog.status()).toEqual({
    configured: false,
    calls: false,
    reasons: [],
    lastCallAt: expect.any(Number),
  });
});
