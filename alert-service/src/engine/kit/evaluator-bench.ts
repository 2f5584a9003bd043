import type { Labels } from '@tocsin/model';
import type { RuleInput } from '#core/input';
import type { AlertingRule, Rule, RuleGroup } from '#core/rule/rule';
import { createFakeClock, type FakeClock } from '#lib/fake-clock';
import { silentLog } from '#lib/log';
import type { Answer, Asked, PrometheusClient } from '#prometheus/client';
import type { PrometheusError } from '#prometheus/error';
import { createGate } from '../evaluation/gate.ts';
import { createEvaluator, type EvaluatedSource, type Evaluator, type EvaluatorParts } from '../evaluator.ts';

export const interval = 15_000;
export const minute = 60_000;

export const rule = (name: string, more: Partial<AlertingRule> = {}): AlertingRule => ({
  kind: 'alerting',
  id: `f;g;${name}`,
  name,
  expression: name.toLowerCase(),
  forMs: 0,
  keepFiringForMs: 0,
  labels: {},
  annotations: {},
  file: 'f',
  group: 'g',
  line: 1,
  ...more,
});
export const group = (rules: readonly Rule[], more: Partial<RuleGroup> = {}): RuleGroup => ({
  id: 'f;g',
  source: 'main',
  file: 'f',
  name: 'g',
  intervalMs: interval,
  queryOffsetMs: 0,
  limit: 0,
  rules,
  ...more,
});

export const unreachable: PrometheusError = {
  kind: 'unreachable',
  message: 'http://p:9090 cannot be reached: connection refused',
};
export const vector = (...samples: [Labels, string][]): Answer => ({
  warnings: [],
  result: {
    type: 'vector',
    samples: samples.map(([labels, text]) => ({ labels, text, value: Number(text), at: 0 })),
  },
});

/** A Prometheus in memory, a store that can refuse, and time that moves when told. */
export interface Bench {
  readonly clock: FakeClock;
  readonly inputs: RuleInput[];
  readonly asked: Asked[];
  readonly stored: Map<string, unknown>;
  readonly sources: readonly EvaluatedSource[];
  evaluator: Evaluator;
  answer: (asked: Asked) => Answer | Promise<Answer>;
  refuse: boolean;
  /** Goes to the next slot and evaluates; the changes of alerts and rules it led to. */
  next(): Promise<string[]>;
}

export interface More extends Partial<Omit<EvaluatorParts, 'clock' | 'stored'>> {
  readonly clock?: FakeClock;
  readonly restore?: ReadonlyMap<string, unknown>;
  readonly source?: Partial<EvaluatedSource>;
}

export function bench(groups: readonly RuleGroup[], { restore, source, ...more }: More = {}): Bench {
  const clock = more.clock ?? createFakeClock();
  const stored = new Map(restore);
  const given: EvaluatedSource = {
    name: 'main',
    client: clientOf(() => self),
    expand: async (text, data) =>
      text.replace('{{ value }}', String(data.value)).replace('{{ job }}', data.labels.job ?? ''),
    externalLabels: {},
    gate: createGate(4),
    queryTimeoutMs: 10_000,
    ...source,
  };
  const evaluator = createEvaluator(
    { groups, sources: [given] },
    {
      clock,
      log: silentLog,
      sink: {
        async submit(input) {
          if (self.refuse) throw new Error('disk full');
          self.inputs.push(input);
          if (input.state === undefined) self.stored.delete(input.ruleId);
          else self.stored.set(input.ruleId, JSON.parse(JSON.stringify(input.state)));
        },
      },
      stored: () => stored,
      externalURL: 'http://tocsin',
      ...more,
    },
  );
  let due: number | undefined;
  const self: Bench = {
    clock,
    inputs: [],
    asked: [],
    stored,
    sources: [given],
    evaluator,
    answer: () => vector(),
    refuse: false,
    async next() {
      const from = self.inputs.length;
      due ??= await evaluator.step(clock.now());
      clock.set(due);
      due = await evaluator.step(due);
      return self.inputs
        .slice(from)
        .flatMap((input) => input.steps.map(({ change }) => `${input.ruleId.split(';')[2]} ${change}`));
    },
  };
  return self;
}

const clientOf = (world: () => Bench): PrometheusClient => ({
  address: 'http://p:9090',
  query: async (asked) => {
    world().asked.push(asked);
    return world().answer(asked);
  },
  queryRange: () => Promise.reject(new Error('not asked')),
  curl: ({ query, at }) => `curl ${query} ${at}`,
  close: () => undefined,
});
