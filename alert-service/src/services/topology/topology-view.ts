import type { Change, LikelyCause } from '@tocsin/api';
import type { Incident } from '#core/incident/incident';

/** `from` depends on `to`, as it is now. */
export interface LiveEdge {
  readonly from: string;
  readonly to: string;
  readonly declared: boolean;
  readonly discovered?: string;
  readonly rate?: number;
  readonly errorRate?: number;
  /** Seconds. */
  readonly p95?: number;
  readonly lastSeenAt?: number;
}

export interface TopologyView {
  edges(): readonly LiveEdge[];
  dependsOn(service: string): readonly string[];
  dependents(service: string): readonly string[];
  /** Everything that depends on it, however far, nearest first; each once, whatever circles there are. */
  hitBy(
    service: string,
  ): readonly { readonly name: string; readonly distance: number; readonly via: readonly string[] }[];
  /** Services that depend on each other in a circle. */
  cycles(): readonly (readonly string[])[];
  problems(): readonly string[];
}

/** One line each, for messages. */
export interface EvidenceLines {
  /** `api 2.41.0 deployed, 2 min before payments began to fail.` */
  readonly changed?: string;
  /** `postgres: connections 98 %, limit 80 %, since 03:03, 2 min before …` */
  readonly evidence?: string;
}

/** Evidence about an incident, likeliest first; times in the zone of the service, unless another is asked for. */
export interface Causes {
  of(incident: Incident, timeZone?: string): readonly LikelyCause[];
  /** What may have made this service fail. */
  ofService(service: string): readonly LikelyCause[];
  linesOf(incident: Incident, timeZone?: string): EvidenceLines;
  /** "checkout and search depend on it." */
  impactOf(incident: Incident): string | undefined;
}

/** What changed, as the API says it. */
export interface ChangesView {
  around(asked: {
    readonly services?: readonly string[];
    /** Nearest before this (epoch ms) first; absent: newest first. */
    readonly start?: number;
    /** "payments began to fail": for the distance in words. */
    readonly startWords?: string;
    readonly from: number;
    readonly to: number;
    readonly limit: number;
  }): readonly Change[];
}
