import { createHandOver, type HandOver } from '#alertmanagers/hand-over';
import { outletMeter } from '#alertmanagers/meter';
import { type AlertOutlet, createAlertOutlet } from '#alertmanagers/outlet';
import { queueCapacity } from '#alertmanagers/send-loop';
import { createSafeFetch } from '#channels/safe-fetch';
import type { Closers } from '#lib/closers';
import type { Foundation } from './parts.ts';

/** What leaves the evaluator: under which labels, and to whom besides our own engine. */
export interface FurtherAlertmanagers {
  readonly handOver: HandOver;
  readonly outlet: AlertOutlet;
  /** After a reload: those of the configuration in force. */
  takeUp(): void;
}

/** Shorter than a service manager waits: what is not handed over is told at the next start. */
const farewellMs = 5_000;

/** To be closed after the evaluator, which tells it of ends until then. */
export function createFurtherAlertmanagers(
  { parts, inForce, engine, metrics }: Foundation,
  closers: Closers,
): FurtherAlertmanagers {
  const { clock, log, flags, version } = parts;
  const meter = outletMeter([metrics.registry], queueCapacity);
  const alerting = () => inForce.current().configuration.tocsin.alerting;
  const handOver = createHandOver({ rules: () => alerting().relabel, log, meter });
  const fetch = createSafeFetch({ trust: 'operator', clock });
  const outlet = createAlertOutlet({
    alertmanagers: alerting().alertmanagers,
    handOver,
    resendDelayMs: flags['rules.alert.resend-delay'],
    remembered: [...engine.state().alerts.values()].map(({ alert }) => alert),
    fetch,
    clock,
    log,
    meter,
    version,
  });
  closers.add('further Alertmanagers', async () => {
    await outlet.stop(farewellMs);
    fetch.close();
  });
  return { handOver, outlet, takeUp: () => outlet.replace(alerting().alertmanagers) };
}
