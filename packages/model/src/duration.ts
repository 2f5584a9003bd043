import { quote } from './go-quote.ts';
import { failed, type Parsed, parsed } from './parsed.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const week = 7 * day;
const year = 365 * day;

const syntax = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const lengths = [year, week, day, hour, minute, second, 1];
/** Go counts nanoseconds in 63 bits: about 292 years. */
const longest = 9_223_372_036_854;

/** Reads a duration as Prometheus and Alertmanager write it: `1h30m`, `250ms`, `0`. Milliseconds. */
export const parseDuration = (text: string): Parsed<number> => {
  if (text === '0') return parsed(0);
  const found = text === '' ? null : syntax.exec(text);
  if (found === null)
    return failed(
      `${quote(text)} is not a duration: write numbers with y, w, d, h, m, s or ms, in this order, such as 1h30m`,
    );
  const total = lengths.reduce((sum, length, index) => sum + Number(found[index + 1] ?? 0) * length, 0);
  return total > longest ? failed(`${quote(text)} is too long: at most 292y`) : parsed(total);
};

/** As Prometheus prints a duration: `1m30s`; years and weeks only where nothing is left over, else `90d`. */
export const formatDuration = (lengthMs: number): string => {
  if (lengthMs === 0) return '0s';
  let rest = Math.trunc(Math.abs(lengthMs));
  let text = lengthMs < 0 ? '-' : '';
  const take = (unit: string, length: number): void => {
    if (rest >= length) text += `${Math.floor(rest / length)}${unit}`;
    rest %= length;
  };
  if (rest % year === 0) take('y', year);
  if (rest % week === 0) take('w', week);
  take('d', day);
  take('h', hour);
  take('m', minute);
  take('s', second);
  take('ms', 1);
  return text;
};

const two = (
  lengthMs: number,
  [unit, length]: [string, number],
  [lesser, part]: [string, number],
): string => {
  const rest = Math.floor((lengthMs % length) / part);
  const whole = `${Math.floor(lengthMs / length)} ${unit}`;
  return rest === 0 ? whole : `${whole} ${rest} ${lesser}`;
};

/** A length as people say it: `45 s`, `12 min`, `1 h 52 min`, `3 d 4 h`. Never more than has passed; none below zero. */
export const spokenDuration = (lengthMs: number): string => {
  if (lengthMs < minute) return `${Math.max(0, Math.floor(lengthMs / second))} s`;
  if (lengthMs < hour) return `${Math.floor(lengthMs / minute)} min`;
  if (lengthMs < day) return two(lengthMs, ['h', hour], ['min', minute]);
  return two(lengthMs, ['d', day], ['h', hour]);
};
