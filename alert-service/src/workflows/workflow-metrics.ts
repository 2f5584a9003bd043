import { Counter, Gauge, type Registry } from 'prom-client';
import type { Workflows } from './create-workflows.ts';

/** What workflows come to, as numbers for Prometheus. Nothing is told where no workflows are configured. */
export function workflowMetrics(workflows: Workflows, registry: Registry): void {
  const registers = [registry];
  new Gauge({
    name: 'tocsin_workflows_source_up',
    help: 'Whether the Redis stream of workflows is being read: 1 or 0.',
    registers,
    collect() {
      this.reset();
      const { configured, connected } = workflows.source();
      if (configured) this.set(connected ? 1 : 0);
    },
  });
  new Gauge({
    name: 'tocsin_workflows_source_lag_events',
    help: 'Events that are in the stream and not read yet.',
    registers,
    collect() {
      this.reset();
      const { lagEvents } = workflows.source();
      if (lagEvents !== undefined) this.set(lagEvents);
    },
  });
  new Counter({
    name: 'tocsin_workflow_events_total',
    help: 'Events of workflows that were counted since the start, by what happened.',
    labelNames: ['event'],
    registers,
    collect() {
      this.reset();
      for (const [event, count] of workflows.counted) this.inc({ event }, count);
    },
  });
  new Counter({
    name: 'tocsin_workflow_events_poison_total',
    help: 'Events of workflows that could not be read and were set aside, ever.',
    registers,
    collect() {
      this.reset();
      this.inc(workflows.source().poison);
    },
  });
  statsGauges(() => workflows.realtime(), registers);
}

type Realtime = Workflows['realtime'];
type Stats = NonNullable<ReturnType<Realtime>>['overall'];
type Labels = { readonly by: string; readonly name: string };

/** All, each agent and each type. */
function each(realtime: Realtime): readonly (readonly [Labels, Stats])[] {
  const now = realtime();
  if (!now) return [];
  return [
    [{ by: 'all', name: 'all' }, now.overall],
    ...now.agents.map((stats) => [{ by: 'agent', name: stats.name }, stats] as const),
    ...now.types.map((stats) => [{ by: 'type', name: stats.name }, stats] as const),
  ];
}

interface Said {
  readonly name: string;
  readonly help: string;
  readonly label?: string;
  /** By the value of the label. */
  readonly of: (stats: Stats) => Readonly<Record<string, number | undefined>>;
}

const said: readonly Said[] = [
  {
    name: 'tocsin_workflows_open',
    help: 'Workflows that are under way now: all, by agent and by type.',
    label: 'state',
    of: ({ running, paused }) => ({ running, paused }),
  },
  {
    name: 'tocsin_workflows_in_window',
    help: 'What happened to workflows within the last 60 minutes: all, by agent and by type.',
    label: 'event',
    of: ({ created, started, completed, failed, cancelled }) => ({
      ...{ created, started, completed, failed, cancelled },
    }),
  },
  {
    name: 'tocsin_workflow_success_ratio',
    help: 'Completed of completed and failed workflows within the last 60 minutes, 0 to 1.',
    of: ({ successRate }) => ({ '': successRate }),
  },
  {
    name: 'tocsin_workflow_duration_seconds',
    help: 'How long workflows took that ended within the last 60 minutes, within 2 per cent.',
    label: 'quantile',
    of: ({ p50, p95, p99 }) => ({ 0.5: p50, 0.95: p95, 0.99: p99 }),
  },
];

function statsGauges(realtime: Realtime, registers: Registry[]): void {
  for (const { name, help, label, of } of said)
    new Gauge({
      ...{ name, help, registers },
      labelNames: ['by', 'name', ...(label === undefined ? [] : [label])],
      collect() {
        this.reset();
        for (const [labels, stats] of each(realtime))
          for (const [key, value] of Object.entries(of(stats)))
            if (value !== undefined)
              this.set({ ...labels, ...(label !== undefined && { [label]: key }) }, value);
      },
    });
}
