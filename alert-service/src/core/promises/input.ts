import type { KeptObjective, SentReport } from './promise.ts';

/** Hours on end, the first one from `at` (epoch ms) on; null: not known. */
export interface CountedHours {
  readonly objective: string;
  readonly at: number;
  readonly good: readonly (number | null)[];
  readonly total: readonly (number | null)[];
}

/** What was counted, and what became of promises and reports: only what is new. */
export interface PromiseInput {
  readonly kind: 'promise';
  readonly hours?: readonly CountedHours[];
  /** What of these objectives differs from before. */
  readonly objectives?: readonly KeptObjective[];
  /** Attempts that are added to those that are kept. */
  readonly reports?: readonly SentReport[];
  readonly notes?: readonly {
    readonly objective: string;
    readonly service: string;
    readonly change: 'violated' | 'met-again' | 'period-ended' | 'report-sent' | 'report-failed';
    readonly detail: string;
  }[];
  /** Forget days before this one. */
  readonly forgetBefore?: string;
  /** Forget these objectives: nothing describes them any more. */
  readonly forget?: readonly string[];
}
