const locales = ['en-GB', 'en-US', 'en-AU', 'en-IN'];

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
