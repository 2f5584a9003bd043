import { isClassicLabelName } from '@tocsin/model';

/** A metric that says who calls whom. */
export interface EdgeMetric {
  /** Counts calls. */
  readonly count: string;
  /** Who calls; absent: the service whose series it is. */
  readonly from?: string;
  /** Who is called: the first of these labels that says something. */
  readonly to: readonly string[];
  readonly port?: readonly string[];
  /** Calls that failed: another counter, or matchers of the same; no call is in two of them. */
  readonly failed: readonly string[];
  readonly bucket?: string;
  /** Its unit in seconds. */
  readonly scale?: number;
}

const peers = ['peer_service', 'server_address', 'net_peer_name'];
const ports = ['server_port', 'net_peer_port'];

/** Statuses as programs write them by themselves, and as OpenTelemetry does; what was refused (4xx) was answered. */
const failedOf = (metric: string): string[] => [
  `${metric}{status=~"5..|error|failed|timeout",http_response_status_code="",error_type=""}`,
  `${metric}{http_response_status_code=~"5..",error_type=""}`,
  `${metric}{error_type!="",error_type!~"4.."}`,
];

/**
 * Service graphs of Tempo and of the OpenTelemetry collector's connector; clients by the semantic conventions of
 * OpenTelemetry, before and after they became stable; counters by provider.
 */
export const edgeMetrics: readonly EdgeMetric[] = [
  {
    count: 'traces_service_graph_request_total',
    from: 'client',
    to: ['server'],
    failed: ['traces_service_graph_request_failed_total'],
    bucket: 'traces_service_graph_request_server_seconds_bucket',
  },
  {
    count: 'http_client_request_duration_seconds_count',
    to: peers,
    port: ports,
    failed: failedOf('http_client_request_duration_seconds_count'),
    bucket: 'http_client_request_duration_seconds_bucket',
  },
  {
    count: 'http_client_duration_milliseconds_count',
    to: peers,
    port: ports,
    failed: ['http_client_duration_milliseconds_count{http_status_code=~"5.."}'],
    bucket: 'http_client_duration_milliseconds_bucket',
    scale: 0.001,
  },
  {
    count: 'rpc_client_duration_milliseconds_count',
    to: peers,
    port: ports,
    failed: ['rpc_client_duration_milliseconds_count{rpc_grpc_status_code=~"2|4|8|13|14|15"}'],
    bucket: 'rpc_client_duration_milliseconds_bucket',
    scale: 0.001,
  },
  {
    count: 'db_client_operation_duration_seconds_count',
    to: [...peers, 'db_system_name', 'db_system'],
    port: ports,
    failed: failedOf('db_client_operation_duration_seconds_count'),
    bucket: 'db_client_operation_duration_seconds_bucket',
  },
  {
    count: 'external_api_requests_total',
    to: ['provider'],
    failed: failedOf('external_api_requests_total'),
  },
];

/** Long enough for two samples where a scrape comes each minute. */
const window = '150s';
/** Names the metric in the answer, for a rate has no name. */
export const metricLabel = 'tocsin_edge';

export interface EdgeQueries {
  readonly rate: string;
  readonly failed: string;
  readonly p95: string;
}

/** Three questions for all edges of a data source, however many metrics and services there are. */
export function edgeQueries(serviceLabels: readonly string[]): EdgeQueries {
  const own = serviceLabels.filter(isClassicLabelName);
  const by = ({ from, to, port = [] }: EdgeMetric, more: readonly string[] = []): string =>
    [...new Set([...(from === undefined ? own : [from]), ...to, ...port, ...more])].join(', ');
  const named = (expression: string, name: string): string =>
    `label_replace(${expression}, "${metricLabel}", "${name}", "", "")`;
  const summed = (metric: EdgeMetric, counter: string): string =>
    `(sum by (${by(metric)}) (rate(${counter}[${window}])) > 0)`;
  return {
    rate: edgeMetrics.map((each) => named(summed(each, each.count), each.count)).join(' or '),
    failed: edgeMetrics
      .flatMap((each) =>
        each.failed.map((counter, index) => named(summed(each, counter), `${each.count} ${index}`)),
      )
      .join(' or '),
    p95: edgeMetrics
      .flatMap((each) => (each.bucket === undefined ? [] : [{ ...each, bucket: each.bucket }]))
      .map((each) =>
        named(
          `histogram_quantile(0.95, sum by (${by(each, ['le'])}) (rate(${each.bucket}[${window}])))`,
          each.count,
        ),
      )
      .join(' or '),
  };
}

/** Of a sample of one of these answers. */
export const edgeMetricOf = (label: string | undefined): EdgeMetric | undefined =>
  edgeMetrics.find(({ count }) => count === label?.split(' ')[0]);
