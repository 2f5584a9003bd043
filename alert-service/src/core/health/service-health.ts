import type { HealthReason, HealthState } from '@tocsin/model';

/** One part of a score, as it was when the health last changed. */
export interface KeptTerm {
  readonly name: string;
  readonly text: string;
  readonly state: HealthState;
}

/** How a service is, as it was last decided. A row; times in epoch ms. */
export interface ServiceHealth {
  readonly service: string;
  readonly state: HealthState;
  readonly reason: HealthReason;
  readonly since: number;
  /** When what is said of it last changed, while the state stayed. */
  readonly changedAt?: number;
  /** Of the moment it was decided: the live one comes from memory. */
  readonly score?: number;
  /** Worst first, only those that are not healthy. */
  readonly terms: readonly KeptTerm[];
}

/** States of one service in one day (UTC): only days in which something changed have a row. */
export interface HealthDay {
  readonly service: string;
  /** `2026-11-21`. */
  readonly day: string;
  /** What it was as the day began; absent: it was not known. */
  readonly before?: HealthState;
  /** From then on (epoch ms), in order. */
  readonly changes: readonly { readonly at: number; readonly state: HealthState }[];
  /** Calculated from Prometheus afterwards, up to then (epoch ms). */
  readonly backfilledTo?: number;
}

/** Times in which nobody watched, of all services: we were down. By day (UTC). */
export interface UnwatchedDay {
  readonly day: string;
  readonly spans: readonly { readonly from: number; readonly to: number }[];
}
