/** Where instrumentation that everybody uses counts requests, best first. */
interface Convention {
  /** The counter of all requests. */
  readonly metric: string;
  /** Its buckets by length, in this unit. */
  readonly buckets?: { readonly metric: string; readonly secondsPer: number };
}

/**
 * Prometheus client libraries' middlewares; OpenTelemetry's `http.server.request.duration` and the older one in milliseconds;
 * Micrometer (Spring); plain counters.
 */
export const conventions: readonly Convention[] = [
  {
    metric: 'http_request_duration_seconds_count',
    buckets: { metric: 'http_request_duration_seconds_bucket', secondsPer: 1 },
  },
  {
    metric: 'http_server_request_duration_seconds_count',
    buckets: { metric: 'http_server_request_duration_seconds_bucket', secondsPer: 1 },
  },
  {
    metric: 'http_server_duration_milliseconds_count',
    buckets: { metric: 'http_server_duration_milliseconds_bucket', secondsPer: 0.001 },
  },
  {
    metric: 'http_server_requests_seconds_count',
    buckets: { metric: 'http_server_requests_seconds_bucket', secondsPer: 1 },
  },
  { metric: 'http_requests_total' },
];

/** Labels that hold the status of an answer, the usual ones first. */
export const statusLabels = [
  'status',
  'code',
  'status_code',
  'http_response_status_code',
  'http_status_code',
];

/** `job="demo"` and `le="+Inf"` in braces. */
export const selected = (metric: string, matchers: readonly string[]): string =>
  `${metric}{${matchers.filter((matcher) => matcher !== '').join(',')}}`;

const named = (metrics: readonly string[], selector: string): string =>
  `{${[`__name__=~"${metrics.join('|')}"`, selector].filter((matcher) => matcher !== '').join(',')}}`;

/** Which of the counters there are, and with which labels of a status. */
export const availabilityQuestion = (selector: string): string =>
  `count by (__name__, ${statusLabels.join(', ')}) (${named(
    conventions.map(({ metric }) => metric),
    selector,
  )})`;

/** Which buckets there are. */
export const latencyQuestion = (selector: string): string =>
  `count by (__name__, le) (${named(
    conventions.flatMap(({ buckets }) => buckets?.metric ?? []),
    selector,
  )})`;

type Series = readonly { readonly labels: Readonly<Record<string, string>> }[];

export type Found =
  { readonly good: string; readonly total: string; readonly by: string } | { readonly problem: string };

const counting = (series: string): string => `sum(increase(${series}[$window]))`;

/** Good is what was not answered by a server error. */
export function availabilityFrom(series: Series, selector: string): Found {
  for (const { metric } of conventions) {
    const found = series.filter(({ labels }) => labels.__name__ === metric);
    if (found.length === 0) continue;
    const status = statusLabels.find((label) => found.some(({ labels }) => (labels[label] ?? '') !== ''));
    if (status === undefined)
      return {
        problem: `${metric} has no label that tells a failed request (${statusLabels.join(', ')}): write \`good\` and \`total\` for this objective`,
      };
    return {
      good: counting(selected(metric, [selector, `${status}!~"5.."`])),
      total: counting(selected(metric, [selector])),
      by: `${metric}; failed are those with ${status} 5xx`,
    };
  }
  return {
    problem: `no requests are counted for this service (looked for ${conventions.map(({ metric }) => metric).join(', ')}): write \`good\` and \`total\`, or mend its \`selector\``,
  };
}

/** Good is what fell into the bucket of the threshold, or into the nearest one above it. */
export function latencyFrom(series: Series, selector: string, threshold: number): Found {
  for (const { buckets } of conventions) {
    const found = buckets ? series.filter(({ labels }) => labels.__name__ === buckets.metric) : [];
    if (!buckets || found.length === 0) continue;
    const { metric, secondsPer } = buckets;
    const bounds = found.map(({ labels }) => ({
      le: labels.le ?? '',
      seconds: Number(labels.le) * secondsPer,
    }));
    const bucket = bounds
      .filter(({ seconds }) => Number.isFinite(seconds) && seconds >= threshold - 1e-9)
      .sort((a, b) => a.seconds - b.seconds)[0];
    if (!bucket)
      return {
        problem: `no bucket of ${metric} reaches ${threshold} s: add one to what measures it, or choose a lower threshold`,
      };
    return {
      good: counting(selected(metric, [selector, `le="${bucket.le}"`])),
      total: counting(selected(metric, [selector, 'le="+Inf"'])),
      by: `${metric}; good are those up to ${bucket.seconds} s${nearest(bucket.seconds, threshold)}`,
    };
  }
  return {
    problem:
      'no lengths of requests are measured for this service in buckets: write `good` and `total`, or mend its `selector`',
  };
}

const nearest = (seconds: number, threshold: number): string =>
  Math.abs(seconds - threshold) < 1e-9 ? '' : `, the nearest bucket at or above ${threshold} s`;
