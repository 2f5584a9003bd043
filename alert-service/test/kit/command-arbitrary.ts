import fc from 'fast-check';
import type { CommandInput, Input, OpenIncidentInput } from '#core/input';
import type { World } from './world.ts';

/** Plain data, so that a counterexample can be read: what cannot be known before is filled in when it is done. */
export type Doing =
  | {
      readonly do: 'plain';
      readonly command: 'acknowledge' | 'hand-back' | 'resolve' | 'reopen' | 'wake' | 'declare';
    }
  | { readonly do: 'acknowledge'; readonly seconds: number }
  | { readonly do: 'snooze'; readonly seconds: number }
  | { readonly do: 'assign'; readonly to: string }
  | { readonly do: 'severity'; readonly severity: 'critical' | 'low' }
  | { readonly do: 'merge' | 'relate'; readonly to: string }
  | { readonly do: 'split'; readonly alert: number }
  | { readonly do: 'note' | 'priority' | 'awake' | 'escalate' | 'open' };

export interface Command {
  readonly incident: string;
  readonly by: 'sam' | 'mia';
  /** Asked under an idempotency key, of which there are few. */
  readonly key?: string | undefined;
  readonly doing: Doing;
}

const incident = fc.constantFrom('INC-1', 'INC-2', 'INC-3');

const doing: fc.Arbitrary<Doing> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('plain' as const),
      command: fc.constantFrom('acknowledge', 'hand-back', 'resolve', 'reopen', 'wake', 'declare'),
    }),
  },
  fc.record({ do: fc.constant('acknowledge' as const), seconds: fc.constantFrom(10, 60) }),
  fc.record({ do: fc.constant('snooze' as const), seconds: fc.constantFrom(-5, 10, 60) }),
  fc.record({ do: fc.constant('assign' as const), to: fc.constantFrom('mia', 'Jonas', 'nobody we know') }),
  fc.record({ do: fc.constant('severity' as const), severity: fc.constantFrom('critical', 'low') }),
  fc.record({ do: fc.constantFrom('merge', 'relate'), to: incident }),
  fc.record({ do: fc.constant('split' as const), alert: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ do: fc.constantFrom('note', 'priority', 'awake', 'escalate', 'open') }),
);

export const anyCommand: fc.Arbitrary<Command> = fc.record({
  incident,
  by: fc.constantFrom('sam', 'mia'),
  key: fc.option(fc.constantFrom('k1', 'k2'), { nil: undefined, freq: 4 }),
  doing,
});

export function inputOf(
  world: World,
  { incident: id, by, key, doing: asked }: Command,
): CommandInput | OpenIncidentInput {
  const actor = { by, person: by, via: 'app' as const };
  const request = key === undefined ? {} : { request: { key, hash: JSON.stringify([id, by, asked]) } };
  const common = { kind: 'command' as const, incident: id, ...actor, ...request };
  const now = world.clock.now();
  switch (asked.do) {
    case 'plain':
      return { ...common, command: asked.command };
    case 'acknowledge':
      return { ...common, command: 'acknowledge', forMs: asked.seconds * 1_000 };
    case 'snooze':
      return { ...common, command: 'snooze', until: now + asked.seconds * 1_000 };
    case 'assign':
      return { ...common, command: 'assign', to: asked.to };
    case 'severity':
      return { ...common, command: 'set-severity', severity: asked.severity };
    case 'merge':
      return { ...common, command: 'merge', into: asked.to };
    case 'relate':
      return { ...common, command: 'relate', to: asked.to };
    case 'split': {
      const alerts = world.engine.state().incidents.get(id)?.alerts ?? [];
      return { ...common, command: 'split', alerts: alerts.slice(asked.alert, asked.alert + 1) };
    }
    case 'note':
      return { ...common, command: 'note', text: 'seen' };
    case 'priority':
      return { ...common, command: 'set-priority', priority: 'P2' };
    case 'awake':
      return { ...common, command: 'awake' };
    case 'escalate':
      return { ...common, command: 'escalate' };
    case 'open':
      return {
        ...{ kind: 'open-incident', origin: 'person', ...actor, ...request },
        ...{ title: 'By hand', severity: 'high', labels: {}, policy: 'p' },
      };
  }
}

export const doCommand = (world: World, command: Command) =>
  world.engine.submit(inputOf(world, command) satisfies Input);
