import type { HealthTerm, ServiceDetail, ServiceGraph, ServiceSummary, Uptime } from '../services.ts';
import type { ExampleClock } from './clock.ts';
import { type ExampleRange, type Run, spansOf, stripOf, uptimeOf } from './strips.ts';

const runsOf = ({ strip }: ServiceSummary): Run[] =>
  [...(strip?.cells ?? '').matchAll(/h+|d+|f+|m+|n+/g)].flatMap(({ 0: run }): Run[] => {
    const [letter] = run;
    return letter === 'h' || letter === 'd' || letter === 'f' || letter === 'm' || letter === 'n'
      ? [[run.length, letter]]
      : [];
  });

export const historyOf = (clock: ExampleClock, service: ServiceSummary, range: ExampleRange = '24h') => {
  const runs = runsOf(service);
  // In a longer range a quarter of an hour is a moment: the last one stands for all of them.
  const strip = stripOf(
    clock,
    range === '24h' ? runs : runs.slice(-1).map(([, letter]) => [1, letter]),
    range,
  );
  const [first = ''] = service.sentence.split(': ').slice(1);
  return {
    service: service.name,
    strip,
    spans: spansOf(strip, first.replace(/\.$/, '')),
    uptime: uptimeOf(strip),
  };
};

type Change = Partial<HealthTerm> & Pick<HealthTerm, 'name' | 'title' | 'text'>;

/** What each number comes to; only those past their limit say since when. */
function indicatorsOf({ numbers, since }: ServiceSummary): Change[] {
  const { errorRate, p95, connections, queueDepth, cpu } = numbers;
  const limit = (degraded: number, failing: number) => ({ degraded, failing });
  const ratio = { unit: 'ratio' };
  const past = (points: number, state: HealthTerm['state']) => ({ points, state, since });
  const errors = { name: 'errors', title: 'Error rate', ...ratio, ...limit(0.01, 0.05), weight: 3 };
  const speed = { name: 'p95', title: 'p95', unit: 'seconds', ...limit(0.5, 2), weight: 2 };
  const told: (Change | false)[] = [
    errorRate !== undefined &&
      (errorRate > 0.05
        ? { ...errors, value: errorRate, text: '8.4 %, limit 5 %', ...past(0, 'failing') }
        : { ...errors, value: errorRate, text: `${(errorRate * 100).toFixed(1)} %, limit 1 %` }),
    connections !== undefined && {
      ...{
        name: 'connections',
        title: 'Connections in use',
        value: 0.98,
        ...ratio,
        ...limit(0.8, 1),
        weight: 2,
      },
      ...{ text: '98 %, limit 80 %', ...past(22, 'degraded') },
    },
    queueDepth !== undefined && {
      ...{ name: 'queue', title: 'Queue', value: queueDepth, unit: 'tasks', degraded: 100, weight: 2 },
      ...{ text: '412 tasks, limit 100', ...past(44, 'degraded') },
    },
    p95 !== undefined && {
      ...{ ...speed, value: p95, text: `${Math.round(p95 * 1000)} ms, limit 500 ms` },
      ...(p95 > 0.5 && past(61, 'degraded')),
    },
    cpu !== undefined && {
      ...{ name: 'cpu', title: 'CPU', value: cpu, ...ratio, ...limit(0.8, 0.95) },
      text: `${Math.round(cpu * 100)} %, limit 80 %`,
    },
  ];
  return told.filter((one) => one !== false);
}

function probeOf({ name, state }: ServiceSummary): HealthTerm {
  const probe = { name: `probe https://${name}.example.org/health`, title: 'Probe', kind: 'probe' } as const;
  return state === 'no-data'
    ? { ...probe, weight: 0, points: 0, state, text: 'not known', why: 'No answer within 2 s, three times' }
    : { ...probe, weight: 1, points: 100, state: 'healthy', text: '120 ms, limit 2 s' };
}

function termsOf(service: ServiceSummary): HealthTerm[] {
  const common = {
    kind: 'indicator',
    weight: 1,
    points: 100,
    state: 'healthy',
    source: 'prometheus',
  } as const;
  const query = (metric: string) => ({ query: `${metric}{service="${service.name}"}` });
  const up = { name: 'up', title: 'Targets that answer', value: 1, unit: 'ratio', text: '2 of 2' };
  return [
    ...indicatorsOf(service).map((change) => ({ ...common, ...query(change.name), ...change })),
    ...(service.kind === 'external' ? [probeOf(service)] : []),
    ...(service.discovered
      ? [{ ...common, ...up, ...query('up'), kind: 'up' as const, below: true, failing: 0.5 }]
      : []),
  ];
}

function arithmeticOf(terms: readonly HealthTerm[]): string {
  const parts = terms.filter(({ weight }) => weight > 0);
  const weights = parts.reduce((sum, { weight }) => sum + weight, 0);
  const points = parts.reduce((sum, { weight, points }) => sum + weight * points, 0);
  if (weights === 0) return 'no part of it is known';
  return `(${parts.map(({ weight, points }) => `${weight} × ${points}`).join(' + ')}) / ${weights} = ${Math.round(points / weights)}`;
}

const graph = (name: string, change: Omit<ServiceGraph, 'name' | 'query'>): ServiceGraph => ({
  name,
  query: `${name}{service="$service"}`,
  source: 'prometheus',
  ...change,
});

const links: Readonly<Record<string, readonly [dependsOn: string[], dependents: string[]]>> = {
  api: [['postgres', 'redis', 'catalog'], ['github']],
  postgres: [[], ['api', 'orchestrator', 'accounts']],
  orchestrator: [['postgres', 'redis'], ['worker']],
};

export function detailOfService(clock: ExampleClock, service: ServiceSummary): ServiceDetail {
  const terms = termsOf(service);
  const uptime = (range: ExampleRange): Uptime => historyOf(clock, service, range).uptime;
  const [dependsOn, dependents] = links[service.name] ?? [[], []];
  return {
    ...service,
    ...(service.described && { description: `What ${service.name} does for whom.` }),
    terms,
    arithmetic: arithmeticOf(terms),
    uptime: { day: uptime('24h'), week: uptime('7d'), month: uptime('30d'), quarter: uptime('90d') },
    ...(service.numbers.errorRate !== undefined && {
      availability: {
        percent: 99.87,
        arithmetic: '1,297,104 of 1,298,790 requests were answered well',
        window: '30d',
      },
    }),
    graphs: [
      graph('errors', { title: 'Error rate', unit: 'ratio', limit: 0.05 }),
      graph('p95', { title: 'p95', unit: 'seconds', limit: 0.5 }),
      graph('rate', { title: 'Requests', unit: '1/s' }),
      graph('cpu', { title: 'CPU', unit: 'ratio', limit: 0.8 }),
    ],
    dependsOn,
    dependents,
    links: [
      { title: 'Service detail', url: 'https://grafana.example.org/d/service-detail', kind: 'dashboard' },
      { title: 'Runbook', url: `https://example.org/runbooks/${service.name}`, kind: 'runbook' },
      { title: 'Explore', url: 'https://grafana.example.org/explore', kind: 'explore' },
    ],
    maintenance:
      service.state === 'maintenance'
        ? [{ from: clock.ago(25), to: clock.ago(-43), why: 'The index is built anew', active: true }]
        : [{ from: clock.ago(-2880), to: clock.ago(-3000), why: 'Kernel update', active: false }],
  };
}
