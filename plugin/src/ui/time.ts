import { dateTimeForTimeZone, dateTimeFormat, getTimeZone, timeZoneAbbrevation } from '@grafana/data';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "8 s", "12 min", "1 h 52 min", "3 d 4 h". */
export function lengthText(ms: number): string {
  if (ms < MINUTE) {
    return `${Math.max(0, Math.floor(ms / SECOND))} s`;
  }
  if (ms < HOUR) {
    return `${Math.floor(ms / MINUTE)} min`;
  }
  return ms < DAY ? two(ms, [HOUR, 'h'], [MINUTE, 'min']) : two(ms, [DAY, 'd'], [HOUR, 'h']);
}

type Unit = readonly [size: number, word: string];

function two(ms: number, [big, bigWord]: Unit, [small, smallWord]: Unit): string {
  const rest = Math.floor((ms % big) / small);
  return `${Math.floor(ms / big)} ${bigWord}${rest > 0 ? ` ${rest} ${smallWord}` : ''}`;
}

export const clockText = (at: number): string => dateTimeFormat(at, { format: 'HH:mm' });
export const secondText = (at: number): string => dateTimeFormat(at, { format: 'HH:mm:ss' });
/** Where a moment may be on another day: "03:47" today, else "Wed 21 Oct, 03:17". */
export const momentText = (at: number, now: number): string =>
  dayText(at) === dayText(now) ? clockText(at) : `${dayText(at)}, ${clockText(at)}`;
export const dayText = (at: number): string => dateTimeFormat(at, { format: 'ddd D MMM' });
export const shortDayText = (at: number): string => dateTimeFormat(at, { format: 'D MMM' });
/** How far the clock that is shown is ahead of UTC at a moment. */
export const zoneOffsetMs = (at: number): number => dateTimeForTimeZone(getTimeZone(), at).utcOffset() * MINUTE;
/** For hovering and copying: "Tue 20 Oct 2026, 03:17:48 CEST". */
export const absoluteText = (at: number): string =>
  `${dateTimeFormat(at, { format: 'ddd D MMM YYYY, HH:mm:ss' })} ${zoneText(at)}`;
/** moment has no short name for a browser's own zone; Intl has, in the language of where the zone is used. */
export function zoneText(at: number): string {
  const known = timeZoneAbbrevation(at);
  if (known) {
    return known;
  }
  const names = zoneFormats().map(
    (format) => format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  );
  return names.find((name) => /^[A-Z]+$/.test(name)) ?? names[0] ?? '';
}

let formats: readonly Intl.DateTimeFormat[] | undefined;

/** Made once: to make one takes longer than to draw the row that it stands in, and each age on a page asks each second. */
function zoneFormats(): readonly Intl.DateTimeFormat[] {
  formats ??= ['en-GB', 'en-US', 'en-AU'].map((locale) => new Intl.DateTimeFormat(locale, { timeZoneName: 'short' }));
  return formats;
}

/** Durations of work: "8 ms", "1.2 s". */
export const tookText = (ms: number): string =>
  ms < 1000 ? `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
