import { Gauge, type Registry } from 'prom-client';

export interface LiveGauge {
  name: string;
  help: string;
  labels?: Record<string, string>;
  read: () => number;
}

/** A gauge that is read when Prometheus asks, so that it cannot be out of date. */
export function addLiveGauge(registry: Registry, { name, help, labels = {}, read }: LiveGauge): void {
  new Gauge({
    name,
    help,
    labelNames: Object.keys(labels),
    registers: [registry],
    collect() {
      this.set(labels, read());
    },
  });
}
