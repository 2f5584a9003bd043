import type { WatchdogCheck } from '#config/watchdog-config';
import type { State } from '#core/state';
import type { Clock } from '#lib/clock';
import type { Engine } from './engine.ts';
import { builtInGroup, type GroupView } from './evaluation/view.ts';
import type { Check } from './watchdog.ts';

/** When the store last took something, as far as this process knows. */
export interface Pulse {
  keptAt(): number;
  /** The engine, whose heartbeats are noted. */
  readonly engine: Engine;
}

/** Commits and heartbeats that succeed are proof that the store takes what we decide. */
export function takePulse(engine: Engine, clock: Clock): Pulse {
  let keptAt = clock.now();
  engine.onCommit(() => {
    keptAt = clock.now();
  });
  return {
    keptAt: () => keptAt,
    engine: {
      ...engine,
      async beat() {
        const now = clock.now();
        await engine.beat();
        // A beat that finds a commit under way does nothing: that commit is the proof, once it is done.
        if (engine.available() && engine.state().now >= now) keptAt = now;
      },
    },
  };
}

export interface CheckParts {
  readonly pulse: Pulse;
  readonly clock: Clock;
  readonly groups: () => readonly GroupView[];
  /** `--dispatch.start-delay`: until then nothing is sent. */
  readonly startDelayMs?: number;
}

/** The store is touched every five seconds. */
const shortestSilenceMs = 30_000;
/** The interval and a missed one are no news yet. */
const lateMs = 30_000;
/** A receiver that takes a while is no fault of ours; that nobody even tries is. */
const stuckMs = 5 * 60_000;

export function createWatchdogChecks(parts: CheckParts): Readonly<Record<WatchdogCheck, Check>> {
  const { pulse, clock } = parts;
  const sendsFrom = clock.now() + (parts.startDelayMs ?? 0);
  const firstSeen = new Map<string, number>();
  return {
    storage(now, { intervalMs }) {
      const keptAt = pulse.keptAt();
      if (pulse.engine.available() && now - keptAt <= Math.max(intervalMs, shortestSilenceMs))
        return undefined;
      return `nothing has been kept in the database since ${timeOf(keptAt)}`;
    },
    rules(now) {
      const groups = parts.groups();
      const loaded = new Set(groups.map(({ group }) => group.id));
      for (const id of firstSeen.keys()) if (!loaded.has(id)) firstSeen.delete(id);
      const late = groups.find((each) => isLate(each, firstSeen, now));
      if (!late) return undefined;
      const { group, lastEvaluationAt } = late;
      const since = lastEvaluationAt === undefined ? 'yet' : `since ${timeOf(lastEvaluationAt)}`;
      return `the rule group ${group.name} of ${group.file} has not been evaluated ${since}`;
    },
    delivery(now) {
      const state = pulse.engine.state();
      const oldest = Math.max(oldestDue(state), sendsFrom);
      if (now - oldest <= stuckMs) return undefined;
      return `notifications that were due at ${timeOf(oldest)} have not been sent`;
    },
  };
}

/** A group without rules is never due, and the rule of ours comes along with the others. */
function isLate(
  { group, rules, lastEvaluationAt }: GroupView,
  firstSeen: Map<string, number>,
  now: number,
): boolean {
  const since = Math.min(firstSeen.get(group.id) ?? now, now);
  firstSeen.set(group.id, since);
  const isDue = rules.length > 0 && group.file !== builtInGroup;
  return isDue && now - Math.max(lastEvaluationAt ?? 0, since) > 2 * group.intervalMs + lateMs;
}

/** Of all groups that are to be looked at, and all notifications that are to be sent. */
function oldestDue(state: State): number {
  let oldest = state.flushes.next();
  for (const { inFlight, nextAttemptAt } of state.pending.values())
    oldest = Math.min(oldest, inFlight ? inFlight.startedAt + stuckMs : (nextAttemptAt ?? Infinity));
  return oldest;
}

const timeOf = (at: number): string => new Date(at).toISOString();
