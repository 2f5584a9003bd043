import type { QueryResult, RuleGroup } from '@tocsin/api';

/** One number of a service, with what a reader needs beside it. */
interface Stat {
  readonly title: string;
  readonly unit?: string;
  /** Over which time rates are taken; what is no rate does not ask. */
  readonly expression: (window: string) => string;
  /** Rules that compare this number, and so know its limit. */
  readonly comparedBy: RegExp;
}

const requests = 'http_request_duration_seconds_count';
const total = (window: string) => `sum by (service, job) (rate(${requests}[${window}]))`;
/** Services name the label of the answer's status differently. */
const failed = (window: string) =>
  ['status', 'status_code', 'code'].map((label) => `rate(${requests}{${label}=~"5.."}[${window}])`).join(' or ');
const WINDOW_IF_UNKNOWN = '30s';

/** Where a limit holds for each process or queue, the worst of them stands for the service, as the rules compare it. */
const stats = {
  up: { title: 'Up', expression: () => 'min by (service, job) (up)', comparedBy: /^$/ },
  cpu: {
    title: 'CPU',
    unit: 'ratio',
    expression: (window) => `max by (service, job) (rate(process_cpu_seconds_total[${window}]))`,
    comparedBy: /process_cpu_seconds_total/,
  },
  memory: {
    title: 'Memory',
    unit: 'bytes',
    expression: () => 'max by (service, job) (process_resident_memory_bytes)',
    comparedBy: /process_resident_memory_bytes/,
  },
  disk: {
    title: 'Disk free',
    unit: 'ratio',
    expression: () => 'min by (service, job) (node_filesystem_avail_bytes / node_filesystem_size_bytes)',
    comparedBy: /node_filesystem_avail_bytes.*\/.*node_filesystem_size_bytes/,
  },
  errors: {
    title: 'Errors',
    unit: 'ratio',
    expression: (window) =>
      `(sum by (service, job) (${failed(window)}) or 0 * ${total(window)}) / (${total(window)} > 0)`,
    comparedBy: /5\.\..*\/.*http_request/,
  },
  p95: {
    title: 'p95',
    unit: 's',
    expression: (window) =>
      `histogram_quantile(0.95, sum by (service, job, le) (rate(http_request_duration_seconds_bucket[${window}])))`,
    comparedBy: /histogram_quantile\(\s*0\.95.*http_request_duration_seconds_bucket/,
  },
  workers: {
    title: 'Workers',
    unit: 'active',
    expression: () => 'sum by (service, job) (workers_active)',
    comparedBy: /workers_active/,
  },
  queue: {
    title: 'Queue',
    unit: 'waiting',
    expression: () => 'max by (service, job) (sum by (service, job, queue) (queue_depth))',
    comparedBy: /queue_depth/,
  },
} as const satisfies Readonly<Record<string, Stat>>;

export type StatName = keyof typeof stats;
const isStat = (name: string | undefined): name is StatName => name !== undefined && Object.hasOwn(stats, name);
export const statNames: readonly StatName[] = Object.keys(stats).filter(isStat);
export const shownStats = statNames.filter((name) => name !== 'up');
export const statOf = (name: StatName): Stat => stats[name];

/**
 * All numbers of all services in one question, each marked with its name: one moment, one request. Rates are taken over
 * the time that the rule takes them over: else a number could be past its limit here and not there.
 */
export const healthQuery = (limits: Limits): string =>
  statNames
    .map((name) => {
      const window = limits[name]?.find((limit) => limit.window)?.window ?? WINDOW_IF_UNKNOWN;
      return `label_replace(${statOf(name).expression(window)}, "stat", "${name}", "", "")`;
    })
    .join(' or ');

export interface ServiceNumbers {
  /** The label `service`, else `job`. */
  readonly service: string;
  readonly job?: string;
  readonly values: Partial<Record<StatName, number>>;
}

export function servicesFrom(result: QueryResult): readonly ServiceNumbers[] {
  const services = new Map<string, ServiceNumbers>();
  if (result.resultType === 'vector') {
    for (const { metric, value } of result.result) {
      const { job, stat } = metric;
      const service = metric.service || job;
      const number = Number(value[1]);
      if (service && isStat(stat) && Number.isFinite(number)) {
        services.set(service, { service, job, values: { ...services.get(service)?.values, [stat]: number } });
      }
    }
  }
  return [...services.values()];
}

export interface KnownLimit {
  readonly value: number;
  /** `>`: too much; `<`: too little. */
  readonly side: '>' | '<';
  readonly rule: string;
  /** The only service or job it is for; without it, all. */
  readonly only?: string;
  /** Over which time the rule takes its rate: "20s". */
  readonly window?: string;
}

export type Limits = Partial<Record<StatName, readonly KnownLimit[]>>;

/** The limits of the rules that are loaded: none is invented where no rule compares the number. */
export function limitsFrom(groups: readonly RuleGroup[]): Limits {
  const rules = groups.flatMap((group) => group.rules);
  return Object.fromEntries(
    statNames.map((name) => [
      name,
      rules.flatMap(({ name: rule, expression }) => {
        const flat = expression.replace(/\s+/g, ' ').trim();
        const limit = limitIn(flat, statOf(name));
        const only = /\b(?:job|service)="([^"]+)"/.exec(flat)?.[1];
        const window = /\[([\d.a-z]+)\]/.exec(flat)?.[1];
        return limit ? [{ ...limit, rule, only, window }] : [];
      }),
    ])
  );
}

function limitIn(expression: string, { comparedBy, unit }: Stat): Pick<KnownLimit, 'value' | 'side'> | undefined {
  const [, side, limit] = /([<>])=?\s*(-?[\d.]+(?:e[+-]?\d+)?)$/i.exec(expression) ?? [];
  if (limit === undefined || !comparedBy.test(expression) || /predict_linear|deriv|offset/.test(expression)) {
    return undefined;
  }
  const percent = unit === 'ratio' && /\*\s*100\b/.test(expression);
  return { side: side === '<' ? '<' : '>', value: percent ? Number(limit) / 100 : Number(limit) };
}

/** The limit that counts for one service, and whether its number is past it. */
export function limitOf(numbers: ServiceNumbers, name: StatName, limits: Limits) {
  const known = limits[name] ?? [];
  const limit =
    known.find(({ only }) => only !== undefined && (only === numbers.service || only === numbers.job)) ??
    known.find(({ only }) => only === undefined);
  const value = numbers.values[name];
  const past = limit && value !== undefined && (limit.side === '>' ? value > limit.value : value < limit.value);
  return { limit, past: past ?? false };
}
