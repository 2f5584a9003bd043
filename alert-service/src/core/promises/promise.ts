/**
 * Good and all events of one objective in one day (UTC), by hour: kept, since a data source forgets sooner than a period
 * ends.
 */
export interface ObjectiveDay {
  readonly objective: string;
  /** `2026-11-21`. */
  readonly day: string;
  /** 24 of each; null: not known. */
  readonly good: readonly (number | null)[];
  readonly total: readonly (number | null)[];
}

/** The queries that count the events of an objective; `$window` in them is a length of time. */
export interface Counted {
  /** Name of the data source. */
  readonly source: string;
  readonly good: string;
  readonly total: string;
  /** How it was found out, where nobody wrote the queries. */
  readonly by?: string;
}

/** What is remembered of one objective beside its hours. A row. */
export interface KeptObjective {
  readonly objective: string;
  /** Found out from the data source: the rules made of it must be the same after a restart, when nothing answers yet. */
  readonly counted?: Counted;
  /** The settings that it was found out for. */
  readonly of?: string;
  /** The matchers that it was found out with. */
  readonly selector?: string;
  /** Hours in between (epoch ms) were asked for: one that is not known then is known by nobody. */
  readonly askedFrom?: number;
  readonly askedTo?: number;
  /** What was last noted of it. */
  readonly state?: 'met' | 'violated';
  /** Start of the calendar period that is running. */
  readonly period?: number;
}

/** A report that was sent, or could not be. */
export interface SentReport {
  readonly id: string;
  /** It is to go out then (epoch ms), also after a restart. */
  readonly plannedAt?: number;
  readonly sent: readonly {
    readonly at: number;
    /** With the integration: `managers/email[0]`. */
    readonly receiver: string;
    readonly ok: boolean;
    readonly error?: string;
  }[];
}
