import { formatDuration, isClassicLabelName } from '@tocsin/model';

/** What is asked by convention, for all services of one label at once. */
export const valueNames = [
  'up',
  'requests',
  'classified',
  'failed',
  'p95',
  'cpu',
  'cores',
  'memory',
  'memoryShare',
  'disk',
  'queue',
  'connections',
  'connectionShare',
] as const;
export type ValueName = (typeof valueNames)[number];
export type Values = Readonly<Partial<Record<ValueName, number>>>;

/** Which series, and what they are added up by: a label whose values are services, or nothing for one service alone. */
export interface Scope {
  readonly matchers: string;
  readonly label?: string;
}

/** A label as PromQL writes it. */
export const labelWords = (label: string): string =>
  isClassicLabelName(label) ? label : JSON.stringify(label);

/** All services of a label; series that have one of `without` are of others, which have it too. */
export const scopeOfLabel = (label: string, without: readonly string[] = []): Scope => ({
  label,
  matchers: [...without.map((each) => `${labelWords(each)}=""`), `${labelWords(label)}!=""`].join(','),
});

/** The query of each value: of rates over `rangeMs`, or of what stands now. */
export function rateQuestions(scope: Scope, rangeMs: number): ReadonlyMap<ValueName, string> {
  const range = `[${formatDuration(rangeMs)}]`;
  const by = byOf(scope);
  const all = scope.matchers;
  return new Map([
    ['requests', anyOf(counters.map((each) => `sum${by()} (${each(all, range)})`))],
    ['classified', anyOf(families.map((each) => `sum${by()} (${withStatus(each, '!=""', { all, range })})`))],
    [
      'failed',
      anyOf(
        families.map((each) => `sum${by()} (${withStatus(each, '=~"5.."', { all, range })})`),
        grpcFailed(scope, range),
      ),
    ],
    ['p95', anyOf(quantiles(scope, range))],
    ['cpu', cpuOf(scope, range)],
    ['cores', `max${by()} (rate(process_cpu_seconds_total{${all}}${range}))`],
  ]);
}

export function levelQuestions(scope: Scope): ReadonlyMap<ValueName, string> {
  const by = byOf(scope);
  const all = scope.matchers;
  return new Map([
    ['up', `avg${by()} (up{${all}})`],
    ['memory', `max${by()} (process_resident_memory_bytes{${all}})`],
    ['memoryShare', memoryOf(scope)],
    ['disk', diskOf(scope)],
    ['queue', anyOf(queues.map((name) => `max${by()} (${name}{${all}})`))],
    ['connections', anyOf(pools.map(({ used }) => `sum${by()} (${used(all)})`))],
    [
      'connectionShare',
      anyOf(pools.map(({ used, most }) => `sum${by()} (${used(all)}) / sum${by()} (${most(all)})`)),
    ],
  ]);
}

const anyOf = (queries: readonly string[], ...more: string[]): string => [...queries, ...more].join(' or ');

const byOf =
  ({ label }: Scope) =>
  (...more: string[]): string => {
    const names = [...(label === undefined ? [] : [labelWords(label)]), ...more];
    return names.length > 0 ? ` by (${names.join(', ')})` : '';
  };

type Rate = (matchers: string, range: string) => string;

/** Histograms, classic and native: Prometheus clients, OpenTelemetry (HTTP semantic conventions), Spring. */
const histograms = [
  'http_request_duration_seconds',
  'http_server_request_duration_seconds',
  'http_server_requests_seconds',
] as const;
/** OpenTelemetry before its conventions were stable. */
const millisecondHistogram = 'http_server_duration_milliseconds';

const ofHistogram =
  (name: string): Rate =>
  (matchers, range) =>
    `rate(${name}_count{${matchers}}${range}) or histogram_count(rate(${name}{${matchers}}${range}))`;
const ofCounter =
  (name: string): Rate =>
  (matchers, range) =>
    `rate(${name}{${matchers}}${range})`;

/** The first that a service has counts. */
const families: readonly Rate[] = [
  ...histograms.map(ofHistogram),
  ofCounter(`${millisecondHistogram}_count`),
  ofCounter('http_requests_total'),
];
const grpc = ofCounter('grpc_server_handled_total');
const counters: readonly Rate[] = [...families, grpc];

/** Under which labels libraries say the status of an answer. */
const statusLabels = ['status', 'code', 'status_code', 'http_response_status_code', 'http_status_code'];

