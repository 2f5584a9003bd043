import type { SilenceInterval, SilenceRecurrence } from '@tocsin/api';

export type RepeatKind = 'never' | 'weekly' | 'calendar' | 'kept';

/** When, between its start and its end, a silence holds. */
export interface Repeat {
  readonly kind: RepeatKind;
  readonly days: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly ical: string;
  /** What a silence that is changed has, where the form has no fields for it. */
  readonly kept?: SilenceRecurrence;
}

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export const shortDay = (day: string): string => `${day.charAt(0).toUpperCase()}${day.slice(1, 3)}`;

export const noRepeat: Repeat = { kind: 'never', days: ['saturday'], from: '02:00', to: '04:00', ical: '' };

/** As the service wants it, undefined where it does not repeat, or words that say what is wrong. */
export function wireRepeat(repeat: Repeat, timeZone: string): SilenceRecurrence | undefined | string {
  switch (repeat.kind) {
    case 'never':
      return undefined;
    case 'kept':
      return repeat.kept;
    case 'calendar':
      return repeat.ical.trim() === ''
        ? 'Paste the calendar entry that says when.'
        : { kind: 'calendar', ical: repeat.ical };
    case 'weekly':
      return weekly(repeat, timeZone);
  }
}

function weekly({ days, from, to }: Repeat, location: string): SilenceRecurrence | string {
  if (days.length === 0) {
    return 'Choose a day of the week.';
  }
  if (!/^\d\d:\d\d$/.test(from) || !/^\d\d:\d\d$/.test(to)) {
    return 'Say from when until when on those days.';
  }
  const on = (list: readonly string[], start_time: string, end_time: string): SilenceInterval => ({
    weekdays: [...list],
    times: [{ start_time, end_time }],
    location,
  });
  if (to > from) {
    return { kind: 'intervals', intervals: [on(days, from, to)] };
  }
  // Past midnight is two of them: the rest of the day, and the beginning of the next.
  const evening = on(days, from, '24:00');
  return {
    kind: 'intervals',
    intervals: to === '00:00' ? [evening] : [evening, on(days.map(dayAfter), '00:00', to)],
  };
}

function dayAfter(day: string): string {
  const at = weekdays.findIndex((known) => known === day);
  return weekdays[(at + 1) % weekdays.length] ?? day;
}

/** "Sat 02:00 to 04:00", as far as few words can say it. */
export function repeatWords(recurs: SilenceRecurrence): string {
  if (recurs.kind === 'calendar') {
    return 'as in its calendar entry';
  }
  const [first, ...more] = recurs.intervals;
  const days = (first?.weekdays ?? []).map(shortDay).join(', ');
  const times = (first?.times ?? []).map(({ start_time, end_time }) => `${start_time} to ${end_time}`).join(', ');
  const words = [days, times].filter(Boolean).join(' ') || 'at set times';
  return more.length > 0 ? `${words} and more` : words;
}
