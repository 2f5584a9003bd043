import type { Batch, HeartbeatInput, Input } from '#core/input';
import type { State } from '#core/state';
import { waitedOutMs } from '#core/time';

/** More than this since the last commit or heartbeat means that nobody could reach us. */
const gapMs = 30_000;

export const isSetBack = (state: State, now: number): boolean =>
  state.seq > 0 && state.now - now > waitedOutMs;

export const isGap = (state: State, now: number): boolean => state.seq > 0 && now - state.now > gapMs;

interface BatchParts {
  readonly state: State;
  readonly inputs: readonly Input[];
  readonly now: number;
  readonly seed: number;
}

/** The next batch: `now` never goes back within a tenant, and what the time brought comes first. */
export function nextBatch({ state, inputs, now, seed }: BatchParts): Batch {
  const behind = state.now - now;
  const time = heartbeatFor(state, now);
  return {
    seq: state.seq + 1,
    now: behind > 0 && behind <= waitedOutMs ? state.now : now,
    seed,
    inputs: time ? [time, ...inputs] : inputs,
  };
}

function heartbeatFor(state: State, now: number): HeartbeatInput | undefined {
  if (state.seq === 0) return undefined;
  if (isSetBack(state, now)) return { kind: 'heartbeat', setBackMs: state.now - now };
  if (isGap(state, now)) return { kind: 'heartbeat', gapFrom: state.now };
  return undefined;
}
