import { failed, type Parsed, parsed } from '@tocsin/model';

const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
const part = '(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)';
const whole = new RegExp(`^[+-]?(?:${part})+$`);
const parts = new RegExp(part, 'g');

/** Reads a duration as Go's own parser does: fractions and signs, but no days. Milliseconds. */
export const parseGoDuration = (text: string): Parsed<number> => {
  if (/^[+-]?0$/.test(text)) return parsed(0);
  if (!whole.test(text))
    return failed('not a duration: write numbers with h, m, s or ms, such as 1m30s or 500ms');
  const ms = [...text.matchAll(parts)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0),
    0,
  );
  return parsed(text.startsWith('-') ? -ms : ms);
};

/** As Go prints a duration: `1m30s`, `1h0m0s`, `1.5s`, `500ms`. */
export const goDurationText = (ms: number): string => {
  if (ms === 0) return '0s';
  if (ms < 1) return `${Number((ms * 1000).toFixed(3))}µs`;
  if (ms < 1000) return `${Number(ms.toFixed(6))}ms`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = `${Number(((ms - minutes * 60_000) / 1000).toFixed(9))}s`;
  if (minutes === 0) return seconds;
  return minutes < 60 ? `${minutes}m${seconds}` : `${Math.floor(minutes / 60)}h${minutes % 60}m${seconds}`;
};
