import { failed, type Parsed, parsed } from '@tocsin/model';
import type { CalendarEvent } from '#core/mute/calendar-event';
import { readCalendarEvent } from './calendar-event.ts';
import { readCalendarText } from './calendar-lines.ts';

const mostEvents = 20;
const week = { minutes: 7 * 1440, else: 'it lasts longer than a week: make a silence without recurrence' };

/** The events of an iCalendar text (RFC 5545): a VEVENT, or a calendar with some of them. */
export function readCalendar(ical: string): Parsed<readonly CalendarEvent[]> {
  const { events, zone } = readCalendarText(ical);
  if (events.length === 0)
    return failed('there is no event: it must have BEGIN:VEVENT, DTSTART and END:VEVENT');
  if (events.length > mostEvents)
    return failed(`there are ${events.length} events: give at most ${mostEvents}`);
  const found: CalendarEvent[] = [];
  for (const [index, lines] of events.entries()) {
    const event = readCalendarEvent(lines, { zone, longest: week });
    if (!event.ok) return failed(`event ${index + 1}: ${event.error}`);
    found.push(event.value);
  }
  return parsed(found);
}
