import type { Ladder, LadderStep, PageTarget } from '@tocsin/api';
import { type Escalated, type LedgerPage, listWords, reasonTexts, spokenDuration } from '@tocsin/model';
import { audienceOf } from '#core/escalate/audience';
import type { Escalation } from '#core/escalate/escalation';
import type { Condition, LadderStep as Step, Target } from '#core/escalate/policy';
import type { View } from '#engine/incident-words/next';
import { nameOf } from '#engine/incident-words/names';
import { count } from './words.ts';

const iso = (at: number): string => new Date(at).toISOString();

/** The steps of an incident's policy: which were told, which is next, and when the others would be. */
export function ladderOf(view: View, id: string, pages: readonly LedgerPage[]): Ladder | undefined {
  const escalation = view.state.escalations.get(id);
  if (!escalation) return undefined;
  const { policy, status, because, startedAt, nextStepAt } = escalation;
  const explanation = because && reasonTexts[because];
  const past = sinceBegin(pages, id);
  const steps = policy.steps.map((step, index) => rung(view, { escalation, step, index, past }));
  return {
    policy: { id: policy.id, name: policy.name },
    status,
    ...(because && { because }),
    ...(explanation !== undefined && { explanation }),
    startedAt: iso(startedAt),
    ...(nextStepAt !== undefined && { nextAt: iso(nextStepAt) }),
    ...(policy.repeat > 0 && { repeats: `then all of it ${count(policy.repeat, 'more time')}` }),
    // A test of one person tries nobody else.
    steps: policy.id === '' ? steps : [...steps, lastRung(view, escalation)],
  };
}

interface Said {
  readonly at: number;
  readonly entry: Escalated;
}

/** What the escalation did since it last began at its first step. */
function sinceBegin(pages: readonly LedgerPage[], id: string): readonly Said[] {
  const all = pages.flatMap(({ at, entries }) =>
    entries.flatMap((entry) => (entry.kind === 'escalation' && entry.incident === id ? [{ at, entry }] : [])),
  );
  const begun = all.findLastIndex(({ entry }) => entry.change === 'started' || entry.change === 'resumed');
  return all.slice(Math.max(begun, 0));
}

interface Rung {
  readonly escalation: Escalation;
  readonly step: Step;
  readonly index: number;
  readonly past: readonly Said[];
}

function rung(view: View, { escalation, step, index, past }: Rung): LadderStep {
  const mine = past.filter(({ entry }) => entry.step === index);
  const ran = mine.findLast(({ entry }) => entry.change === 'stepped' || entry.change === 'repeated');
  const skipped = mine.findLast(({ entry }) => entry.change === 'skipped');
  const inVain = mine.some(
    ({ entry, at }) => entry.change === 'told-nobody' && !entry.asked && at === ran?.at,
  );
  const isNext = escalation.status === 'running' && escalation.step === index;
  const done = ran ?? skipped;
  const at = isNext ? escalation.nextStepAt : (done?.at ?? comingAt(escalation, index));
  const condition = conditionWords([...(step.when ? [step.when] : []), ...(step.also ?? [])]);
  return {
    step: index,
    level: step.level,
    targets: step.targets.map((target) => wireTarget(view, target, { at: at ?? view.now, step })),
    state: isNext ? 'current' : stateOf({ ran, inVain, skipped, escalation }),
    ...(at !== undefined && { at: iso(at) }),
    ...wordsOf(escalation, { step, index, ran, isNext }),
    ...(condition !== '' && { condition }),
  };
}

function stateOf({
  ran,
  inVain,
  skipped,
  escalation,
}: {
  readonly ran: Said | undefined;
  readonly inVain: boolean;
  readonly skipped: Said | undefined;
  readonly escalation: Escalation;
}): LadderStep['state'] {
  if (ran) return inVain ? 'told-nobody' : 'told';
  if (skipped) return 'skipped';
  return escalation.status === 'running' ? 'to-come' : 'not-reached';
}

/** If nobody takes it before. */
function comingAt(
  { status, step, nextStepAt, stepRepeats, policy }: Escalation,
  index: number,
): number | undefined {
  if (status !== 'running' || nextStepAt === undefined || index < step) return undefined;
  return policy.steps
    .slice(step, index)
    .reduce(
      (at, each, passed) => at + each.waitMs * roundsLeft(each, passed === 0 ? stepRepeats : 0),
      nextStepAt,
    );
}

const roundsLeft = ({ repeat = 0 }: Step, done: number): number => 1 + Math.max(0, repeat - done);

function wordsOf(
  { policy, status }: Escalation,
  {
    step,
    index,
    ran,
    isNext,
  }: Omit<Rung, 'escalation' | 'past'> & { readonly ran: Said | undefined; readonly isNext: boolean },
): Pick<LadderStep, 'words'> {
  const again = step.repeat
    ? `, ${count(step.repeat, 'more time')} after ${spokenDuration(step.waitMs)}`
    : '';
  if (isNext || ran) return again === '' ? {} : { words: again.slice(2) };
  const before = policy.steps[index - 1];
  if (status !== 'running' || !before) return {};
  return { words: `if nobody answers for ${spokenDuration(before.waitMs)}${again}` };
}

function lastRung(view: View, escalation: Escalation): LadderStep {
  const { policy, lastResortAt, status, step, nextStepAt } = escalation;
  const isNext =
    status === 'running' && step >= policy.steps.length && escalation.policyRepeats >= policy.repeat;
  const at = isNext ? nextStepAt : (lastResortAt ?? comingAt(escalation, policy.steps.length));
  const open = status === 'running' ? 'to-come' : 'not-reached';
  const emergency: Target = { kind: 'receiver', id: view.policy.onCall.emergencyReceiver };
  const targets = policy.lastResort.length > 0 ? policy.lastResort : [emergency];
  return {
    step: policy.steps.length,
    targets: targets.map((target) => wireTarget(view, target, { at: at ?? view.now })),
    state: isNext ? 'current' : lastResortAt === undefined ? open : 'told',
    ...(at !== undefined && { at: iso(at) }),
    words: 'last resort',
  };
}

interface Told {
  readonly at: number;
  readonly step?: Step;
}

function wireTarget(view: View, target: Target, told: Told): PageTarget {
  const { directory } = view.state;
  const { kind, id } = target;
  const note = noteOf(view, target, told);
  return { kind, id, name: nameOf(directory, target), ...(note !== undefined && { note }) };
}

/** Of a schedule or a team: who that is then; of what can tell nobody, why. */
function noteOf({ state }: View, target: Target, { at, step }: Told): string | undefined {
  const { listeners, nobody } = audienceOf({ state, now: at }, target);
  if (nobody) return reasonTexts[nobody];
  if (target.kind !== 'schedule' && target.kind !== 'team') return undefined;
  const names = listeners.map((one) => nameOf(state.directory, one.target));
  const all =
    names.length > 4 ? `${listWords(names.slice(0, 3))} and ${names.length - 3} more` : listWords(names);
  return step?.roundRobin && target.kind === 'team' ? `in turn: ${all}` : all;
}

function conditionWords(conditions: readonly Condition[]): string {
  return conditions
    .flatMap(({ severities, within, outside, alertsAtLeast }) => [
      ...(severities ? [`only ${severities.join(' or ')}`] : []),
      ...(within ? ['in its hours'] : []),
      ...(outside ? ['outside of its hours'] : []),
      ...(alertsAtLeast === undefined ? [] : [`from ${count(alertsAtLeast, 'alert')} on`]),
    ])
    .join(', ');
}
