import type { Loop } from '#lib/loop';
import { ask } from '#services/probes/ask';
import type { Probes } from '#services/probes/probe';
import { createProbeLoop } from '#services/probes/probe-loop';
import { showProbes } from '#services/probes/probe-metrics';
import type { Foundation } from './parts.ts';

/** Asks the services that are described, by the probes that are written beside them. */
export function createProbes({ engine, inForce, metrics, parts }: Foundation): Probes & Loop {
  const { clock, log, seed } = parts;
  const settings = () => inForce.current().configuration.tocsin.services.services;
  const probes = createProbeLoop({
    ...{ clock, log, seed, settings },
    onSettings(listen) {
      let last = settings();
      return engine.onCommit(() => {
        if (last === settings()) return;
        last = settings();
        listen();
      });
    },
    ask: (service, probe, stopping) => ask(service, probe, { clock, stopping }),
  });
  showProbes(probes, metrics.registry);
  return probes;
}
