import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { PrometheusClient } from '#prometheus/client';
import type { PartOfQuery } from '#prometheus/promql';
import type { Gate } from './gate.ts';
import { createTogetherMemory, type TogetherMemory, type TogetherState } from './together-memory.ts';
import { createProbe, type SourceTraits } from './together-probe.ts';
import { marker, type QueryPart, setsOf } from './together-query.ts';
import { type AskedWhen, startRound, type TogetherMeter } from './together-round.ts';
import { type Answered, askFirst, askOne, askOneByOne, askSet, type Found } from './together-set.ts';

export type { TogetherState } from './together-memory.ts';
export type { AskedWhen, How, TogetherMeter } from './together-round.ts';
export type { Answered } from './together-set.ts';

export interface AskedRule {
  readonly id: string;
  readonly expression: string;
  /** Its results are stored, so native histograms matter. To an alert they are 0. */
  readonly recorded?: boolean;
}

/** Asks a source for several rules at once. */
export interface Together {
  /** By id, each as if it had been asked alone. Never rejects. */
  ask(rules: readonly AskedRule[], when: AskedWhen): Promise<ReadonlyMap<string, Answered>>;
  state(): TogetherState;
}

export interface TogetherOptions {
  readonly client: Pick<PrometheusClient, 'query'>;
  readonly clock: Clock;
  readonly log: Log;
  /** As what an expression can be a part of one query; undefined where it must be asked alone. */
  readonly partOf: (expression: string) => PartOfQuery | undefined;
  readonly meter?: TogetherMeter;
  readonly gate?: Gate;
  readonly atMost?: number;
  /** Characters of one query, about. */
  readonly longest?: number;
}

const open: Gate = { run: (work) => work() };

/** Remembers of each source which rules it must be asked alone, and whether asking together pays there at all. */
export function createTogether(options: TogetherOptions): Together {
  const { client, clock, log, meter, gate = open, atMost = 50, longest = 16_384 } = options;
  const memory = createTogetherMemory({ clock, log, atMost });
  const probe = createProbe(client, clock);
  const partOf = remembered(options.partOf);

  const traitsFor = async (rules: number, at: number): Promise<SourceTraits> => {
    if (rules < 2 || !memory.state().on) return { isFit: false, losesHistograms: true };
    const traits = await probe(at);
    if (traits.unfit !== undefined && memory.state().on) memory.turnOff(traits.unfit);
    return traits;
  };
  return {
    async ask(rules, when) {
      const found: Found = new Map();
      const asked = distinct(rules);
      const traits = await traitsFor(asked.length, when.at);
      if (traits.down) {
        const answered = { error: traits.down, tookMs: 0, rules: rules.length };
        return new Map(rules.map(({ id }) => [id, answered]));
      }
      const plan = planFor(asked, { memory, traits, partOf, longest });
      const round = startRound({ client, clock, gate, ...(meter && { meter }) }, when);
      const asking = { round, memory, found };
      await Promise.all([
        ...plan.sets.map((set) => askSet(set, asking)),
        askFirst(plan.first, asking),
        ...plan.alone.map(({ expression }) => askOne(expression, asking)),
        askOneByOne(plan.suspects, asking, 'suspected'),
      ]);
      return byId(rules, found);
    },
    state: () => memory.state(),
  };
}

/** One query for all that ask the same. */
function distinct(rules: readonly AskedRule[]): AskedRule[] {
  const found = new Map<string, AskedRule>();
  for (const rule of rules) {
    const same = found.get(rule.expression);
    if (!same || rule.recorded) found.set(rule.expression, rule);
  }
  return [...found.values()];
}

interface Planning {
  readonly memory: TogetherMemory;
  readonly traits: SourceTraits;
  readonly partOf: TogetherOptions['partOf'];
  readonly longest: number;
}

interface Plan {
  readonly sets: readonly (readonly QueryPart[])[];
  readonly suspects: readonly QueryPart[];
  readonly first: readonly AskedRule[];
  readonly alone: readonly { readonly expression: string }[];
}

function planFor(rules: readonly AskedRule[], { memory, traits, partOf, longest }: Planning): Plan {
  const isOn = memory.state().on && traits.isFit;
  const alone: AskedRule[] = [];
  const first: AskedRule[] = [];
  const parts: QueryPart[] = [];
  for (const rule of rules) {
    const { expression } = rule;
    const part = isOn && !expression.includes(marker) ? partOf(expression) : undefined;
    const isLost = traits.losesHistograms && part?.mayGiveHistograms && rule.recorded !== false;
    if (!part || isLost) alone.push(rule);
    else if (!memory.known(expression)) first.push(rule);
    else parts.push({ expression, kind: part.kind });
  }
  const suspected = memory.takeSuspects(parts.map(({ expression }) => expression));
  const suspects = parts.filter(({ expression }) => suspected.has(expression));
  const { sets, left } = setsOf(
    parts.filter(({ expression }) => !suspected.has(expression)),
    { atMost: memory.atMost(), longest },
  );
  return { sets, suspects, first, alone: [...alone, ...left] };
}

function byId(rules: readonly AskedRule[], found: Found): Map<string, Answered> {
  const answers = new Map<string, Answered>();
  for (const { id, expression } of rules) {
    const answered = found.get(expression);
    if (answered) answers.set(id, answered);
  }
  return answers;
}

/** Expressions are read once. Those of rules that are gone are forgotten with all others. */
function remembered(partOf: TogetherOptions['partOf']): TogetherOptions['partOf'] {
  const known = new Map<string, PartOfQuery | undefined>();
  return (expression) => {
    if (known.has(expression)) return known.get(expression);
    if (known.size >= 20_000) known.clear();
    const part = partOf(expression);
    known.set(expression, part);
    return part;
  };
}
