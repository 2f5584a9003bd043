import type { Labels } from '@tocsin/model';
import { readRuleFile } from '#config/rule-files';
import { withRuleOptions } from '#config/rule-options-of';
import { readTocsinConfig } from '#config/tocsin-config';
import type { RuleInput } from '#core/input';
import type { RuleGroup } from '#core/rule/rule';
import type { SampleValue, WrittenSample } from '#core/rule/samples';
import { createGate } from '#engine/evaluation/gate';
import { createExpand } from '#engine/evaluation/expand';
import {
  createEvaluator,
  type Evaluated,
  type EvaluatedSource,
  type Evaluator,
  type EvaluatorParts,
  type RuleView,
} from '#engine/evaluator';
import { createFakeClock, type FakeClock } from '#lib/fake-clock';
import { silentLog } from '#lib/log';
import type { Answer, Asked, PrometheusClient } from '#prometheus/client';

/** A sample of a stand-in's answer: its labels and the value as Prometheus prints it. */
export type Row = readonly [Labels, string | number];
export type Rows = readonly Row[] | { readonly error: string; readonly unreachable?: true };

/** A query API in memory: what it answers is told, by the query's text. */
export interface RuleBench {
  readonly clock: FakeClock;
  readonly evaluator: Evaluator;
  readonly asked: Asked[];
  readonly inputs: RuleInput[];
  readonly stored: Map<string, unknown>;
  readonly written: WrittenSample[];
  /** What holds now: query to rows. What is not named gives nothing. */
  answers: Readonly<Record<string, Rows>>;
  /** Goes to the next slot and evaluates; what changed, as `Alert change`. */
  next(answers?: Readonly<Record<string, Rows>>): Promise<string[]>;
  /** Goes on for so many slots. */
  slots(count: number, answers?: Readonly<Record<string, Rows>>): Promise<string[]>;
  rule(name: string): RuleView;
  /** Of the last slot: `NAME{label="value"} 1`, without the labels `alertname` and `job`. */
  samples(): string[];
  /** Other rules from here on, as after SIGHUP. */
  reload(text: string): Promise<void>;
}

export interface BenchOptions extends Partial<Omit<EvaluatorParts, 'clock' | 'stored' | 'sink'>> {
  readonly clock?: FakeClock;
  readonly stored?: ReadonlyMap<string, unknown>;
  readonly source?: Partial<EvaluatedSource>;
  readonly queryOffsetMs?: number;
  /** A tocsin.yml, for what it adds to rules. */
  readonly tocsin?: string;
  /** While a query is under way. */
  readonly asking?: () => Promise<void>;
}

export const minute = 60_000;

/** The rules of one file, as serve evaluates them, in virtual time. */
export function ruleBench(text: string, options: BenchOptions = {}): RuleBench {
  const { clock = createFakeClock(), stored, source, asking, ...more } = options;
  const { queryOffsetMs = 0, tocsin = '', ...parts } = more;
  const self = {
    clock,
    asked: [] as Asked[],
    inputs: [] as RuleInput[],
    stored: new Map(stored),
    written: [] as WrittenSample[],
    answers: {} as Readonly<Record<string, Rows>>,
  };
  const client = standIn(self, asking);
  const given: EvaluatedSource = {
    name: 'default',
    client,
    expand: createExpand(client, 1_000),
    externalLabels: {},
    gate: createGate(4),
    queryTimeoutMs: 10_000,
    samples: { write: async (samples) => void self.written.push(...samples) },
    ...source,
  };
  const evaluated = (from: string): Evaluated => ({
    groups: withOptions(readRuleFile('f.yml', from, { intervalMs: minute, queryOffsetMs }).groups, tocsin),
    sources: [given],
  });
  const evaluator = createEvaluator(evaluated(text), {
    clock,
    log: silentLog,
    sink: { submit: async (input) => take(self, input) },
    stored: () => self.stored,
    externalURL: 'http://tocsin',
    ...parts,
  });
  let due: number | undefined;
  let samplesFrom = 0;
  const slots: RuleBench['slots'] = async (count, answers) => {
    if (answers) self.answers = answers;
    const from = self.inputs.length;
    for (let slot = 0; slot < count; slot++) {
      due ??= await evaluator.step(clock.now());
      clock.set(due);
      samplesFrom = self.written.length;
      due = await evaluator.step(due);
    }
    return self.inputs.slice(from).flatMap(changesOf);
  };
  return Object.assign(self, {
    evaluator,
    slots,
    next: (answers?: Readonly<Record<string, Rows>>) => slots(1, answers),
    rule: (name: string) => ruleOf(evaluator, name),
    samples: () => self.written.slice(samplesFrom).map(printed),
    async reload(other: string) {
      await evaluator.replace(evaluated(other));
      due = undefined;
    },
  });
}

/** As a start gives them to rules. */
export function withOptions(groups: readonly RuleGroup[], tocsin: string): readonly RuleGroup[] {
  const text = { file: 'tocsin.yml', text: tocsin, receivers: new Map(), readFile: () => '' };
  return withRuleOptions(groups, readTocsinConfig(text).ruleOptions).groups;
}

type World = Pick<RuleBench, 'asked' | 'inputs' | 'stored' | 'answers' | 'clock'>;

function take({ inputs, stored }: World, input: RuleInput): void {
  inputs.push(input);
  if (input.state === undefined) stored.delete(input.ruleId);
  else stored.set(input.ruleId, JSON.parse(JSON.stringify(input.state)));
}

const changesOf = ({ ruleId, steps }: RuleInput): string[] =>
  steps.map((step) => {
    const error = step.change === 'error-began' ? `: ${step.error}` : '';
    return `${ruleId.split(';')[2]} ${step.change}${error}`;
  });

export function standIn(
  world: Pick<World, 'asked' | 'answers'>,
  asking?: () => Promise<void>,
): PrometheusClient {
  const client = {
    address: 'http://p:9090',
    query: async (asked: Asked) => {
      world.asked.push(asked);
      await asking?.();
      return answerOf(world.answers[asked.query] ?? []);
    },
    queryRange: () => Promise.reject(new Error('not asked')),
    curl: ({ query, at }: Pick<Asked, 'query' | 'at'>) => `curl ${query} ${at}`,
    close: () => undefined,
  };
  return client;
}

function answerOf(rows: Rows): Answer {
  if ('error' in rows)
    return { error: { kind: rows.unreachable ? 'unreachable' : 'query', message: rows.error } };
  const samples = rows.map(([labels, text]) => ({
    ...{ labels, text: String(text), value: Number(String(text).replace('Inf', 'Infinity')), at: 0 },
  }));
  return { warnings: [], infos: [], result: { type: 'vector', samples } };
}

function ruleOf(evaluator: Evaluator, name: string): RuleView {
  const rules = evaluator.groups().flatMap((group) => group.rules);
  const found = rules.find(({ rule }) => rule.name === name);
  if (!found) throw new Error(`no rule ${name}`);
  return found;
}

function printed({ labels, value }: WrittenSample): string {
  const { __name__: name, ...rest } = labels;
  const shown = Object.entries(rest)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, text]) => `${label}="${text}"`);
  return `${name}{${shown.join(',')}} ${valueText(value)}`;
}

const valueText = (value: SampleValue): string => (typeof value === 'object' ? 'histogram' : String(value));
