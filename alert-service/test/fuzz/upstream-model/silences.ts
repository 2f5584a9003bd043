import type { CaseEvent, CaseMatcher } from '../fuzz-case.ts';
import { type LabelSet, matches } from './labels.ts';

interface Silence {
  readonly matchers: readonly CaseMatcher[];
  startsAt: number;
  endsAt: number;
}

type State = 'pending' | 'active' | 'expired';

/** silence.go getState: both ends belong to it. */
const stateOf = (silence: Silence, now: number): State =>
  now < silence.startsAt ? 'pending' : now > silence.endsAt ? 'expired' : 'active';

export interface Silences {
  set(wanted: Extract<CaseEvent, { kind: 'silence' }>): void;
  expire(slot: number, now: number): void;
  mutes(labels: LabelSet, now: number): boolean;
}

export function createSilences(): Silences {
  const all: Silence[] = [];
  const latest = new Map<number, Silence>();
  const end = (silence: Silence | undefined, now: number): void => {
    if (!silence || stateOf(silence, now) === 'expired') return;
    if (stateOf(silence, now) === 'pending') silence.startsAt = now;
    // Over from here on: in reality no two moments are equal.
    silence.endsAt = now - 0.5;
  };
  return {
    set({ slot, matchers, startsAt, endsAt, at: now }) {
      const old = latest.get(slot);
      if (old && canUpdate(old, { matchers, startsAt, endsAt }, now)) {
        Object.assign(old, { startsAt, endsAt });
        return;
      }
      end(old, now);
      const made = { matchers, startsAt: Math.max(startsAt, now), endsAt };
      all.push(made);
      latest.set(slot, made);
    },
    expire: (slot, now) => end(latest.get(slot), now),
    mutes: (labels, now) =>
      all.some((each) => stateOf(each, now) === 'active' && matches(each.matchers, labels)),
  };
}

function canUpdate(old: Silence, next: Silence, now: number): boolean {
  if (JSON.stringify(old.matchers) !== JSON.stringify(next.matchers)) return false;
  const second = (time: number): number => Math.floor(time / 1_000);
  switch (stateOf(old, now)) {
    case 'active':
      return second(old.startsAt) === second(next.startsAt) && next.endsAt >= now;
    case 'pending':
      return next.startsAt >= now;
    case 'expired':
      return false;
  }
}
