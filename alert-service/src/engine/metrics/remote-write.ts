import { Counter, Gauge } from 'prom-client';
import type { Backlog, RemoteWriteMeter } from '#remote-write/meter';
import type { Registers } from './kit.ts';

/** Numbers of each remote write, by its name. */
export function remoteWriteMeters(registers: Registers): (name: string) => RemoteWriteMeter {
  const labelNames = ['remote_write'];
  const written = new Counter({
    name: 'tocsin_remote_write_samples_total',
    help: 'Samples of rules that were written.',
    labelNames,
    registers,
  });
  const dropped = new Counter({
    name: 'tocsin_remote_write_samples_dropped_total',
    help: 'Samples of rules that were not written, by why: refused, queue-full, too-old, stopped.',
    labelNames: ['remote_write', 'reason'],
    registers,
  });
  const retried = new Counter({
    name: 'tocsin_remote_write_samples_retried_total',
    help: 'Samples of requests that were sent again.',
    labelNames,
    registers,
  });
  const backlogs = new Map<string, () => Backlog>();
  const gauge = (metric: string, help: string, value: (backlog: Backlog) => number): void =>
    void new Gauge({
      name: metric,
      help,
      labelNames,
      registers,
      collect() {
        for (const [name, read] of backlogs) this.labels(name).set(value(read()));
      },
    });
  gauge(
    'tocsin_remote_write_pending_samples',
    'Samples of rules that wait to be written or are under way.',
    ({ pending }) => pending,
  );
  gauge(
    'tocsin_remote_write_behind_seconds',
    'How long the oldest of the samples that wait has waited.',
    ({ behindMs }) => behindMs / 1_000,
  );
  return (name) => {
    written.labels(name).inc(0);
    return {
      written: (samples) => written.labels(name).inc(samples),
      dropped: (reason, samples) => dropped.labels(name, reason).inc(samples),
      retried: (samples) => retried.labels(name).inc(samples),
      watch: (read) => void backlogs.set(name, read),
    };
  };
}
