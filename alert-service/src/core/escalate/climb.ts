import type { NotPagedReason, PageReason } from '@tocsin/model';
import type { Incident } from '../incident/incident.ts';
import { declareIncident } from '../incident/mark.ts';
import { objectIn } from '../on-call/directory.ts';
import type { Turn } from '../turn.ts';
import { whySkipped } from './condition.ts';
import type { Escalation } from './escalation.ts';
import { tellLastResort } from './last-resort.ts';
import type { LadderStep } from './policy.ts';
import { recordNobody, tell, type Told } from './tell.ts';

/** The step that is due, past those whose conditions do not hold; at the end of the policy its last resort. */
export function climb(turn: Turn, incident: Incident, escalation: Escalation): Escalation {
  let at = escalation;
  // Once around at most: where no step holds, repeating the policy would not tell anybody either.
  for (let passed = 0; passed < at.policy.steps.length; passed++) {
    const next = nextRound(turn, at);
    const step = next?.policy.steps[next.step];
    if (!next || !step) break;
    at = next;
    const why = whySkipped(turn, incident, step);
    if (!why) return runStep(turn, incident, { escalation: at, step });
    recordStep(turn, at, { change: 'skipped', why, step });
    at = passing(at, { skipped: [...new Set([...(at.skipped ?? []), at.step])] });
  }
  return finish(turn, incident, at);
}

/** After the last step all of them once more, where the policy says so. */
function nextRound(turn: Turn, escalation: Escalation): Escalation | undefined {
  const { policy, step, policyRepeats } = escalation;
  if (step < policy.steps.length) return escalation;
  if (policyRepeats >= policy.repeat) return undefined;
  turn.record({ kind: 'escalation', incident: escalation.incident, policy: policy.id, change: 'repeated' });
  return { ...escalation, step: 0, stepRepeats: 0, policyRepeats: policyRepeats + 1 };
}

const passing = (escalation: Escalation, more: Partial<Escalation>): Escalation => ({
  ...escalation,
  step: escalation.step + 1,
  stepRepeats: 0,
  ...more,
});

interface Running {
  readonly escalation: Escalation;
  readonly step: LadderStep;
}

function runStep(turn: Turn, incident: Incident, { escalation, step }: Running): Escalation {
  const { why: asked, stepRepeats, ...rest } = escalation;
  const why: PageReason = escalation.test ? 'test' : (asked ?? 'policy-step');
  const nextStepAt = turn.now + Math.max(step.waitMs, automationMs(turn, step));
  recordStep(turn, escalation, {
    change: stepRepeats > 0 ? 'repeated' : 'stepped',
    why,
    step,
    nextAt: nextStepAt,
  });
  const told = tellStep(turn, declaredBy(turn, incident, step), {
    ...{ escalation, step, why },
    index: escalation.step,
  });
  const again = stepRepeats < (step.repeat ?? 0);
  return {
    ...rest,
    ...(again ? { stepRepeats: stepRepeats + 1 } : { stepRepeats: 0, step: escalation.step + 1 }),
    nextStepAt,
    steppedAt: turn.now,
    pages: told.pages.map(({ id }) => id),
    ...(told.lastResort && { lastResortAt: turn.now }),
  };
}

/** Level 4 says it to the public. A test says nothing. */
const declaredBy = (turn: Turn, incident: Incident, { level }: LadderStep): Incident =>
  level === 4 && incident.origin?.kind !== 'test'
    ? declareIncident(turn, incident, { by: 'Tocsin', via: 'escalation' })
    : incident;

interface StepTold extends Told {
  /** Nobody of the step could be told. */
  readonly lastResort?: boolean;
}

/** Whom a step tells; where that is nobody, the last resort at once. */
export function tellStep(
  turn: Turn,
  incident: Incident,
  { escalation, step, index, why }: Running & { readonly index: number; readonly why: PageReason },
): StepTold {
  const { policy } = escalation;
  const placed = { incident, policy: policy.id, level: step.level, step: index };
  const told = tell(turn, {
    ...placed,
    ...{ targets: step.targets, why },
    ...(step.roundRobin && { turns: step.of }),
  });
  if (told.told) return told;
  const because: NotPagedReason = told.notTold[0]?.why ?? 'no-step';
  recordNobody(turn, placed, { why: because });
  // A test of one person tries nobody else.
  if (escalation.test && policy.lastResort.length === 0) return told;
  const last = tellLastResort(turn, incident, { escalation, because });
  return { ...last, lastResort: true };
}

/** The ladder waits for what an automation answers. */
function automationMs({ state }: Turn, { targets }: LadderStep): number {
  const waits = targets.map(({ kind, id }) =>
    kind === 'automation' ? (objectIn(state.directory, { kind, id })?.timeoutMs ?? 0) : 0,
  );
  return Math.max(0, ...waits);
}

function finish(turn: Turn, incident: Incident, escalation: Escalation): Escalation {
  const { nextStepAt: _done, why: _said, ...rest } = escalation;
  const empty = escalation.policy.steps.length === 0;
  const told = tellLastResort(turn, incident, { escalation, ...(empty && { because: 'no-step' as const }) });
  const { id } = escalation.policy;
  turn.record({ kind: 'escalation', incident: incident.id, policy: id, change: 'finished' });
  return {
    ...rest,
    status: 'finished',
    pages: told.pages.map((page) => page.id),
    lastResortAt: turn.now,
  };
}

interface Said {
  readonly change: 'stepped' | 'repeated' | 'skipped';
  readonly why: PageReason | NotPagedReason;
  readonly step: LadderStep;
  readonly nextAt?: number;
}

function recordStep(turn: Turn, escalation: Escalation, { change, why, step, nextAt }: Said): void {
  turn.record({
    kind: 'escalation',
    incident: escalation.incident,
    policy: escalation.policy.id,
    change,
    level: step.level,
    step: escalation.step,
    why,
    ...(nextAt !== undefined && { nextAt }),
  });
}
