import { Counter, Gauge, Histogram, type Registry, Summary } from 'prom-client';

/** Where numbers about further Alertmanagers go. Each is named by its address. */
export interface OutletMeter {
  /** Those that are told from here on. */
  configured(addresses: readonly string[]): void;
  /** Its last request is over; nothing where it is one of those configured. */
  left(alertmanager: string): void;
  sent(alertmanager: string, alerts: number, durationMs: number): void;
  failed(alertmanager: string, alerts: number): void;
  dropped(alertmanager: string, alerts: number): void;
  queued(alertmanager: string, alerts: number): void;
  /** Alerts that relabelling takes away before any Alertmanager is told. */
  relabelledAway(): void;
}

const labelNames = ['alertmanager'] as const;

/** Prometheus's names, so that its dashboards and alerts about notifications hold for us. */
export function outletMeter(registers: Registry[], queueCapacity: number): OutletMeter {
  const { sent, failed, dropped, queue, summary, histogram, discovered, relabelled } = metricsIn(
    registers,
    queueCapacity,
  );
  const ofEach = [sent, failed, dropped, queue, summary, histogram];
  let known: readonly string[] = [];
  return {
    configured(addresses) {
      for (const one of addresses) {
        for (const metric of [sent, failed, dropped]) metric.labels(one).inc(0);
        queue.labels(one).inc(0);
      }
      known = addresses;
      discovered.set(addresses.length);
    },
    left(alertmanager) {
      if (!known.includes(alertmanager)) for (const metric of ofEach) metric.remove(alertmanager);
    },
    sent(alertmanager, alerts, durationMs) {
      sent.labels(alertmanager).inc(alerts);
      summary.labels(alertmanager).observe(durationMs / 1_000);
      histogram.labels(alertmanager).observe(durationMs / 1_000);
    },
    failed: (alertmanager, alerts) => failed.labels(alertmanager).inc(alerts),
    dropped: (alertmanager, alerts) => dropped.labels(alertmanager).inc(alerts),
    queued: (alertmanager, alerts) => queue.labels(alertmanager).set(alerts),
    relabelledAway: () => relabelled.inc(),
  };
}

function metricsIn(registers: Registry[], queueCapacity: number) {
  const named = (name: string, help: string) => ({
    name: `prometheus_notifications_${name}`,
    help,
    labelNames,
    registers,
  });
  new Gauge({
    name: 'prometheus_notifications_queue_capacity',
    help: 'The capacity of the alert notifications queue.',
    registers,
  }).set(queueCapacity);
  return {
    sent: new Counter(named('sent_total', 'Total number of alerts sent.')),
    failed: new Counter(named('errors_total', 'Total number of sent alerts affected by errors.')),
    dropped: new Counter(
      named('dropped_total', 'Total number of alerts dropped due to errors when sending to Alertmanager.'),
    ),
    queue: new Gauge(named('queue_length', 'The number of alert notifications in the queue.')),
    summary: new Summary({
      ...named('latency_seconds', 'Latency quantiles for sending alert notifications.'),
      percentiles: [0.5, 0.9, 0.99],
    }),
    histogram: new Histogram({
      ...named('latency_histogram_seconds', 'Latency histogram for sending alert notifications.'),
      buckets: [0.01, 0.1, 1, 10],
    }),
    discovered: new Gauge({
      name: 'prometheus_notifications_alertmanagers_discovered',
      help: 'The number of alertmanagers discovered and active.',
      registers,
    }),
    relabelled: new Counter({
      name: 'tocsin_alerts_relabelled_away_total',
      help: 'How often alert_relabel_configs dropped an alert of our rules.',
      registers,
    }),
  };
}
