import { type Lane, nobody, type OnDuty, type Stretch } from './lane.ts';
import type { Known } from './layer-lane.ts';
import type { Override } from './schedule.ts';

/**
 * A lane once an override is laid over it. It takes the time of whom it names, also where somebody else has taken that
 * already; of whom is gone, or of nobody named, it takes all. Who is to come but is gone takes nothing: whose time it
 * was is still on call.
 */
export function overridden(lane: Lane, override: Override, isKnown: Known): Stretch[] {
  const { person } = override;
  if (person !== undefined && !isKnown(person)) return [...lane];
  const { insteadOf, ...rest } = override;
  const effective = insteadOf !== undefined && isKnown(insteadOf) ? override : rest;
  return lane.flatMap((stretch) => overriddenStretch(stretch, effective));
}

function overriddenStretch(stretch: Stretch, override: Override): Stretch[] {
  const from = Math.max(stretch.from, override.from);
  const to = Math.min(stretch.to, override.to);
  if (from >= to) return [stretch];
  const parts = [
    { ...stretch, to: from },
    { ...replaced(stretch, override), from, to },
    { ...stretch, from: to },
  ];
  return parts.filter((part) => part.from < part.to);
}

function replaced(stretch: Stretch, override: Override): Stretch {
  const takes = ({ person, insteadOf = [] }: OnDuty): boolean =>
    override.insteadOf === undefined || [person, ...insteadOf].includes(override.insteadOf);
  const leaving = stretch.people.filter(takes);
  if (leaving.length === 0 && override.insteadOf !== undefined) return stretch;
  const staying = stretch.people.filter((each) => !takes(each) && each.person !== override.person);
  const insteadOf = [...new Set(leaving.flatMap((each) => [...(each.insteadOf ?? []), each.person]))];
  const by = { kind: 'override', override: override.id } as const;
  const { from, to } = stretch;
  if (override.person !== undefined)
    return { from, to, people: [{ person: override.person, by, insteadOf }, ...staying] };
  return staying.length > 0 ? { from, to, people: staying } : nobody(stretch, 'nobody-on-purpose');
}
