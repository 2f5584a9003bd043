const locales = ['en-GB', 'en-US', 'en-AU', 'en-IN'];
const hourMs = 3_600_000;

/** `CEST`, `EDT`; `UTC+5:45` where no letters are known for it. */
export function zoneName(at: number, timeZone: string): string {
  const names = locales.map((locale) => shortZone(at, { locale, timeZone }));
  const name = names.find((candidate) => !/[+\u2212-]\d/u.test(candidate)) ?? names[0] ?? timeZone;
  return name.replace('GMT', 'UTC').replace('\u2212', '-');
}

/** `03:05`. */
export const clock = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    at,
  );

/** `03:05 CEST`, with the day where it is not that of `now`: `Mon 19 Oct 23:55 CEST`. */
export function clockWords(at: number, { now, timeZone }: { now: number; timeZone: string }): string {
  const time = `${clock(at, timeZone)} ${zoneName(at, timeZone)}`;
  return day(at, timeZone) === day(now, timeZone) ? time : `${day(at, timeZone)} ${time}`;
}

/** `03:17:48 CEST`, for a state that is true at that moment only. */
export const secondWords = (at: number, timeZone: string): string =>
  `${new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium' }).format(at)} ${zoneName(at, timeZone)}`;

/** `45 s`, `12 min`, `1 h 52 min`, `3 d 4 h`: two units at most, rounded down so that it never claims more. */
export function lengthWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(ms / hourMs);
  return hours < 24
    ? twoUnits([hours, 'h'], [minutes % 60, 'min'])
    : twoUnits([Math.floor(hours / 24), 'd'], [hours % 24, 'h']);
}

const twoUnits = (big: readonly [number, string], small: readonly [number, string]): string =>
  small[0] === 0 ? `${big[0]} ${big[1]}` : `${big[0]} ${big[1]} ${small[0]} ${small[1]}`;

function day(at: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${part.weekday} ${part.day} ${part.month}`;
}

function shortZone(at: number, { locale, timeZone }: { locale: string; timeZone: string }): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}
