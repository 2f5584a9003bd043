import type { CivilDate } from './civil.ts';
import { civilFromDays, daysFromCivil, weekdayOf } from './civil.ts';
import { formatTime } from './format.ts';
import type { Zone } from './zone.ts';
import { utc } from './zone.ts';
import type { GoType } from '#template/value/type';

const nsPerSecond = 1_000_000_000n;

export const timeType: GoType = { name: 'time.Time', kind: 'struct', fields: [] };

export interface Clock {
  readonly date: CivilDate;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly weekday: number;
  readonly abbreviation: string;
  readonly offsetSeconds: number;
}

/** Seconds since 1970 of a wall clock reading in UTC. */
export function secondsOf(date: CivilDate, hour: number, rest: { minute: number; second: number }): number {
  return daysFromCivil(date) * 86_400 + hour * 3600 + rest.minute * 60 + rest.second;
}

/** An instant to the nanosecond and the zone whose clock shows it. */
export class GoTime {
  readonly type: GoType = timeType;
  readonly unixNs: bigint;
  readonly zone: Zone;

  constructor(unixNs: bigint, zone: Zone = utc) {
    this.unixNs = unixNs;
    this.zone = zone;
  }

  /** Go's zero time, the first of January of the year 1. */
  static readonly zero = new GoTime(-62_135_596_800n * nsPerSecond);

  static ofMs(epochMs: number, zone: Zone = utc): GoTime {
    return new GoTime(BigInt(Math.trunc(epochMs)) * 1_000_000n, zone);
  }

  get unixSeconds(): number {
    return Number((this.unixNs - BigInt(this.nanosecond)) / nsPerSecond);
  }

  get nanosecond(): number {
    const rest = Number(this.unixNs % nsPerSecond);
    return rest < 0 ? rest + 1_000_000_000 : rest;
  }

  get clock(): Clock {
    const { abbreviation, offsetSeconds } = this.zone.at(this.unixSeconds);
    const local = this.unixSeconds + offsetSeconds;
    const days = Math.floor(local / 86_400);
    const ofDay = local - days * 86_400;
    return {
      date: civilFromDays(days),
      hour: Math.floor(ofDay / 3600),
      minute: Math.floor(ofDay / 60) % 60,
      second: ofDay % 60,
      weekday: weekdayOf(days),
      abbreviation,
      offsetSeconds,
    };
  }

  format(layout: string): string {
    return formatTime(this, layout);
  }

  toString(): string {
    return this.format('2006-01-02 15:04:05.999999999 -0700 MST');
  }
}
