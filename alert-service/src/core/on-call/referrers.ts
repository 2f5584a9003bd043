import type { Target } from '../escalate/policy.ts';
import type { Turn } from '../turn.ts';
import { type OnCallKind, objectsIn } from './directory.ts';

/** As people call them. */
export const kindNames: Readonly<Record<OnCallKind, string>> = {
  person: 'person',
  team: 'team',
  schedule: 'schedule',
  policy: 'policy',
  override: 'override',
  automation: 'automation',
  contact: 'contact',
  preferences: 'preferences',
  calendar: 'calendar',
};

/** Who refers to an object, in words: `schedule "payments"`. What is over does not count. */
export function referrersOf(turn: Turn, kind: OnCallKind, id: string): string[] {
  const { directory } = turn.state;
  return [
    ...(kind === 'person' ? usesOfPerson(turn, id) : []),
    ...objectsIn(directory, 'policy')
      .filter((policy) => policy.id !== id || kind !== 'policy')
      .filter(({ steps, lastResort }) =>
        [...steps.flatMap(({ targets }) => targets), ...lastResort].some(isTarget(kind, id)),
      )
      .map((policy) => `policy "${policy.id}"`),
    ...(kind === 'schedule'
      ? objectsIn(directory, 'override')
          .filter(({ schedule, to }) => schedule === id && to > turn.now)
          .map((override) => `override "${override.id}"`)
      : []),
    ...(kind === 'policy'
      ? [...turn.policy.onCall.escalations]
          .filter(([, policy]) => policy === id)
          .map(([receiver]) => `receiver "${receiver}"`)
      : []),
  ];
}

const isTarget =
  (kind: OnCallKind, id: string) =>
  (target: Target): boolean =>
    target.kind === kind && target.id === id;

function usesOfPerson({ state: { directory }, now }: Turn, id: string): string[] {
  const teams = objectsIn(directory, 'team').filter(({ members }) => members.includes(id));
  const schedules = objectsIn(directory, 'schedule').filter(({ layers }) =>
    layers.some(({ turns }) => turns.flat().includes(id)),
  );
  const overrides = objectsIn(directory, 'override').filter(({ person, to }) => person === id && to > now);
  return [
    ...teams.map((team) => `team "${team.id}"`),
    ...schedules.map((schedule) => `schedule "${schedule.id}"`),
    ...overrides.map((override) => `override "${override.id}"`),
  ];
}
