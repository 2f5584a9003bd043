/** Both ends belong to it. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

/**
 * One entry of a named time interval, as in Alertmanager's `time_intervals`: every field that is given must hold, and a
 * field holds where any of its ranges does. Wall-clock time in `location`. Plain data.
 */
export interface TimeInterval {
  /** Minutes of the day, `[fromMinute, toMinute)`; 1440 is 24:00. */
  readonly times?: readonly { readonly fromMinute: number; readonly toMinute: number }[];
  /** 0 is Sunday. */
  readonly weekdays?: readonly NumberRange[];
  /** 1 to 31, or -31 to -1 counted from the month's end. */
  readonly daysOfMonth?: readonly NumberRange[];
  /** 1 is January. */
  readonly months?: readonly NumberRange[];
  readonly years?: readonly NumberRange[];
  /** A name of the IANA time zone database. */
  readonly location: string;
}

/** By name; an interval holds at a time where any of its entries does. */
export type TimeIntervals = ReadonlyMap<string, readonly TimeInterval[]>;
