import { type Directory, objectIn } from '../on-call/directory.ts';
import type {
  Condition,
  EscalationPolicy,
  EscalationStep,
  Ladder,
  LadderStep,
  Target,
  WorkingHours,
} from './policy.ts';

/** Nested policies multiply: nobody climbs a longer ladder. */
const mostSteps = 200;

/** Where a step stands: the policies that lead to it, and what they ask for. */
interface Within {
  readonly path: readonly string[];
  readonly also: readonly Condition[];
  readonly onlyIn: readonly WorkingHours[];
}

/**
 * A policy as it is now, with all steps of the policies that it leads to in their places. Of a nested policy its steps
 * count, its conditions and hours with them; its last resort and its repetition do not. A policy that leads back to
 * itself, or to one that is gone, stays as a target that can tell nobody.
 */
export function snapshotOf(directory: Directory, id: string): Ladder | undefined {
  const policy = objectIn(directory, { kind: 'policy', id });
  if (!policy) return undefined;
  const steps = stepsOf(directory, policy, { path: [id], also: [], onlyIn: [] });
  return {
    ...policy,
    steps: steps.slice(0, mostSteps),
    lastResort: policy.lastResort.flatMap((target) => flattened(directory, target, [id])),
  };
}

function stepsOf(directory: Directory, policy: EscalationPolicy, within: Within): LadderStep[] {
  const steps: LadderStep[] = [];
  for (const [index, step] of policy.steps.entries()) {
    if (steps.length > mostSteps) break;
    steps.push(...climbed(directory, ladderStep(step, `${policy.id} ${index}`, within), within));
  }
  return steps;
}

const ladderStep = (step: EscalationStep, of: string, { also, onlyIn }: Within): LadderStep => ({
  ...step,
  of,
  ...(also.length > 0 && { also }),
  ...(onlyIn.length > 0 && { onlyIn }),
});

/** A step that leads to other policies: whom it tells itself, then their steps; its own wait is the last one's at least. */
function climbed(directory: Directory, step: LadderStep, within: Within): LadderStep[] {
  const nested = step.targets.flatMap((target) => nestedIn(directory, target, { step, within }) ?? []);
  if (nested.length === 0) return [step];
  const own = step.targets.filter((target) => !nestedIn(directory, target, { step, within }));
  const { repeat = 0, ...once } = step;
  const first = own.length > 0 ? [{ ...once, targets: own, waitMs: 0 }] : [];
  const round = [...first, ...nested];
  const last = round.at(-1);
  if (last) round.splice(-1, 1, { ...last, waitMs: Math.max(last.waitMs, step.waitMs) });
  return Array.from({ length: Math.min(repeat + 1, mostSteps) }, () => round).flat();
}

function nestedIn(
  directory: Directory,
  target: Target,
  { step, within }: { readonly step: LadderStep; readonly within: Within },
): LadderStep[] | undefined {
  if (target.kind !== 'policy' || within.path.includes(target.id)) return undefined;
  const policy = objectIn(directory, { kind: 'policy', id: target.id });
  if (!policy || policy.steps.length === 0) return undefined;
  return stepsOf(directory, policy, {
    path: [...within.path, target.id],
    also: step.when ? [...within.also, step.when] : within.also,
    onlyIn: policy.hours ? [...within.onlyIn, policy.hours] : within.onlyIn,
  });
}

/** A last resort knows no steps: all that they would tell. */
function flattened(directory: Directory, target: Target, path: readonly string[]): Target[] {
  if (target.kind !== 'policy' || path.includes(target.id)) return [target];
  const policy = objectIn(directory, { kind: 'policy', id: target.id });
  if (!policy) return [target];
  return policy.steps
    .flatMap(({ targets }) => targets)
    .flatMap((each) => flattened(directory, each, [...path, target.id]))
    .slice(0, mostSteps);
}

/** Of a policy that does not exist: it can only go to the last resort. */
export const withoutPolicy = (id: string): Ladder => ({ id, name: id, steps: [], repeat: 0, lastResort: [] });
