import type { GroupOrder } from '#core/rule/dependencies';
import { type Answered, createAsking } from './asking.ts';
import { evaluateRule, type Outcome, type Slot } from './evaluate-rule.ts';
import { tellOutlet } from './outlet-event.ts';
import { poolQuestions } from './question-pool.ts';
import { remember, type RunningRule } from './running-rule.ts';
import type { SourceRun } from './source-run.ts';

export interface Iteration extends Omit<Slot, 'source' | 'ask'> {
  readonly source: SourceRun;
  readonly order: GroupOrder;
}

interface Member {
  readonly index: number;
  readonly running: RunningRule;
}

/** In the order that what they read of each other asks for; those that are independent at the same time. */
export async function evaluateGroup(rules: readonly RunningRule[], iteration: Iteration): Promise<void> {
  const { source, group, at, signal, order } = iteration;
  const asking = createAsking(source, {
    ...{ clock: iteration.parts.clock, at, signal },
    queryOffsetMs: group.queryOffsetMs,
  });
  const failed = new Set<number>();
  for (const wave of order.waves) {
    const members = wave.flatMap((index) => memberOf(rules[index], { index, source }));
    const outcomes = await evaluateWave(members, asking, iteration);
    // Stopped meanwhile: what is not answered says nothing of its rule.
    if (!outcomes) return;
    for (const { member, outcome } of outcomes) if (outcome.error !== undefined) failed.add(member.index);
    await conclude(outcomes, { ...iteration, failed });
  }
  const { said } = source;
  const left = [...said.slotEnded(group.id, at - group.queryOffsetMs), ...said.due(at)];
  if (left.length > 0) void source.given.samples?.write(left);
  if (!signal.aborted) await source.watch.evaluate(at);
}

/** What nobody could read is not worth asking for: the load has warned of it. */
function memberOf(
  running: RunningRule | undefined,
  { index, source }: { readonly index: number; readonly source: SourceRun },
): Member[] {
  if (!running || (running.kind === 'recording' && !source.given.samples)) return [];
  return [{ index, running }];
}

interface Concluded {
  readonly member: Member;
  readonly outcome: Outcome;
}

async function evaluateWave(
  members: readonly Member[],
  asking: ReturnType<typeof createAsking>,
  iteration: Iteration,
): Promise<readonly Concluded[] | undefined> {
  const { source, signal, parts } = iteration;
  const answers = await asking.askAll(members.map(({ running }) => running.rule));
  if (signal.aborted) return undefined;
  const slot = { ...iteration, source: source.given, ask: poolQuestions(asking, parts.clock) };
  const outcomes = await Promise.all(
    members.map(async (member) => {
      const answered = answers.get(member.running.rule.id) ?? notAnswered;
      const outcome = await evaluateRule(member.running, answered, slot).catch((error: unknown) =>
        broken(member.running, error, parts),
      );
      return outcome ? [{ member, outcome }] : [];
    }),
  );
  return outcomes.flat();
}

const notAnswered: Answered = {
  answer: { error: { kind: 'bad-answer', message: 'it was not answered' } },
  tookMs: 0,
};

/** A fault of ours with one rule is neither the group's nor the other rules'. */
function broken({ rule }: RunningRule, err: unknown, { log }: Iteration['parts']): Outcome {
  log.error('a rule could not be evaluated', { rule: rule.id, err });
  const error = `it could not be evaluated: ${err instanceof Error ? err.message : String(err)}`;
  return { durationMs: 0, samples: 0, error, failure: 'rule', transitions: [] };
}

/** In the rules' order, as far as one writes what another writes too; what a later rule reads is written by then. */
async function conclude(
  outcomes: readonly Concluded[],
  iteration: Iteration & { readonly failed: ReadonlySet<number> },
): Promise<void> {
  const { source, group, at, order, parts } = iteration;
  const awaited: Promise<unknown>[] = [];
  for (const { member, outcome } of outcomes) {
    const { running, index } = member;
    const writing =
      outcome.says && source.said.evaluated(running.rule.id, outcome.says, at - group.queryOffsetMs);
    if (writing && writing.samples.length > 0) {
      const written = source.given.samples?.write(writing.samples);
      if (written && order.readLater(index)) awaited.push(written);
    }
    const caveat = caveatOf(order.readsFrom(index).filter((other) => iteration.failed.has(other)).length);
    const { durationMs, samples, value } = outcome;
    const error = outcome.error ?? writing?.error;
    remember(running, { at, durationMs, samples, ...{ value, error, caveat } });
    const failure = outcome.failure ?? (writing?.error === undefined ? undefined : 'rule');
    parts.meter?.evaluated({
      group: group.id,
      rule: running.rule.id,
      durationMs,
      ...(failure && { failure }),
    });
    tellOutlet(running, outcome, iteration);
  }
  await Promise.all(awaited);
}

function caveatOf(count: number): string | undefined {
  if (count === 0) return undefined;
  const which = count === 1 ? 'a rule' : `${count} rules`;
  return `it reads what ${which} of this group should have written, and failed to: it may see old values, or none`;
}