const withStatus = (
  family: Rate,
  test: string,
  { all, range }: { readonly all: string; readonly range: string },
): string => anyOf(statusLabels.map((label) => family(`${joined(all, label + test)}`, range)));

const joined = (...matchers: string[]): string => matchers.filter((each) => each !== '').join(',');

/** The codes of gRPC that are the server's fault. */
const grpcFailed = (scope: Scope, range: string): string =>
  `sum${byOf(scope)()} (${grpc(joined(scope.matchers, 'grpc_code=~"Unknown|Internal|Unavailable|DataLoss|DeadlineExceeded|Unimplemented"'), range)})`;

function quantiles(scope: Scope, range: string): string[] {
  const by = byOf(scope);
  const of = (name: string): string =>
    `histogram_quantile(0.95, sum${by('le')} (rate(${name}_bucket{${scope.matchers}}${range})))`;
  return [
    ...histograms.flatMap((name) => [
      of(name),
      `histogram_quantile(0.95, sum${by()} (rate(${name}{${scope.matchers}}${range})))`,
    ]),
    `${of(millisecondHistogram)} / 1000`,
  ];
}

/** Of what it may use: Go says how many cores; Node and Python run on one; the JVM and a host say the share. */
function cpuOf(scope: Scope, range: string): string {
  const by = byOf(scope);
  const all = scope.matchers;
  const each = by('instance', 'job');
  const used = `max${each} (rate(process_cpu_seconds_total{${all}}${range}))`;
  return anyOf([
    `max${by()} (${used} / max${each} (go_sched_gomaxprocs_threads{${all}}))`,
    `max${by()} (process_cpu_usage{${all}})`,
    `max${by()} (${used} and max${each} ({__name__=~"nodejs_version_info|python_info",${all}}))`,
    `max${by()} (1 - avg${each} (rate(node_cpu_seconds_total{${joined(all, 'mode="idle"')}}${range})))`,
  ]);
}

function memoryOf(scope: Scope): string {
  const by = byOf(scope);
  const all = scope.matchers;
  const each = by('instance', 'job');
  const heap = joined(all, 'area="heap"');
  return anyOf([
    `max${by()} (1 - max${each} (node_memory_MemAvailable_bytes{${all}}) / max${each} (node_memory_MemTotal_bytes{${all}}))`,
    `max${by()} (sum${each} (jvm_memory_used_bytes{${heap}}) / (sum${each} (jvm_memory_max_bytes{${heap}}) > 0))`,
    // Without a limit Go says the largest number there is.
    `max${by()} (max${each} (process_resident_memory_bytes{${all}}) / (max${each} (go_gc_gomemlimit_bytes{${all}}) < 1e15))`,
  ]);
}

/** Filesystems that are full by their nature, or are none. */
const notDisks = 'fstype!~"tmpfs|ramfs|devtmpfs|squashfs|iso9660|nsfs|autofs|fuse.*"';

function diskOf(scope: Scope): string {
  const matchers = joined(scope.matchers, notDisks);
  const by = byOf(scope);
  const each = by('instance', 'job', 'mountpoint');
  return `max${by()} (1 - min${each} (node_filesystem_avail_bytes{${matchers}}) / (min${each} (node_filesystem_size_bytes{${matchers}}) > 0))`;
}

const queues = [
  'queue_depth',
  'queue_length',
  'queue_size',
  'rabbitmq_queue_messages_ready',
  'celery_queue_length',
  'bullmq_queue_waiting',
];

type Series = (matchers: string) => string;
const pools: readonly { readonly used: Series; readonly most: Series }[] = [
  {
    used: (all) => `pg_stat_activity_count{${all}}`,
    most: (all) => `pg_settings_max_connections{${all}}`,
  },
  {
    used: (all) => `db_client_connection_count{${joined(all, 'db_client_connection_state="used"')}}`,
    most: (all) => `db_client_connection_max{${all}}`,
  },
  { used: (all) => `hikaricp_connections_active{${all}}`, most: (all) => `hikaricp_connections_max{${all}}` },
  {
    used: (all) => `db_pool_connections{${joined(all, 'state=~"used|active|busy"')}}`,
    most: (all) => `db_pool_connections_max{${all}}`,
  },
  { used: (all) => `redis_connected_clients{${all}}`, most: (all) => `redis_config_maxclients{${all}}` },
];
