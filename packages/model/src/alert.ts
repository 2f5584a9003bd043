import type { Labels } from './labels.ts';

/** The end of an alert that has none: what our own rules hold firing does not expire (engine's contract, line 24). */
export const noEnd = 8_640_000_000_000_000;

/** What our own rule knows of an alert beyond its labels: the number a reader wants at night. */
export interface Measure {
  /** The sample as Prometheus prints it: `0.084`, `NaN`, `+Inf`. */
  readonly value: string;
  /** The number in the expression's last comparison. */
  readonly limit?: number;
  readonly comparison?: '>' | '>=' | '<' | '<=' | '==' | '!=';
  /** `s`, `bytes`, `ratio`, `%` … from the annotation `unit`, else from the metric's suffix. */
  readonly unit?: string;
  readonly expression: string;
}

/** One alert: a label set, and the interval in which it fires. Times in epoch ms. Never changed in place. */
export interface Alert {
  readonly fingerprint: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt: number;
  /** Fires until here; `noEnd` for alerts of our own rules. */
  readonly endsAt: number;
  /** The end lay in the future when it was received: an expiry, which downtime moves; not a resolve, which stands. */
  readonly expires: boolean;
  /** The end came from resolve_timeout, not from the sender. */
  readonly timeout: boolean;
  readonly updatedAt: number;
  readonly generatorURL: string;
  /** Id of our own rule that made it; absent for pushed alerts. */
  readonly rule?: string;
  readonly measure?: Measure;
}

export const isFiring = (alert: Alert, now: number): boolean => alert.endsAt > now;
