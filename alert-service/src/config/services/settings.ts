import type { Secret } from '#lib/secret';
import type { TlsClientSettings } from '../http-settings.ts';

/** `services:` and `health:` of tocsin.yml, checked. Lengths in ms. */

export const serviceKinds = ['service', 'database', 'cache', 'queue', 'external', 'host'] as const;
export type ServiceKind = (typeof serviceKinds)[number];

/** Indicators that are there by convention, wherever the metrics for them are. */
export const conventionNames = [
  'errors',
  'p95',
  'cpu',
  'memory',
  'disk',
  'queue',
  'connections',
  'up',
] as const;

/** A query whose value is held against limits. `$selector` in it stands for the matchers of the service. */
export interface IndicatorSettings {
  readonly name: string;
  readonly title?: string;
  readonly query: string;
  readonly unit?: string;
  readonly degraded?: number;
  readonly failing?: number;
  /** Less is worse. */
  readonly below: boolean;
  readonly weight: number;
}

/** Other limits for an indicator that is there by convention: `errors`, `p95`, `cpu`, `memory`, `disk`, `queue`; or none. */
export interface ConventionSettings {
  readonly name: string;
  readonly off: boolean;
  readonly degraded?: number;
  readonly failing?: number;
  readonly weight?: number;
}

interface ProbeBase {
  readonly name: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly weight: number;
}
export type ProbeSettings =
  | (ProbeBase & {
      readonly type: 'http' | 'api';
      readonly url: string;
      readonly method: 'GET' | 'HEAD';
      readonly headers: ReadonlyMap<string, Secret>;
      readonly expectStatus?: readonly number[];
      readonly expectText?: string;
      readonly tls?: TlsClientSettings;
    })
  | (ProbeBase & { readonly type: 'tcp'; readonly host: string; readonly port: number })
  | (ProbeBase & {
      readonly type: 'tls';
      readonly host: string;
      readonly port: number;
      /** The name that the certificate must have; absent: the host. */
      readonly serverName?: string;
      /** Absent: the authorities that this machine and Node trust. */
      readonly ca?: Secret;
      readonly degradedBeforeMs: number;
      readonly failingBeforeMs: number;
    })
  | (ProbeBase & {
      readonly type: 'dns';
      readonly host: string;
      readonly record: 'A' | 'AAAA' | 'CNAME' | 'MX' | 'TXT' | 'NS';
      readonly server?: string;
      readonly expect?: readonly string[];
    })
  | (ProbeBase & { readonly type: 'postgres'; readonly url: Secret; readonly query?: string })
  | (ProbeBase & { readonly type: 'redis'; readonly url: Secret });

export interface ObjectiveSettings {
  readonly name: string;
  readonly kind: 'availability' | 'latency';
  readonly type: 'slo' | 'sla';
  /** Per cent. */
  readonly target: number;
  /** Of latency, in seconds. */
  readonly threshold?: number;
  /** `30d` rolling, or a calendar period. */
  readonly window: { readonly rollingMs: number } | { readonly calendar: 'month' | 'quarter' | 'year' };
  /** Counters of good and all events, or queries that count them in `$window`; absent: those by convention. */
  readonly good?: string;
  readonly total?: string;
  /** No alert for fewer events than this in a window. */
  readonly minimumEvents: number;
  /** Alerts on its burn rate; false: it is shown only. */
  readonly alert: boolean;
  /** Severity of the fast and of the slow burn. */
  readonly severities: { readonly fast: string; readonly slow: string };
}

export interface MaintenanceSettings {
  /** Names of time intervals of alertmanager.yml, or a span (epoch ms). */
  readonly intervals: readonly string[];
  readonly span?: { readonly from: number; readonly to: number };
  readonly why?: string;
}

export interface ServiceSettings {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly kind?: ServiceKind;
  /** Id of a team of on call, or any name. */
  readonly owner?: string;
  readonly tier?: number;
  readonly runbook?: string;
  readonly dashboard?: string;
  readonly links: readonly { readonly title: string; readonly url: string }[];
  /** Data source; absent: the first. */
  readonly source?: string;
  /** Matchers that select its series: `job="demo",service="api"`; absent: by the label it was discovered by. */
  readonly selector?: string;
  readonly indicators: readonly IndicatorSettings[];
  readonly conventions: readonly ConventionSettings[];
  readonly probes: readonly ProbeSettings[];
  readonly dependsOn: readonly string[];
  readonly objectives: readonly ObjectiveSettings[];
  readonly maintenance: readonly MaintenanceSettings[];
}

/** `health:`. */
export interface HealthSettings {
  /** How often indicators are asked. */
  readonly intervalMs: number;
  /** A service is in a better state only when it has been within its limits for so long; worse for so long. */
  readonly betterAfterMs: number;
  readonly worseAfterMs: number;
  readonly alertOn?: 'degraded' | 'failing';
  /** Incidents of one cause become one. */
  readonly relate?: { readonly withinMs: number; readonly hops: number };
  /** Names of services that are not shown. */
  readonly ignore: readonly string[];
  /** Services are known by the first of these labels that a target has. */
  readonly labels: readonly string[];
  /** Targets are services; false: only those that are described. */
  readonly discover: boolean;
  readonly loki?: {
    readonly url: string;
    readonly headers: ReadonlyMap<string, Secret>;
    readonly label: string;
    /** Uid of the data source in Grafana, for links to Explore. */
    readonly datasource?: string;
  };
  /** Of Grafana, for links to Explore: uid of the data source by its name here. */
  readonly explore?: { readonly url: string; readonly datasource: string };
}

export interface ServicesSettings {
  readonly services: readonly ServiceSettings[];
  readonly health: HealthSettings;
}

export const usualHealth: HealthSettings = {
  intervalMs: 5_000,
  betterAfterMs: 30_000,
  worseAfterMs: 0,
  ignore: [],
  labels: ['service', 'service_name', 'job'],
  discover: true,
};

/** Without `services:` and `health:`: what targets tell is shown, and nothing is decided by it. */
export const noServicesSettings: ServicesSettings = { services: [], health: usualHealth };
