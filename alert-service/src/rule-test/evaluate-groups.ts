import type { Labels } from '@tocsin/model';
import { createExpand } from '#engine/evaluation/expand';
import { evaluateRule } from '#engine/evaluation/evaluate-rule';
import { createGate } from '#engine/evaluation/gate';
import type { EvaluatorParts } from '#engine/evaluation/parts';
import { type RunningRule, startRule } from '#engine/evaluation/running-rule';
import { type ActiveAlert, ruleView } from '#engine/evaluation/view';
import type { Clock } from '#lib/clock';
import { silentLog } from '#lib/log';
import type { PrometheusClient } from '#prometheus/client';
import type { TestPrometheus } from './prometheus-process.ts';
import { askInstant, QueryRefused } from './instant-query.ts';
import {
  alertSamples,
  type RecordedResult,
  recordedSamples,
  seriesKey,
  type WrittenSample,
} from '#core/rule/samples';
import { fromPrinted } from '#prometheus/printed-histogram';
import type { ComparedSample } from './compare.ts';
import type { RecordingRule, TestedGroup } from './rules.ts';

export interface Stage {
  readonly prometheus: TestPrometheus;
  readonly client: PrometheusClient;
  readonly clock: Clock;
  readonly externalLabels: Labels;
  readonly externalURL: string;
}

/** The groups of a test as they run through its time: alerting rules by the code that serves. */
export interface RunningGroups {
  /** All groups at one time; the errors of their rules. */
  evaluate(at: number): Promise<readonly RuleError[]>;
  firing(alertname: string): readonly ActiveAlert[];
}

export interface RuleError {
  readonly rule: string;
  readonly error: string;
}

interface Running {
  readonly name: string;
  /** Resolves with what it says of this time, or throws RuleFailed. */
  readonly evaluate: (at: number) => Promise<readonly WrittenSample[]>;
  /** What it said before, by its labels: what is missing next is marked as ended. */
  said: ReadonlyMap<string, Labels>;
}

class RuleFailed extends Error {}

const queryTimeoutMs = 110_000;

export function startGroups(groups: readonly TestedGroup[], stage: Stage): RunningGroups {
  const parts = partsFor(stage);
  const alerting: { group: TestedGroup['group']; running: RunningRule }[] = [];
  const rules = groups.flatMap(({ group, rules: tested }) =>
    tested.map(({ kind, rule }): { offsetMs: number; rule: Running } => {
      const offsetMs = group.queryOffsetMs;
      if (kind === 'recording')
        return {
          offsetMs,
          rule: { name: rule.name, said: new Map(), evaluate: recording({ rule, group }, stage) },
        };
      const running = startRule(rule, parts);
      alerting.push({ group, running });
      const evaluate = alertingRule({ running, group }, parts);
      return { offsetMs, rule: { name: rule.name, said: new Map(), evaluate } };
    }),
  );
  return {
    async evaluate(at) {
      const errors: RuleError[] = [];
      for (const { rule, offsetMs } of rules) {
        const error = await evaluateOne(rule, { at, offsetMs }, stage);
        if (error !== undefined) errors.push({ rule: rule.name, error });
      }
      return errors;
    },
    firing: (alertname) =>
      alerting
        .filter(({ running }) => running.rule.name === alertname)
        .flatMap(({ running, group }) => ruleView(running, group, stage.client).alerts)
        .filter(({ state }) => state === 'firing'),
  };
}

/** External labels are for templates only here: an alert under test has those of its rule and its series. */
function partsFor({ client, clock, externalLabels, externalURL }: Stage): EvaluatorParts {
  const expand = createExpand(client, queryTimeoutMs);
  return {
    groups: [],
    source: { name: 'test', client },
    clock,
    log: silentLog,
    sink: { submit: () => Promise.resolve() },
    expand: (text, data) => expand(text, { ...data, externalLabels }),
    restore: new Map(),
    externalLabels: {},
    externalURL,
    concurrency: 1,
    queryTimeoutMs,
  };
}

function alertingRule(
  { running, group }: { running: RunningRule; group: TestedGroup['group'] },
  parts: EvaluatorParts,
): Running['evaluate'] {
  const gate = createGate(1);
  const { signal } = new AbortController();
  return async (at) => {
    await evaluateRule(running, { group, at, parts, gate, signal });
    if (running.lastError !== undefined) throw new RuleFailed(running.lastError);
    return alertSamples(running.rule, Object.values(running.committed.alerts), at - group.queryOffsetMs);
  };
}

function recording(
  { rule, group }: { rule: RecordingRule; group: TestedGroup['group'] },
  { prometheus }: Stage,
): Running['evaluate'] {
  return async (at) => {
    const askedAt = at - group.queryOffsetMs;
    const results = await askInstant(prometheus.url, rule.expression, askedAt);
    const recorded = recordedSamples(rule, results.map(asRecorded), { at: askedAt, limit: group.limit });
    if ('error' in recorded) throw new RuleFailed(recorded.error);
    return recorded.samples;
  };
}

const asRecorded = ({ labels, value, histogram }: ComparedSample): RecordedResult => ({
  labels,
  value,
  ...(histogram !== undefined && { histogram: fromPrinted(JSON.parse(histogram)) }),
});

async function evaluateOne(
  rule: Running,
  { at, offsetMs }: { at: number; offsetMs: number },
  { prometheus }: Stage,
): Promise<string | undefined> {
  try {
    const samples = await rule.evaluate(at);
    const said = new Map(samples.map(({ labels }) => [seriesKey(labels), labels]));
    const ended = [...rule.said].filter(([key]) => !said.has(key));
    const refused = await prometheus.write(samples);
    rule.said = said;
    await markEnded(
      prometheus,
      ended.map(([, labels]) => ({ labels, at: at - offsetMs, value: 'stale' as const })),
    );
    return refused;
  } catch (error) {
    if ([RuleFailed, QueryRefused].some((kind) => error instanceof kind)) return messageOf(error);
    throw error;
  }
}

/** One that another rule still writes is refused, and may be: each alone, so that it takes no other with it. */
async function markEnded(prometheus: TestPrometheus, ended: readonly WrittenSample[]): Promise<void> {
  if ((await prometheus.write(ended)) === undefined) return;
  for (const one of ended) await prometheus.write([one]);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
