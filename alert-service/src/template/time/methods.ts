import { daysFromCivil, dayOfYear, monthNames, weekdayNames } from './civil.ts';
import { duration, durationType } from './duration.ts';
import { GoTime, timeType } from './time.ts';
import { utc } from './zone.ts';
import { GoScalar, bare, type Value } from '#template/value/value';
import { defined, intType, int64Type, stringType, type GoType, type Method } from '#template/value/type';

const intOf = (value: Value): bigint => {
  const plain = bare(value);
  return typeof plain === 'bigint' ? plain : 0n;
};
const textOf = (value: Value): string => {
  const plain = bare(value);
  return typeof plain === 'string' ? plain : '';
};
const timeOf = (value: Value): GoTime => (value instanceof GoTime ? value : GoTime.zero);

const nameOf = (names: readonly string[], first: number, self: Value): string =>
  names[Number(intOf(self)) - first] ?? String(intOf(self));

const monthType = defined('time.Month', intType, {
  String: { params: [], run: (self) => nameOf(monthNames, 1, self) },
});
const weekdayType = defined('time.Weekday', intType, {
  String: { params: [], run: (self) => nameOf(weekdayNames, 0, self) },
});
const locationType: GoType = defined('time.Location', stringType, {
  String: { params: [], run: (self) => bare(self) },
});

const read = (run: (time: GoTime) => Value): Method => ({ params: [], run: (self) => run(timeOf(self)) });
const int = (run: (time: GoTime) => number): Method => read((time) => BigInt(run(time)));
const unixIn = (unit: bigint): Method =>
  read((time) => {
    const floor = time.unixNs / unit - (time.unixNs % unit < 0n ? 1n : 0n);
    return new GoScalar(int64Type, floor);
  });
const compare = (run: (order: number) => Value): Method => ({
  params: [timeType],
  run: (self, [other]) => {
    const [left, right] = [timeOf(self).unixNs, timeOf(other).unixNs];
    return run(left < right ? -1 : left > right ? 1 : 0);
  },
});

/** Truncation counts from the zero time, not from 1970. */
function truncated(time: GoTime, unit: bigint): bigint {
  const rest = unit <= 0n ? 0n : (time.unixNs - GoTime.zero.unixNs) % unit;
  return rest < 0n ? rest + unit : rest;
}

function addDate(time: GoTime, years: bigint, rest: { months: bigint; days: bigint }): GoTime {
  const { date, hour, minute, second } = time.clock;
  const months = date.month - 1 + Number(rest.months);
  const year = date.year + Number(years) + Math.floor(months / 12);
  const first = daysFromCivil({ year, month: (((months % 12) + 12) % 12) + 1, day: 1 });
  const wall = (first + date.day - 1 + Number(rest.days)) * 86_400 + hour * 3600 + minute * 60 + second;
  // The offset may differ at the new date; asking twice settles it away from a change of the clocks.
  let offset = time.zone.at(wall - time.clock.offsetSeconds).offsetSeconds;
  offset = time.zone.at(wall - offset).offsetSeconds;
  return new GoTime(BigInt(wall - offset) * 1_000_000_000n + BigInt(time.nanosecond), time.zone);
}

/** The methods of time.Time that give one value. */
export const timeMethods: Readonly<Record<string, Method>> = {
  String: read((time) => time.toString()),
  Format: { params: [stringType], run: (self, [layout]) => timeOf(self).format(textOf(layout)) },
  Unix: unixIn(1_000_000_000n),
  UnixMilli: unixIn(1_000_000n),
  UnixMicro: unixIn(1000n),
  UnixNano: read((time) => new GoScalar(int64Type, BigInt.asIntN(64, time.unixNs))),
  Year: int((time) => time.clock.date.year),
  Month: read((time) => new GoScalar(monthType, BigInt(time.clock.date.month))),
  Day: int((time) => time.clock.date.day),
  Weekday: read((time) => new GoScalar(weekdayType, BigInt(time.clock.weekday))),
  YearDay: int((time) => dayOfYear(time.clock.date)),
  Hour: int((time) => time.clock.hour),
  Minute: int((time) => time.clock.minute),
  Second: int((time) => time.clock.second),
  Nanosecond: int((time) => time.nanosecond),
  UTC: read((time) => new GoTime(time.unixNs, utc)),
  Local: read((time) => new GoTime(time.unixNs, utc)),
  Location: read((time) => new GoScalar(locationType, time.zone.name)),
  IsZero: read((time) => time.unixNs === GoTime.zero.unixNs),
  After: compare((order) => order > 0),
  Before: compare((order) => order < 0),
  Equal: compare((order) => order === 0),
  Compare: compare((order) => BigInt(order)),
  Sub: { params: [timeType], run: (self, [other]) => duration(timeOf(self).unixNs - timeOf(other).unixNs) },
  Add: {
    params: [durationType],
    run: (self, [length]) => new GoTime(timeOf(self).unixNs + intOf(length), timeOf(self).zone),
  },
  AddDate: {
    params: [intType, intType, intType],
    run: (self, [years, months, days]) =>
      addDate(timeOf(self), intOf(years), { months: intOf(months), days: intOf(days) }),
  },
  Truncate: {
    params: [durationType],
    run: (self, [unit]) => {
      const time = timeOf(self);
      return new GoTime(time.unixNs - truncated(time, intOf(unit)), time.zone);
    },
  },
  Round: {
    params: [durationType],
    run: (self, [unit]) => {
      const [time, ns] = [timeOf(self), intOf(unit)];
      const rest = truncated(time, ns);
      return new GoTime(time.unixNs + (rest + rest < ns ? -rest : ns <= 0n ? 0n : ns - rest), time.zone);
    },
  },
};
