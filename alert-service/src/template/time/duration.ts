import { GoScalar, bare, type Value } from '#template/value/value';
import { defined, int64Type, type GoType, type Method } from '#template/value/type';

const second = 1_000_000_000n;

function withFraction(units: bigint, perUnit: bigint): string {
  const digits = (units % perUnit)
    .toString()
    .padStart(perUnit.toString().length - 1, '0')
    .replace(/0+$/, '');
  return `${units / perUnit}${digits === '' ? '' : `.${digits}`}`;
}

/** Go's `Duration.String()`: 1h2m3.5s, 15ms, 0s. */
export function formatDuration(ns: bigint): string {
  if (ns < 0n) return `-${formatDuration(-ns)}`;
  if (ns === 0n) return '0s';
  if (ns < 1000n) return `${ns}ns`;
  if (ns < 1_000_000n) return `${withFraction(ns, 1000n)}µs`;
  if (ns < second) return `${withFraction(ns, 1_000_000n)}ms`;
  const minutes = ns / (60n * second);
  const seconds = `${withFraction(ns % (60n * second), second)}s`;
  if (minutes === 0n) return seconds;
  return minutes < 60n ? `${minutes}m${seconds}` : `${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

const nsOf = (value: Value): bigint => {
  const ns = bare(value);
  return typeof ns === 'bigint' ? ns : 0n;
};

/** Go divides whole and rest apart, and so does not round twice. */
const inUnits = (ns: bigint, unit: bigint): number => Number(ns / unit) + Number(ns % unit) / Number(unit);

export const secondsOfDuration = (ns: bigint): number => inUnits(ns, second);

const int64Max = 2n ** 63n - 1n;
const clamp = (ns: bigint): bigint => (ns > int64Max ? int64Max : ns < -int64Max - 1n ? -int64Max - 1n : ns);

function roundTo(ns: bigint, unit: bigint): bigint {
  if (unit <= 0n) return ns;
  const rest = ns % unit;
  const size = rest < 0n ? -rest : rest;
  const away = ns < 0n ? -unit : unit;
  return clamp(size + size < unit ? ns - rest : ns - rest + away);
}

const measure = (run: (ns: bigint) => Value): Method => ({ params: [], run: (self) => run(nsOf(self)) });
const whole = (unit: bigint): Method => measure((ns) => new GoScalar(int64Type, ns / unit));

export const duration = (ns: bigint): GoScalar => new GoScalar(durationType, clamp(ns));

const withUnit = (run: (ns: bigint, unit: bigint) => bigint): Method => ({
  get params() {
    return [durationType];
  },
  run: (self, [unit]) => duration(run(nsOf(self), nsOf(unit))),
});

export const durationType: GoType = defined('time.Duration', int64Type, {
  String: measure(formatDuration),
  Seconds: measure((ns) => inUnits(ns, second)),
  Minutes: measure((ns) => inUnits(ns, 60n * second)),
  Hours: measure((ns) => inUnits(ns, 3600n * second)),
  Milliseconds: whole(1_000_000n),
  Microseconds: whole(1000n),
  Nanoseconds: whole(1n),
  Abs: measure((ns) => duration(ns < 0n ? -ns : ns)),
  Round: withUnit(roundTo),
  Truncate: withUnit((ns, unit) => (unit <= 0n ? ns : ns - (ns % unit))),
});
