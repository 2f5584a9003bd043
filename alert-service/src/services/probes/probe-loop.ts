import type { ProbeSettings } from '#config/services/settings';
import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Loop } from '#lib/loop';
import type { ProbeResult, Probes } from './probe.ts';
import { type Described, dueOf, keyOf, nextDue, syncedWith, type Watched } from './watched.ts';

export interface ProbeLoopParts {
  /** What is in force now: asked at each use. */
  readonly settings: () => Described;
  /** Called when what is in force may have changed. Returns how to stop listening. */
  readonly onSettings: (listen: () => void) => () => void;
  readonly ask: (service: string, settings: ProbeSettings, stopping: AbortSignal) => Promise<ProbeResult>;
  readonly clock: Clock;
  readonly log: Log;
  /** A number of 32 bits each time: chance is data. */
  readonly seed: () => number;
}

/** More at once would be a load of its own, on us and on what shares our network. */
const mostAtOnce = 20;
/** The first of all are spread over this, so that a start is no storm. */
const spreadMs = 5_000;
/** Of the interval: probes that began together drift apart. */
const jitter = 0.1;

/** Asks each probe in its own interval, never one twice at once, and keeps the last of each. */
export function createProbeLoop(parts: ProbeLoopParts): Probes & Loop {
  const { clock } = parts;
  const watched = new Map<string, Watched>();
  const listeners = new Set<(result: ProbeResult) => void>();
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  let unlisten = (): void => undefined;

  const chance = (): number => (parts.seed() >>> 0) / 2 ** 32;
  const keep = (probe: Watched, result: ProbeResult): void => {
    // Another may have taken its place, and our own stop says nothing of it.
    if (stopping.signal.aborted || watched.get(keyOf(probe)) !== probe) return;
    const before = probe.last;
    probe.last = result;
    if (before?.state === result.state) return;
    noteChange(parts.log, result, before);
    for (const listen of listeners) listen(result);
  };
  const askOne = async (probe: Watched): Promise<void> => {
    const began = clock.now();
    const { intervalMs } = probe.settings;
    probe.isAsked = true;
    try {
      keep(probe, await parts.ask(probe.service, probe.settings, stopping.signal));
    } finally {
      probe.isAsked = false;
      probe.dueAt = Math.max(clock.now(), began + intervalMs * (1 + jitter * (2 * chance() - 1)));
    }
  };
  const step = async (now: number): Promise<number> => {
    for (const probe of dueOf(watched, now).slice(0, Math.max(0, mostAtOnce - underWay.size))) {
      const doing = askOne(probe).finally(() => {
        underWay.delete(doing);
        ring();
      });
      underWay.add(doing);
    }
    return nextDue(watched, now);
  };
  const ring = (): void => {
    if (stopping.signal.aborted) return;
    void step(clock.now()).then((next) => !stopping.signal.aborted && alarm.set(next));
  };
  const alarm = createAlarm(clock, ring);
  const nudge = (): void => {
    for (const probe of syncedWith(watched, parts.settings()))
      probe.dueAt = clock.now() + chance() * Math.min(spreadMs, probe.settings.intervalMs);
    ring();
  };
  const stop = async (): Promise<void> => {
    stopping.abort();
    unlisten();
    alarm.clear();
    await Promise.allSettled(underWay);
  };
  const start = (): void => {
    unlisten = parts.onSettings(nudge);
    nudge();
  };
  return { start, nudge, step, stop, ...viewOf(watched, listeners) };
}

function viewOf(
  watched: ReadonlyMap<string, Watched>,
  listeners: Set<(result: ProbeResult) => void>,
): Probes {
  const all = (): ProbeResult[] => [...watched.values()].flatMap(({ last }) => (last ? [last] : []));
  return {
    all,
    latest: (service) => all().filter((result) => result.service === service),
    onResult(listen) {
      listeners.add(listen);
      return () => void listeners.delete(listen);
    },
  };
}

function noteChange(log: Log, result: ProbeResult, before: ProbeResult | undefined): void {
  const { service, probe, state, text: found } = result;
  if (state !== 'healthy') log.warn('a probe is not well', { service, probe, state, found });
  else if (before) log.info('a probe is well again', { service, probe, found });
}
