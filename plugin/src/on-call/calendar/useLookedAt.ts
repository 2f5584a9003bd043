import { useSearchParams } from 'react-router-dom';
import { useNow } from '../../ui/useNow';
import { dateIn, daysAfter, isDate, mondayOf, momentOf } from '../zoned';

const spans = [1, 2, 4] as const;
export type Span = (typeof spans)[number];

/** Which schedule, which weeks and which moment are looked at: all of it is in the address. */
export function useLookedAt() {
  const [search, setSearch] = useSearchParams();
  const now = useNow();
  const change = (key: string, value: string | undefined) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === undefined) {
          next.delete(key);
        } else {
          next.set(key, value);
        }
        return next;
      },
      { replace: true }
    );
  const span: Span = spans.find((each) => String(each) === search.get('weeks')) ?? 2;
  return {
    schedule: search.get('schedule') ?? undefined,
    setSchedule: (id: string) => change('schedule', id),
    span,
    setSpan: (weeks: Span) => change('weeks', weeks === 2 ? undefined : String(weeks)),
    in: (timeZone: string) => {
      const at = search.get('at') ?? '';
      const [date = ''] = at.split('T');
      const today = dateIn(timeZone, now);
      const monday = mondayOf(isDate(date) ? date : today);
      const moment = at.includes('T') && isDate(date) ? momentOf(timeZone, at.slice(0, 16)) : NaN;
      const go = (weeks: number) => {
        const next = daysAfter(monday, weeks * 7);
        change('at', next === mondayOf(today) ? undefined : next);
      };
      return {
        monday,
        mondays: Array.from({ length: span }, (_, index) => daysAfter(monday, index * 7)),
        isNow: at === '',
        /** A moment of that day, where one was asked for. */
        moment: Number.isNaN(moment) ? undefined : moment,
        back: () => go(-span),
        forth: () => go(span),
        today: () => change('at', undefined),
        look: (field: string) => change('at', field === '' ? undefined : field),
      };
    },
  };
}
