/** Wall-clock times of a week in one zone. `from` after `to`: over midnight, and it belongs to the day it begins on. Plain data. */
export interface Span {
  /** 1 is Monday, 7 is Sunday; absent: every day. */
  readonly days?: readonly number[];
  /** Minutes of the day; 1440 is 24:00. */
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** Holds where any of its spans does. */
export interface Hours {
  /** A name of the IANA time zone database. */
  readonly timeZone: string;
  readonly spans: readonly Span[];
}
