import { judge, type Judged, type Watched } from '#core/health/judge';
import type { Patience } from '#core/health/hysteresis';
import type { ServiceHealth } from '#core/health/service-health';
import { sentenceOfService } from '#core/health/system';
import type { TimeIntervals } from '#core/mute/time-interval';
import type { KnownService } from '#services/catalogue/catalogue';
import type { ProbeResult } from '#services/probes/probe';
import type { LiveEdge } from '#services/topology/topology-view';
import { rangeFor, type SourceRound } from './ask-round.ts';
import type { LiveHealth } from './health-view.ts';
import { isInMaintenance } from './maintenance.ts';
import { measuredOf, seenNow } from './measured.ts';
import { numbersOf, wordOf } from './numbers.ts';

/** What is remembered of a service between rounds. */
export interface Memory {
  watched?: Watched;
  /** By name: when it was last known. */
  readonly seen: Map<string, number>;
}

export interface Looking extends Patience {
  readonly service: KnownService;
  readonly round: SourceRound | undefined;
  readonly probes: readonly ProbeResult[];
  readonly callers?: readonly LiveEdge[];
  readonly memory: Memory;
  readonly kept: ServiceHealth | undefined;
  readonly timeIntervals: TimeIntervals;
  readonly minRangeMs: number;
  readonly now: number;
}

/** An indicator that was there once is missed for so long; then the service no longer has it. */
const missedForMs = 3_600_000;

export function lookAt(looking: Looking): { readonly live: LiveHealth; readonly judged: Judged } {
  const { service, round, probes, memory, now } = looking;
  const measured = measuredOf({
    ...{ service, round, probes, now, callers: looking.callers ?? [] },
    seen: new Set(memory.seen.keys()),
    rangeMs: rangeFor(service, looking.minRangeMs),
  });
  for (const name of seenNow(measured)) memory.seen.set(name, now);
  // While its source is silent, or all is gone, each is still missed.
  if (round?.values.has(service.name))
    for (const [name, at] of memory.seen) if (now - at > missedForMs) memory.seen.delete(name);
  const judged = judge({
    ...looking,
    ...{ service: service.name, measured, watched: memory.watched },
    inMaintenance: isInMaintenance(service.settings?.maintenance ?? [], looking.timeIntervals, now),
  });
  memory.watched = judged.watched;
  return { judged, live: liveOf(looking, judged) };
}

function liveOf({ service, round, probes, kept, now }: Looking, judged: Judged): LiveHealth {
  const { shown: state, terms, score, arithmetic } = judged;
  // One of which nothing came in yet is kept only after a while: it has been silent since it was first looked at.
  const silentSince = state === 'no-data' ? judged.watched.held.unknown : undefined;
  const since = kept?.state === state ? kept.since : (silentSince ?? now);
  const { name } = service;
  return {
    ...{ service: name, state, since, terms, arithmetic, at: round?.at ?? now },
    word: wordOf(state, terms),
    ...(score !== undefined && { score }),
    sentence: sentenceOfService({ service: name, state, since, terms }, now),
    numbers: numbersOf(round?.values.get(name), probes),
  };
}
