import type { Labels } from '@tocsin/model';
import type { RuleGroup } from '#core/rule/rule';
import { createSaid, type Said, type ToWrite } from '#core/rule/said';
import type { WrittenSample } from '#core/rule/samples';
import { evaluateRule, type Slot } from '#engine/evaluation/evaluate-rule';
import { createExpand } from '#engine/evaluation/expand';
import { createGate } from '#engine/evaluation/gate';
import type { EvaluatedSource, EvaluatorParts } from '#engine/evaluation/parts';
import { type RunningRule, startRule } from '#engine/evaluation/running-rule';
import { type ActiveAlert, ruleView } from '#engine/evaluation/view';
import type { Clock } from '#lib/clock';
import { silentLog } from '#lib/log';
import type { PrometheusClient } from '#prometheus/client';
import type { TestPrometheus } from './prometheus-process.ts';

export interface Stage {
  readonly prometheus: TestPrometheus;
  readonly client: PrometheusClient;
  readonly clock: Clock;
  readonly externalLabels: Labels;
  readonly externalURL: string;
}

/** The groups of a test as they run through its time: by the code that serves. */
export interface RunningGroups {
  /** All groups at one time; the errors of their rules. */
  evaluate(at: number): Promise<readonly RuleError[]>;
  firing(alertname: string): readonly ActiveAlert[];
}

export interface RuleError {
  readonly rule: string;
  readonly error: string;
}

interface RunningGroup {
  readonly group: RuleGroup;
  readonly rules: readonly RunningRule[];
}

const queryTimeoutMs = 110_000;

export function startGroups(groups: readonly RuleGroup[], stage: Stage): RunningGroups {
  const evaluation = evaluationOn(stage);
  const starting = {
    ...{ client: stage.client, parts: evaluation.parts },
    ...{ stored: new Map<string, unknown>(), downtimeMs: 0 },
  };
  const running = groups.map((group) => ({
    group,
    rules: group.rules.map((rule) => startRule(rule, starting)),
  }));
  const said = createSaid();
  said.load(groups, 0);
  return {
    async evaluate(at) {
      const errors: RuleError[] = [];
      for (const group of running)
        errors.push(...(await evaluateGroup(group, { ...evaluation, at, said, stage })));
      return errors;
    },
    firing: (alertname) =>
      running
        .flatMap(({ group, rules }) => rules.map((rule) => ruleView(rule, group, stage.client)))
        .filter(({ rule }) => rule.name === alertname)
        .flatMap(({ alerts }) => alerts)
        .filter(({ state }) => state === 'firing'),
  };
}

/** External labels are for templates only here: an alert under test has those of its rule and its series. */
function evaluationOn(stage: Stage): Pick<Slot, 'source' | 'parts' | 'signal'> {
  const { client, clock, externalLabels, externalURL } = stage;
  const expand = createExpand(client, queryTimeoutMs);
  const source: EvaluatedSource = {
    name: 'test',
    client,
    expand: (text, data) => expand(text, { ...data, externalLabels }),
    externalLabels: {},
    gate: createGate(1),
    queryTimeoutMs,
  };
  const parts: EvaluatorParts = {
    clock,
    log: silentLog,
    sink: { submit: () => Promise.resolve() },
    stored: () => new Map(),
    externalURL,
  };
  return { source, parts, signal: new AbortController().signal };
}

interface Evaluating extends Pick<Slot, 'source' | 'parts' | 'signal' | 'at'> {
  readonly said: Said;
  readonly stage: Stage;
}

/** One rule after the other, each reading what those before it have written. */
async function evaluateGroup({ group, rules }: RunningGroup, evaluating: Evaluating): Promise<RuleError[]> {
  const { at, said, stage } = evaluating;
  const errors: RuleError[] = [];
  for (const running of rules) {
    const error = await evaluateOne(running, group, evaluating);
    if (error !== undefined) errors.push({ rule: running.rule.name, error });
  }
  await write({ samples: said.slotEnded(group.id, at - group.queryOffsetMs) }, stage);
  return errors;
}

async function evaluateOne(
  running: RunningRule,
  group: RuleGroup,
  { at, said, stage, ...evaluation }: Evaluating,
): Promise<string | undefined> {
  const ask = ({ expression }: { readonly expression: string }) =>
    stage.client.query({ query: expression, at: at - group.queryOffsetMs });
  const answered = { answer: await ask(running.rule), tookMs: 0 };
  const outcome = await evaluateRule(running, answered, { ...evaluation, at, group, ask });
  if (!outcome?.says) return outcome?.error;
  const refused = await write(said.evaluated(running.rule.id, outcome.says, at - group.queryOffsetMs), stage);
  return outcome.error ?? refused;
}

/** Ends that are refused are those of series which another group still writes: each alone, so that it takes no other with it. */
async function write({ samples, error }: ToWrite, { prometheus }: Stage): Promise<string | undefined> {
  const isEnd = ({ value }: WrittenSample): boolean => value === 'stale';
  const refused = await prometheus.write(samples.filter((sample) => !isEnd(sample)));
  const ends = samples.filter(isEnd);
  if ((await prometheus.write(ends)) !== undefined) for (const one of ends) await prometheus.write([one]);
  return error ?? refused;
}
