import type { MetricsSnapshot, MetricsUpdate } from '@tocsin/api';
import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import { differenceOf, isUnchanged } from './difference.ts';
import { type SnapshotParts, snapshotOf } from './snapshot.ts';

/** What is sent to everybody: serialised once. */
export interface MetricsNews {
  readonly seq: number;
  readonly message:
    | { readonly type: 'snapshot'; readonly data: MetricsSnapshot }
    | { readonly type: 'update'; readonly data: MetricsUpdate };
  readonly text: string;
}

/** All live numbers, for whoever asks once and for whoever stays. */
export interface LiveMetrics {
  now(): MetricsSnapshot;
  /** What there is since `seq`, or the whole where that is not remembered; then each change. */
  watch(since: number | undefined, listen: (news: MetricsNews) => void): { readonly stop: () => void };
}

export interface HubParts extends SnapshotParts {
  readonly clock: Clock;
}

const remembered = 200;
/** What comes together goes together: a scrape changes many numbers. */
const gatherMs = 10;
/** A storm of changes is told so often. */
const atMostEveryMs = 250;

/** Costs nothing while nobody watches. */
export function createLiveMetrics(parts: HubParts): LiveMetrics & { readonly close: () => void } {
  const { clock, engine, health, probes, workflows } = parts;
  const listeners = new Set<(news: MetricsNews) => void>();
  const ring: MetricsNews[] = [];
  // Of another start no number comes again.
  let seq = clock.now();
  let last = snapshotOf(parts, { seq, now: clock.now() });
  let dirty = true;
  let lastTold = 0;

  const refresh = (): void => {
    if (!dirty) return;
    dirty = false;
    const next = snapshotOf(parts, { seq: seq + 1, now: clock.now() });
    if (isUnchanged(last, next)) return;
    const update = differenceOf(last, next);
    seq += 1;
    const news = newsOf(update ? { type: 'update', data: update } : { type: 'snapshot', data: next });
    last = next;
    ring.push(news);
    if (ring.length > remembered) ring.shift();
    for (const listen of [...listeners]) listen(news);
  };
  let due = false;
  const alarm = createAlarm(clock, () => {
    due = false;
    lastTold = clock.now();
    refresh();
  });
  const changed = (): void => {
    dirty = true;
    if (listeners.size === 0 || due) return;
    due = true;
    alarm.set(Math.max(clock.now() + gatherMs, lastTold + atMostEveryMs));
  };
  const stops = [
    health.onMeasured(changed),
    probes.onResult(changed),
    workflows.onChange(changed),
    engine.onCommit(changed),
    engine.onRecovered(changed),
  ];
  return {
    now() {
      refresh();
      return last;
    },
    watch(since, listen) {
      refresh();
      for (const news of missed(ring, last, since)) listen(news);
      listeners.add(listen);
      return { stop: () => void listeners.delete(listen) };
    },
    close() {
      for (const stop of stops) stop();
      alarm.clear();
      listeners.clear();
    },
  };
}

const newsOf = (message: MetricsNews['message']): MetricsNews => ({
  seq: message.data.seq,
  message,
  text: JSON.stringify(message),
});

function missed(
  ring: readonly MetricsNews[],
  last: MetricsSnapshot,
  since: number | undefined,
): readonly MetricsNews[] {
  if (since === last.seq) return [];
  const at = ring.findIndex(({ seq }) => seq === (since ?? NaN) + 1);
  if (at >= 0) return ring.slice(at);
  return [newsOf({ type: 'snapshot', data: last })];
}
