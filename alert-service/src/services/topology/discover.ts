import type { Labels } from '@tocsin/model';
import type { PrometheusClient } from '#prometheus/client';
import type { VectorSample } from '#prometheus/result';
import type { KnownService } from '../catalogue/catalogue.ts';
import { edgeMetricOf, edgeQueries, metricLabel } from './edge-metrics.ts';
import { type ServiceNames, serviceNames } from './service-names.ts';

/** What was measured between two services. */
export interface SeenEdge {
  readonly from: string;
  readonly to: string;
  /** The metric that says so. */
  readonly by: string;
  /** Calls per second. */
  readonly rate: number;
  /** Share, 0 to 1. */
  readonly errorRate: number;
  /** Seconds. */
  readonly p95?: number;
}

export interface Asking {
  readonly client: Pick<PrometheusClient, 'query'>;
  readonly labels: readonly string[];
  readonly services: readonly KnownService[];
  readonly now: number;
  readonly signal: AbortSignal;
}

export type Discovered =
  | { readonly edges: readonly SeenEdge[]; readonly error?: undefined }
  | { readonly error: string; readonly edges?: undefined };

/** Asks a data source who calls whom, and how that goes. */
export async function discoverEdges({ client, labels, services, now, signal }: Asking): Promise<Discovered> {
  const queries = edgeQueries(labels);
  const by = [...new Set([...labels, 'instance'])].join(', ');
  const asked = [queries.rate, queries.failed, queries.p95, `group by (${by}) (up)`];
  const answers = await Promise.all(asked.map((query) => client.query({ query, at: now, signal })));
  const failed = answers.find(({ error }) => error);
  if (failed?.error) return { error: failed.error.message };
  const [rates = [], failures = [], p95s = [], targets = []] = answers.map((answer) =>
    !answer.error && answer.result.type === 'vector' ? answer.result.samples : [],
  );
  const names = serviceNames({ services, labels, targets: targets.map((each) => each.labels) });
  return { edges: edgesOf({ rates, failures, p95s }, names) };
}

interface Answers {
  readonly rates: readonly VectorSample[];
  readonly failures: readonly VectorSample[];
  readonly p95s: readonly VectorSample[];
}

interface Summed {
  readonly from: string;
  readonly to: string;
  readonly by: string;
  rate: number;
  failed: number;
  p95?: number;
}

/** Several series of one edge are one: the rates together, the slowest p95. */
export function edgesOf({ rates, failures, p95s }: Answers, names: ServiceNames): readonly SeenEdge[] {
  const edges = new Map<string, Summed>();
  for (const { labels, value } of rates) {
    const ends = endsOf(labels, names);
    if (!ends || !(value > 0 && Number.isFinite(value))) continue;
    const edge = edges.get(ends.key) ?? { ...ends, rate: 0, failed: 0 };
    // Two metrics of the same calls: the first says how many.
    if (edge.by === ends.by) edge.rate += value;
    edges.set(ends.key, edge);
  }
  for (const { labels, value } of failures) {
    const ends = endsOf(labels, names);
    const edge = edges.get(ends?.key ?? '');
    if (edge && edge.by === ends?.by && value > 0) edge.failed = Math.min(edge.rate, edge.failed + value);
  }
  for (const { labels, value } of p95s) {
    const ends = endsOf(labels, names);
    const edge = edges.get(ends?.key ?? '');
    const seconds = value * (ends?.scale ?? 1);
    if (edge && Number.isFinite(seconds)) edge.p95 = Math.max(edge.p95 ?? 0, seconds);
  }
  return [...edges.values()].map(({ from, to, by, rate, failed, p95 }) => ({
    ...{ from, to, by, rate, errorRate: Math.min(1, failed / rate) },
    ...(p95 !== undefined && { p95 }),
  }));
}

interface Ends {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly scale: number;
}

function endsOf(labels: Labels, names: ServiceNames): Ends | undefined {
  const metric = edgeMetricOf(labels[metricLabel]);
  if (!metric) return undefined;
  const first = (all: readonly string[]): string | undefined =>
    all.map((each) => labels[each] ?? '').find((value) => value !== '');
  const from = metric.from === undefined ? names.own(labels) : names.called(labels[metric.from] ?? '');
  const to = names.called(first(metric.to) ?? '', first(metric.port ?? []));
  if (from === undefined || to === undefined || from === to) return undefined;
  return { key: `${from}\n${to}`, from, to, by: metric.count, scale: metric.scale ?? 1 };
}
