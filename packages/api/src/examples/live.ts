import type { LiveService, MetricsHistory, MetricsSnapshot } from '../live.ts';
import type { ServiceSummary } from '../services.ts';
import type { ExampleClock } from './clock.ts';
import { systemOf } from './services.ts';

const liveOf = ({ name, state, score, since, numbers }: ServiceSummary): LiveService => {
  const { cpu, memory, disk, p95, errorRate, requestRate } = numbers;
  return {
    name,
    status: state,
    since,
    ...(score !== undefined && { score }),
    ...(cpu !== undefined && { cpu }),
    ...(memory !== undefined && { memory }),
    ...(disk !== undefined && { disk }),
    ...(p95 !== undefined && { responseTime: p95 }),
    ...(errorRate !== undefined && { errorRate }),
    ...(requestRate !== undefined && { requestRate }),
  };
};

export const snapshotOf = (clock: ExampleClock, services: readonly ServiceSummary[]): MetricsSnapshot => ({
  version: 1,
  seq: 1,
  at: clock.ago(0),
  system: systemOf(services),
  services: services.map(liveOf),
  workers: { active: 4, total: 6 },
  queueDepth: 412,
  connections: { active: 98, max: 100 },
  externalApis: [
    { name: 'github', remaining: 4210, limit: 5000, resetAt: clock.ago(-31), status: 'healthy' },
    { name: 'mail-relay', status: 'no-data' },
  ],
  alerts: { active: 4, bySeverity: { critical: 1, high: 1, medium: 2, low: 0, none: 0 }, openIncidents: 2 },
});

export function metricsHistoryOf(clock: ExampleClock, services: readonly ServiceSummary[]): MetricsHistory {
  const seconds = Math.floor(clock.now / 1000);
  const times = Array.from({ length: 60 }, (_, at) => seconds - (59 - at) * 60);
  return {
    from: clock.ago(60),
    to: clock.ago(0),
    resolutionSeconds: 60,
    times,
    services: services.map(({ name, numbers, strip }) => ({
      name,
      status: (strip?.cells.slice(-4) ?? 'nnnn').replace(/./g, (letter) => letter.repeat(15)),
      series: {
        errorRate: times.map((_, at) => (at > 46 ? (numbers.errorRate ?? null) : 0.004)),
        responseTime: times.map(() => numbers.p95 ?? null),
      },
    })),
    problems: [],
  };
}

const perDay: readonly (readonly [critical: number, high: number, medium: number, low: number])[] = [
  [0, 4, 9, 14],
  [1, 5, 13, 11],
  [0, 3, 10, 16],
  [0, 1, 4, 8],
  [2, 9, 17, 12],
  [0, 4, 9, 13],
  [1, 2, 4, 3],
];

export function alertFrequencyOf(clock: ExampleClock, days: number) {
  return {
    timeZone: 'UTC',
    days: Array.from({ length: days }, (_, at) => {
      const [critical, high, medium, low] = perDay[(perDay.length - days + at + 70) % perDay.length] ?? [
        0, 0, 0, 0,
      ];
      return {
        day: clock.ago((days - 1 - at) * 1440).slice(0, 10),
        total: critical + high + medium + low,
        bySeverity: { critical, high, medium, low, none: 0 },
      };
    }),
    knownFrom: clock.ago(60 * 1440),
  };
}
