import type { Labels } from '@tocsin/model';
import { type Candidate, evaluate } from '#core/rule/evaluate';
import type { AlertingRule, RecordingRule, Rule, RuleGroup } from '#core/rule/rule';
import { recordedSamples } from '#core/rule/samples';
import { emptyRuleState, factsOf, isFiringAlert } from '#core/rule/state';
import type { Clock } from '#lib/clock';
import { silentLog } from '#lib/log';
import type { Catalog, PrometheusClient } from '#prometheus/client';
import type { Wanted } from '#prometheus/promql';
import type { VectorSample } from '#prometheus/result';
import { candidatesFrom, samplesOf } from './evaluation/candidates.ts';
import { createExpand } from './evaluation/expand.ts';
import type { EvaluatedSource } from './evaluation/parts.ts';
import type { Diagnosis } from './findings/diagnosis.ts';
import { findNow } from './findings/rule-findings.ts';
import { createTrialBudget } from './trial-budget.ts';

/** What a rule gives now, without any of it being kept or told. */
export interface RuleTrial {
  readonly error?: string;
  /** Results of its expression. */
  readonly series: number;
  readonly durationMs: number;
  readonly results: readonly TriedResult[];
  /** Where there are no results: what of the expression matches nothing, and why. */
  readonly findings: readonly Diagnosis[];
}

export interface TriedResult {
  readonly labels: Labels;
  /** Rendered, of the first ten alerts. */
  readonly annotations?: Labels;
  readonly value: string;
  /** What the alert would be at its first evaluation. */
  readonly state?: 'pending' | 'firing';
}

export interface RuleTrials {
  /** In order, one query at a time; those that there was no time for are left out. */
  readonly tried: readonly { readonly index: number; readonly trial: RuleTrial }[];
  readonly notTried: number;
}

export interface TrialParts {
  readonly source: Pick<EvaluatedSource, 'externalLabels' | 'queryTimeoutMs'> & {
    readonly client: Pick<PrometheusClient, 'query'> & Pick<Catalog, 'series' | 'labelValues'>;
  };
  /** What an expression needs to find. */
  readonly wanted: (expression: string) => readonly Wanted[];
  readonly externalURL: string;
  readonly clock: Clock;
}

/** Beyond it a person reads nothing more. */
const mostShown = 100;
const mostRendered = 10;
/** Two alerts with the same labels are looked for among so many. */
const mostCompared = 1_000;
const mostRules = 100;
const restAfter = 20;
/** Whoever waits for the answer waits no longer than this, and one query more. */
const mostMs = 20_000;

/** Asks the data source what these rules would do now; `only`: the index of the one rule to try. */
export async function tryRules(group: RuleGroup, parts: TrialParts, only?: number): Promise<RuleTrials> {
  const { clock } = parts;
  const wanted = group.rules
    .map((rule, index) => ({ rule, index }))
    .filter(({ index }) => only === undefined || index === only);
  const begun = clock.elapsed();
  const at = clock.now();
  const tried: { index: number; trial: RuleTrial }[] = [];
  for (const { rule, index } of wanted.slice(0, mostRules)) {
    if (clock.elapsed() - begun > mostMs) break;
    tried.push({ index, trial: await tryRule(rule, { ...parts, group, at }) });
  }
  return { tried, notTried: wanted.length - tried.length };
}

interface Now extends TrialParts {
  readonly group: RuleGroup;
  readonly at: number;
}

async function tryRule(rule: Rule, now: Now): Promise<RuleTrial> {
  const { source, clock, group, at } = now;
  const begun = clock.elapsed();
  const timeoutMs = Math.min(source.queryTimeoutMs, mostMs);
  const answer = await source.client.query({
    query: rule.expression,
    at: at - group.queryOffsetMs,
    timeoutMs,
  });
  const durationMs = clock.elapsed() - begun;
  const nothing = { series: 0, durationMs, results: [], findings: [] };
  if (answer.error) return { ...nothing, error: answer.error.message };
  const samples = samplesOf(answer.result);
  if (!samples) {
    const error = `the expression gives a ${answer.result.type}: a rule needs an instant vector or a number`;
    return { ...nothing, error };
  }
  if (samples.length === 0) {
    const asking = { client: source.client, now: at, timeoutMs, signal: AbortSignal.timeout(mostMs) };
    return { ...nothing, findings: await findNow(now.wanted(rule.expression), asking) };
  }
  const given = rule.kind === 'recording' ? recorded(rule, samples, now) : await alerted(rule, samples, now);
  return { ...given, series: samples.length, durationMs, findings: [] };
}

type Given = Pick<RuleTrial, 'error' | 'results'>;

function recorded(rule: RecordingRule, samples: readonly VectorSample[], { group, at }: Now): Given {
  const made = recordedSamples(rule, samples, { at, limit: group.limit });
  if ('error' in made) return { error: made.error, results: [] };
  const results = made.samples.slice(0, mostShown).map(({ labels }, index) => ({
    labels,
    value: samples[index]?.text ?? '',
  }));
  return { results };
}

/** By the code that decides: its verdict on duplicates, the limit and `for` is the evaluation's own. */
async function alerted(rule: AlertingRule, samples: readonly VectorSample[], now: Now): Promise<Given> {
  const { group, at } = now;
  const candidates = await rendered(rule, samples.slice(0, mostCompared), now);
  const { state, error } = evaluate(rule, emptyRuleState(factsOf(rule, '')), {
    ...{ at, answer: { candidates }, limit: group.limit, resendDelayMs: 0 },
  });
  const results = candidates.slice(0, mostShown).map((each, index): TriedResult => {
    const alert = state.alerts[each.fingerprint];
    return {
      labels: each.labels,
      value: each.value,
      ...(index < mostRendered && { annotations: each.annotations }),
      ...(alert && { state: isFiringAlert(alert) ? 'firing' : 'pending' }),
    };
  });
  const why = error ?? state.error?.message;
  return { results, ...(why !== undefined && { error: why }) };
}

/** As far as the time for them goes. Their templates are kept nowhere. */
async function rendered(
  rule: AlertingRule,
  samples: readonly VectorSample[],
  { source, externalURL, clock, at }: Now,
): Promise<readonly Candidate[]> {
  const { externalLabels, client, queryTimeoutMs } = source;
  const budget = createTrialBudget({ client, clock, lengthMs: mostMs });
  const expand = createExpand(budget.client, queryTimeoutMs, budget.isOver);
  const { signal } = budget;
  const parts = { expand, externalLabels, externalURL, log: silentLog, at, signal };
  const candidates: Candidate[] = [];
  for (const [index, sample] of samples.entries()) {
    if (signal.aborted) break;
    const short = index < mostRendered ? rule : { ...rule, annotations: {} };
    candidates.push(...(await candidatesFrom(short, [sample], parts)));
    if (index % restAfter === 0) await budget.rest();
  }
  return candidates;
}
