import type { QueryResult, RuleGroup } from '@tocsin/api';

/** One number of a service, with what a reader needs beside it. */
interface Stat {
  readonly title: string;
  readonly unit?: string;
  readonly expression: string;
  /** Rules that compare this number, and so know its limit. */
  readonly comparedBy: RegExp;
}

const requests = 'http_request_duration_seconds_count';
const total = `sum by (service, job) (rate(${requests}[30s]))`;
/** Services name the label of the answer's status differently. */
const failed = ['status', 'status_code', 'code'].map((label) => `rate(${requests}{${label}=~"5.."}[30s])`).join(' or ');

export const stats = {
  up: { title: 'Up', expression: 'min by (service, job) (up)', comparedBy: /^$/ },
  cpu: {
    title: 'CPU',
    unit: 'ratio',
    expression: 'sum by (service, job) (rate(process_cpu_seconds_total[30s]))',
    comparedBy: /process_cpu_seconds_total/,
  },
  memory: {
    title: 'Memory',
    unit: 'bytes',
    expression: 'sum by (service, job) (process_resident_memory_bytes)',
    comparedBy: /process_resident_memory_bytes/,
  },
  disk: {
    title: 'Disk free',
    unit: 'ratio',
    expression: 'min by (service, job) (node_filesystem_avail_bytes / node_filesystem_size_bytes)',
    comparedBy: /node_filesystem_avail_bytes.*\/.*node_filesystem_size_bytes/,
  },
  errors: {
    title: 'Errors',
    unit: 'ratio',
    expression: `(sum by (service, job) (${failed}) or 0 * ${total}) / (${total} > 0)`,
    comparedBy: /5\.\..*\/.*http_request/,
  },
  p95: {
    title: 'p95',
    unit: 's',
    expression: 'histogram_quantile(0.95, sum by (service, job, le) (rate(http_request_duration_seconds_bucket[30s])))',
    comparedBy: /histogram_quantile\(\s*0\.95.*http_request_duration_seconds_bucket/,
  },
  workers: {
    title: 'Workers',
    unit: 'active',
    expression: 'sum by (service, job) (workers_active)',
    comparedBy: /workers_active/,
  },
  queue: {
    title: 'Queue',
    unit: 'waiting',
    expression: 'sum by (service, job) (queue_depth)',
    comparedBy: /queue_depth/,
  },
} as const satisfies Readonly<Record<string, Stat>>;

export type StatName = keyof typeof stats;
const isStat = (name: string | undefined): name is StatName => name !== undefined && Object.hasOwn(stats, name);
export const statNames: readonly StatName[] = Object.keys(stats).filter(isStat);
export const shownStats = statNames.filter((name) => name !== 'up');
export const statOf = (name: StatName): Stat => stats[name];

/** All numbers of all services in one question, each marked with its name: one moment, one request. */
export const healthQuery: string = statNames
  .map((name) => `label_replace(${stats[name].expression}, "stat", "${name}", "", "")`)
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
}

/** The limits of the rules that are loaded: none is invented where no rule compares the number. */
export function limitsFrom(groups: readonly RuleGroup[]): Partial<Record<StatName, readonly KnownLimit[]>> {
  const rules = groups.flatMap((group) => group.rules);
  return Object.fromEntries(
    statNames.map((name) => [
      name,
      rules.flatMap(({ name: rule, expression }) => {
        const flat = expression.replace(/\s+/g, ' ').trim();
        const limit = limitIn(flat, statOf(name));
        return limit ? [{ ...limit, rule, only: /\b(?:job|service)="([^"]+)"/.exec(flat)?.[1] }] : [];
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
