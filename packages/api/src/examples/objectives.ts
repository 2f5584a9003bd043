import type { Objective, Report } from '../objectives.ts';
import type { ExampleClock } from './clock.ts';

const dayMinutes = 1440;

interface Told {
  readonly service: string;
  readonly name: string;
  readonly kind: Objective['kind'];
  readonly type: Objective['type'];
  readonly target: number;
  readonly state: Objective['state'];
  readonly good: number;
  readonly total: number;
  readonly burn: number;
  readonly sentence: string;
  readonly forecast?: string;
  readonly problem?: string;
}

const told: readonly Told[] = [
  {
    service: 'postgres',
    name: 'availability',
    kind: 'availability',
    type: 'sla',
    target: 99.9,
    state: 'broken',
    good: 997_400,
    total: 1_000_000,
    burn: 2.1,
    sentence: 'postgres has broken its promise: 99.74 % of 99.9 %.',
    forecast: 'At this rate 99.71 % by the end of the month: broken.',
  },
  {
    service: 'api',
    name: 'availability',
    kind: 'availability',
    type: 'slo',
    target: 99.9,
    state: 'at-risk',
    good: 1_297_777,
    total: 1_298_790,
    burn: 84,
    sentence: 'api is at risk: 22 % of its budget is left, and it is spent 84 times too fast.',
    forecast: 'At this rate the budget is spent in 40 min.',
  },
  {
    service: 'api',
    name: 'fast',
    kind: 'latency',
    type: 'slo',
    target: 95,
    state: 'kept',
    good: 1_270_000,
    total: 1_298_790,
    burn: 0.6,
    sentence: 'api keeps its promise: 97.8 % of 95 %.',
  },
  {
    service: 'catalog',
    name: 'availability',
    kind: 'availability',
    type: 'slo',
    target: 99.5,
    state: 'kept',
    good: 499_800,
    total: 500_000,
    burn: 0.1,
    sentence: 'catalog keeps its promise: 99.96 % of 99.5 %.',
  },
  {
    service: 'mail-relay',
    name: 'availability',
    kind: 'availability',
    type: 'slo',
    target: 99,
    state: 'no-data',
    good: 0,
    total: 0,
    burn: 0,
    sentence: 'Nothing is known of the promise of mail-relay.',
    problem: 'The query for good events has no series: smtp_sent_total is not known to prometheus.',
  },
];

function objective(clock: ExampleClock, one: Told): Objective {
  const { service, name, kind, type, target, state, good, total, burn, sentence, forecast, problem } = one;
  const bad = total - good;
  const allowed = Math.round(total * (1 - target / 100));
  const known = total > 0;
  const remaining = known ? 1 - bad / allowed : undefined;
  const window = (name: string, rate: number, limit: number) => ({
    window: name,
    ...(known && { rate }),
    limit,
    events: Math.round(total / 100),
    alerting: known && rate > limit,
  });
  return {
    id: `${service}/${name}`,
    service,
    name,
    kind,
    type,
    target,
    ...(kind === 'latency' && { threshold: 0.5 }),
    window: type === 'sla' ? 'month' : '30d',
    periodFrom: clock.ago(21 * dayMinutes),
    periodTo: clock.ago(-9 * dayMinutes),
    state,
    good,
    total,
    ...(known && { attained: (100 * good) / total }),
    unknownSeconds: known ? 1260 : 21 * 86_400,
    budget: {
      allowed,
      spent: bad,
      ...(remaining !== undefined && { remaining }),
      text: known
        ? `${Math.round((remaining ?? 0) * 100)} % left: ${bad.toLocaleString('en-US')} of ${allowed.toLocaleString('en-US')} failed requests spent`
        : 'not known',
    },
    burn: [
      window('5m', burn, 14.4),
      window('1h', burn * 0.9, 14.4),
      window('6h', burn * 0.3, 6),
      window('3d', burn * 0.1, 1),
    ],
    ...(forecast !== undefined && {
      forecast: { attained: target - 0.2, text: forecast, exhaustedAt: clock.ago(-40) },
    }),
    days: Array.from({ length: 21 }, (_, at) => ({
      day: clock.ago((20 - at) * dayMinutes).slice(0, 10),
      good: Math.round(good / 21),
      total: Math.round(total / 21),
      ...(remaining !== undefined && { remaining: 1 - ((1 - remaining) * (at + 1)) / 21 }),
    })),
    sentence,
    query: { good: `requests{service="${service}",code!~"5.."}`, total: `requests{service="${service}"}` },
    rules: [`slo:${service}:${name}`],
    ...(problem !== undefined && { problem }),
  };
}

export const exampleObjectives = (clock: ExampleClock): Objective[] =>
  told.map((one) => objective(clock, one));

export function exampleReports(clock: ExampleClock, objectives: readonly Objective[]): Report[] {
  return [
    report(clock, objectives, { from: 21, to: -9, complete: false }),
    report(clock, objectives, { from: 51, to: 21, complete: true }),
  ];
}

interface Period {
  /** Days ago. */
  readonly from: number;
  readonly to: number;
  readonly complete: boolean;
}

function report(
  clock: ExampleClock,
  objectives: readonly Objective[],
  { from, to, complete }: Period,
): Report {
  const begins = clock.ago(from * dayMinutes);
  const id = begins.slice(0, 7);
  return {
    id,
    title: complete ? `Report of ${id}` : `Report of ${id}, until now`,
    from: begins,
    to: clock.ago(to * dayMinutes),
    complete,
    sentence: complete ? 'All promises were kept.' : '1 of 5 promises is broken, 1 is at risk.',
    services: keptBy(objectives, complete),
    incidents: [
      {
        id: 'INC-4',
        title: '8.4 % of requests to api fail',
        severity: 'critical',
        openedAt: clock.ago(12),
        services: ['api'],
      },
      {
        id: 'INC-3',
        title: 'Checkout takes 1.9 s',
        severity: 'high',
        openedAt: clock.ago(5 * 1440),
        resolvedAt: clock.ago(5 * 1440 - 43),
        services: ['api'],
      },
    ],
    sent: complete
      ? [
          { at: clock.ago(20 * dayMinutes), receiver: 'slack #managers', ok: true },
          {
            at: clock.ago(20 * dayMinutes),
            receiver: 'email boss@example.org',
            ok: false,
            error: 'connection refused',
          },
        ]
      : [],
  };
}

function keptBy(objectives: readonly Objective[], complete: boolean): Report['services'] {
  return ['api', 'postgres', 'catalog', 'mail-relay'].map((service) => ({
    service,
    ...(service === 'api' && { owner: 'payments' }),
    ...(service !== 'mail-relay' && { uptime: service === 'api' ? 99.87 : 99.99 }),
    uptimeArithmetic:
      service === 'mail-relay' ? 'no time of it is known' : '503 h 20 min of 504 h good; 40 min failing',
    incidents: service === 'api' ? 3 : 0,
    downSeconds: service === 'api' ? 2400 : 0,
    objectives: objectives
      .filter((one) => one.service === service)
      .map(({ name, type, target, attained, state, budget }) => ({
        name,
        type,
        target,
        ...(attained !== undefined && { attained }),
        state: complete && state !== 'no-data' ? 'kept' : state,
        ...(budget.remaining !== undefined && { budgetRemaining: budget.remaining }),
      })),
  }));
}
