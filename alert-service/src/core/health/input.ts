import type { HealthReason, HealthState } from '@tocsin/model';
import type { HealthDay, KeptTerm } from './service-health.ts';

/** What the evaluation of a service's health came to, where it differs from before. */
export interface HealthVerdict {
  readonly service: string;
  /** Absent: the service is gone. */
  readonly state?: HealthState;
  readonly reason: HealthReason;
  readonly score?: number;
  readonly terms: readonly KeptTerm[];
}

/** Changes of health, decided by core/health from what was measured; and days that were calculated afterwards. */
export interface HealthInput {
  readonly kind: 'health';
  readonly changes: readonly HealthVerdict[];
  readonly backfill?: readonly HealthDay[];
  /** Forget days before this one (`2026-08-01`), with `heartbeat`'s janitor. */
  readonly forgetBefore?: string;
}
