import type { Besides, Candidate, CandidatesOrError } from '#core/rule/evaluate';
import { type LabelSets, type Question, questionsFor } from '#core/rule/questions';
import type { AlertingRule } from '#core/rule/rule';
import type { Answer } from '#prometheus/client';
import type { VectorSample } from '#prometheus/result';
import { candidatesFrom, type Expanding, samplesOf } from './candidates.ts';
import type { RunningAlerting } from './running-rule.ts';

export interface AskingBesides extends Expanding {
  readonly at: number;
  readonly ask: (question: { readonly expression: string }) => Promise<Answer>;
}

type Samples = { readonly samples: readonly VectorSample[] } | { readonly error: string };
type Answers = ReadonlyMap<Question['kind'], Samples>;

/** Asks what the rule's options must know on this answer of its expression. */
export async function askBesides(
  running: RunningAlerting,
  found: readonly Candidate[],
  asking: AskingBesides,
): Promise<Besides> {
  const questions = questionsFor(running.rule, running.committed, found);
  if (questions.length === 0) return {};
  const answers: Answers = new Map(
    await Promise.all(
      questions.map(
        async ({ kind, query }) => [kind, samplesIn(await asking.ask({ expression: query }))] as const,
      ),
    ),
  );
  const [recovery, present] = [setsOf(answers.get('recovery')), setsOf(answers.get('present'))];
  const missing = await missingFrom(running, answers, asking);
  return { ...(recovery && { recovery }), ...(present && { present }), ...(missing && { missing }) };
}

function samplesIn(answer: Answer): Samples {
  if (answer.error) return { error: answer.error.message };
  const samples = samplesOf(answer.result);
  return samples ? { samples } : { error: `it gives a ${answer.result.type}: an instant vector is needed` };
}

function setsOf(answer: Samples | undefined): LabelSets | undefined {
  if (!answer || 'error' in answer) return answer;
  return { sets: answer.samples.map(({ labels }) => labels) };
}

/** An alert for each label set that has vanished; one in all where nothing was there for so long that none is known. */
async function missingFrom(
  { rule, committed }: RunningAlerting,
  answers: Answers,
  asking: AskingBesides,
): Promise<CandidatesOrError | undefined> {
  const [vanished, nothing] = [answers.get('vanished'), answers.get('nothing')];
  if (!vanished || 'error' in vanished) return vanished;
  if (nothing && 'error' in nothing) return nothing;
  const one = (nothing?.samples ?? []).slice(0, 1).map((sample) => ({ ...sample, text: 'NaN', value: NaN }));
  const samples = vanished.samples.length > 0 ? vanished.samples : one;
  const active = committed.alerts;
  const candidates = await candidatesFrom(tellingOf(rule), samples, { ...asking, active });
  const byFingerprint = new Map(candidates.map((candidate) => [candidate.fingerprint, candidate]));
  return {
    candidates: [...byFingerprint.values()].map((candidate) => {
      const since = active[candidate.fingerprint]?.activeAt ?? asking.at;
      return {
        ...candidate,
        missing: true,
        annotations: { ...candidate.annotations, ...textsOf(rule, since) },
      };
    }),
  };
}

/** The rule's own texts speak of its condition; its links are good here, too. */
function tellingOf(rule: AlertingRule): AlertingRule {
  const {
    summary: _summary,
    description: _description,
    message: _message,
    ...annotations
  } = rule.annotations;
  return { ...rule, annotations, labels: { ...rule.labels, missing_data: 'true' } };
}

function textsOf(rule: AlertingRule, since: number): Record<string, string> {
  const from = new Date(since).toISOString();
  return {
    summary: `${rule.name}: no data since ${from}`,
    description:
      `What the rule watches gives no data since ${from}, so it cannot fire for it. ` +
      'See whether it still runs and whether Prometheus still scrapes it; if it is gone for good, this ends by itself.',
    missing_since: from,
  };
}
