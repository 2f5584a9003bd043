/**
 * Good and all events of one objective in one day (UTC), by hour: kept, since a data source forgets sooner than a period
 * ends. Owner: PROMISES.
 */
export interface ObjectiveDay {
  readonly objective: string;
  readonly day: string;
  /** 24 of each; null: not known. */
  readonly good: readonly (number | null)[];
  readonly total: readonly (number | null)[];
}

/** A report that was sent, or could not be. */
export interface SentReport {
  readonly id: string;
  readonly sent: readonly {
    readonly at: number;
    readonly receiver: string;
    readonly ok: boolean;
    readonly error?: string;
  }[];
}
