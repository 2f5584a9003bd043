import type { NotPagedReason, PagedTarget } from '@tocsin/model';
import { objectIn } from '../on-call/directory.ts';
import { onCallAt } from '../on-call/shift.ts';
import type { State } from '../state.ts';
import type { Target } from './policy.ts';

/** Who is told where a target is told. */
export interface Listener {
  readonly target: PagedTarget;
  /** They are on call in it. */
  readonly schedule?: string;
}

/** One turn of those who take turns: told together, or nobody, and why. */
export interface Audience {
  /** In words: `schedule payments`. */
  readonly asked: string;
  readonly listeners: readonly Listener[];
  readonly nobody?: NotPagedReason;
}

interface Moment {
  readonly state: State;
  readonly now: number;
}

/** By what the directory says now: the snapshot holds the policy, not the people. */
export function audienceOf({ state, now }: Moment, target: Target): Audience {
  const asked = `${target.kind} ${target.id}`;
  switch (target.kind) {
    case 'person':
    case 'receiver':
    case 'automation':
      return { asked, listeners: [{ target: { kind: target.kind, id: target.id } }] };
    case 'team':
      return heard(asked, 'team-unknown', members(state, target.id).map(person));
    case 'schedule': {
      if (!objectIn(state.directory, { kind: 'schedule', id: target.id }))
        return { asked, listeners: [], nobody: 'schedule-unknown' };
      const people = new Set(onCallAt(state.directory, target.id, now).map((shift) => shift.person));
      const listeners = [...people].map((id) => ({ ...person(id), schedule: target.id }));
      return heard(asked, 'nobody-on-call', listeners);
    }
    case 'policy': {
      const known = objectIn(state.directory, { kind: 'policy', id: target.id }) !== undefined;
      return { asked, listeners: [], nobody: known ? 'policy-loop' : 'policy-unknown' };
    }
  }
}

/** For taking turns: each member of a team by themselves. */
export function turnsOf(moment: Moment, targets: readonly Target[]): Audience[] {
  return targets.flatMap((target) => {
    const audience = audienceOf(moment, target);
    if (target.kind !== 'team' || audience.nobody) return [audience];
    return audience.listeners.map((one) => ({ asked: `person ${one.target.id}`, listeners: [one] }));
  });
}

const person = (id: string): Listener => ({ target: { kind: 'person', id } });

const members = (state: State, id: string): readonly string[] =>
  objectIn(state.directory, { kind: 'team', id })?.members ?? [];

const heard = (asked: string, otherwise: NotPagedReason, listeners: readonly Listener[]): Audience =>
  listeners.length > 0 ? { asked, listeners } : { asked, listeners, nobody: otherwise };
