import { Counter, Gauge } from 'prom-client';
import { watchdogChecks } from '#config/watchdog-config';
import type { WatchdogMeter } from '../watchdog.ts';
import type { Registers } from './kit.ts';

export function watchdogMeter(registers: Registers): WatchdogMeter {
  const calls = new Counter({
    name: 'tocsin_watchdog_calls_total',
    help: 'Calls of the dead-man’s switch that got through.',
    registers,
  });
  const failed = new Counter({
    name: 'tocsin_watchdog_failed_calls_total',
    help: 'Calls of the dead-man’s switch that did not get through.',
    registers,
  });
  const last = new Gauge({
    name: 'tocsin_watchdog_last_call_timestamp_seconds',
    help: 'When the dead-man’s switch last got through.',
    registers,
  });
  const checks = new Gauge({
    name: 'tocsin_watchdog_check_ok',
    help: '0 while a check keeps the dead-man’s switch silent.',
    labelNames: ['check'],
    registers,
  });
  return {
    called(at) {
      calls.inc();
      last.set(at / 1_000);
    },
    callFailed: () => failed.inc(),
    looked(failing) {
      for (const check of watchdogChecks) checks.labels(check).set(failing.has(check) ? 0 : 1);
    },
  };
}
