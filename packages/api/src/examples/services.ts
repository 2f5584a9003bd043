import type { ServiceNumbers, ServiceSummary, SystemHealth } from '../services.ts';
import type { ExampleClock } from './clock.ts';
import { type Run, stripOf } from './strips.ts';

/** What is told of a service besides what follows from it. */
interface Told extends Pick<ServiceSummary, 'name' | 'kind' | 'state' | 'word'> {
  readonly score?: number;
  /** Minutes ago. */
  readonly since: number;
  readonly sentence: string;
  readonly numbers: ServiceNumbers;
  readonly runs: readonly Run[];
  readonly owner?: string;
  readonly tier?: number;
  readonly title?: string;
  readonly remarks?: string[];
  readonly bare?: boolean;
  readonly hit?: boolean;
}

const day = 1440;
const numbers = (errorRate: number, p95: number, requestRate: number): ServiceNumbers => ({
  up: 1,
  requestRate,
  errorRate,
  p95,
  cpu: 0.31,
  memory: 1.61e8,
});

/** The worst first, as the service lists them. */
const told: readonly Told[] = [
  {
    name: 'api',
    title: 'Payments API',
    kind: 'service',
    state: 'failing',
    word: 'failing',
    score: 46,
    since: 12,
    sentence: 'api has been failing for 12 min: 8.4 % errors, limit 5 %.',
    numbers: { ...numbers(0.084, 0.84, 41), cpu: 0.34, disk: 0.62 },
    runs: [
      [1, 'd'],
      [33, 'h'],
      [1, 'f'],
      [1, 'f'],
    ],
    owner: 'payments',
    tier: 1,
    hit: true,
  },
  {
    name: 'postgres',
    kind: 'database',
    state: 'degraded',
    word: 'connections',
    score: 61,
    since: 14,
    sentence: 'postgres has been degraded for 14 min: 98 % of its connections are in use, limit 80 %.',
    numbers: { up: 1, connections: 98, cpu: 0.52, disk: 0.41 },
    runs: [[2, 'd']],
    owner: 'platform',
    tier: 1,
  },
  {
    name: 'orchestrator',
    kind: 'service',
    state: 'degraded',
    word: 'backlog',
    score: 72,
    since: 52,
    sentence: 'orchestrator has been degraded for 52 min: its queue is 412 deep, limit 100.',
    numbers: { ...numbers(0, 0.21, 12), queueDepth: 412 },
    runs: [
      [8, 'm'],
      [20, 'h'],
      [4, 'd'],
    ],
    owner: 'platform',
    tier: 2,
  },
  {
    name: 'mail-relay',
    kind: 'external',
    state: 'no-data',
    word: 'no data',
    since: 95,
    sentence: 'How mail-relay is has not been known for 1 h 35 min: its probe says nothing.',
    numbers: {},
    runs: [[7, 'n']],
    remarks: ['The indicator smtp_queue names a metric that no data source has.'],
  },
  {
    name: 'search',
    kind: 'service',
    state: 'maintenance',
    word: 'maintenance',
    score: 100,
    since: 25,
    sentence: 'search is in maintenance until 04:00: the index is built anew.',
    numbers: numbers(0.002, 0.095, 8),
    runs: [
      [3, 'f'],
      [1, 'd'],
      [40, 'h'],
      [2, 'm'],
    ],
  },
  ...['catalog', 'accounts', 'recommender', 'redis', 'worker', 'github'].map((name, at): Told => ({
    name,
    kind: name === 'redis' ? 'cache' : name === 'github' ? 'external' : 'service',
    state: 'healthy',
    word: 'healthy',
    score: 100 - at,
    since: day * (at + 2),
    sentence: `${name} has been healthy for ${at + 2} d.`,
    numbers: name === 'redis' ? { up: 1, memory: 2.4e7 } : numbers(at / 1000, 0.048 + at / 100, 20 - at),
    runs:
      at === 1
        ? [
            [2, 'd'],
            [60, 'h'],
          ]
        : [],
    bare: name === 'recommender',
  })),
];

/** `incident` is open, and hits the worst of them. */
export const exampleServices = (clock: ExampleClock, incident: string): ServiceSummary[] =>
  told.map(({ since, runs, bare, hit, ...service }) => ({
    ...service,
    described: bare !== true,
    discovered: service.kind !== 'external',
    since: clock.ago(since),
    strip: stripOf(clock, runs),
    incidents: hit ? [incident] : [],
  }));

/** So many services more that are healthy: for lists that are long. */
export const healthyServices = (clock: ExampleClock, count: number): ServiceSummary[] =>
  Array.from({ length: count }, (_, at) => ({
    name: `service-${String(at + 1).padStart(4, '0')}`,
    kind: 'service',
    described: false,
    discovered: true,
    state: 'healthy',
    word: 'healthy',
    score: 100,
    since: clock.ago(day),
    sentence: `service-${at + 1} has been healthy for 1 d.`,
    numbers: { up: 1, errorRate: 0, p95: 0.04 },
    strip: stripOf(clock, []),
    incidents: [],
  }));

/** The whole, counted from the services; the sentence is of the worst. */
export function systemOf(services: readonly ServiceSummary[]): SystemHealth {
  const of = (state: ServiceSummary['state']) => services.filter((one) => one.state === state).length;
  const [worst] = services;
  const well = of('failing') + of('degraded') + of('no-data') === 0;
  const scores = services.flatMap(({ score }) => score ?? []);
  return {
    state: of('failing') > 0 ? 'failing' : of('degraded') > 0 ? 'degraded' : well ? 'healthy' : 'no-data',
    ...(scores.length > 0 && {
      score: Math.round(scores.reduce((sum, one) => sum + one, 0) / scores.length),
    }),
    sentence: well ? 'All is well.' : `${worst?.sentence ?? ''} Nobody has it.`,
    arithmetic: `mean of ${scores.length} services that are known`,
    counts: {
      healthy: of('healthy'),
      degraded: of('degraded'),
      failing: of('failing'),
      maintenance: of('maintenance'),
      noData: of('no-data'),
    },
    colour: well ? 'green' : 'red',
    load: well ? 52 : 98,
    loadText: well ? 'database CPU 52 %' : 'database connections 98 %',
    ...(worst && { since: worst.since }),
  };
}
