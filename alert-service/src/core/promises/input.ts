import type { ObjectiveDay, SentReport } from './promise.ts';

/** What was counted, and what became of promises and reports. */
export interface PromiseInput {
  readonly kind: 'promise';
  readonly days?: readonly ObjectiveDay[];
  readonly reports?: readonly SentReport[];
  readonly notes?: readonly {
    readonly objective: string;
    readonly service: string;
    readonly change: 'violated' | 'met-again' | 'period-ended' | 'report-sent' | 'report-failed';
    readonly detail: string;
  }[];
  /** Forget days before this one. */
  readonly forgetBefore?: string;
}
