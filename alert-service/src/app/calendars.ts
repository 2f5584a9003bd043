import { createSafeFetch } from '#channels/safe-fetch';
import { readShiftCalendar } from '#config/calendar-shifts';
import { type CalendarLoopParts, createCalendarLoop } from '#engine/calendar-loop';
import type { Clock } from '#lib/clock';
import type { Loop } from '#lib/loop';
import type { Foundation } from './parts.ts';

const mostBytes = 8 * 1024 * 1024;

/** Reads the calendars of schedules, by the guarded way out. */
export function createCalendars({ engine, parts: { clock, log } }: Foundation): Loop {
  const { get, close } = createGet(clock);
  const loop = createCalendarLoop({ engine, clock, log, get, read: readShiftCalendar });
  return {
    ...loop,
    async stop() {
      await loop.stop();
      close();
    },
  };
}

/** An answer that is longer is cut off, which its reader sees. */
export function createGet(clock: Clock): {
  readonly get: CalendarLoopParts['get'];
  readonly close: () => void;
} {
  const limits = { clock, maxResponseBytes: mostBytes };
  const fetches = {
    file: createSafeFetch({ ...limits, trust: 'operator' }),
    app: createSafeFetch({ ...limits, trust: 'api' }),
  };
  return {
    async get(url, { source, signal }) {
      const response = await fetches[source](url, {
        headers: { accept: 'text/calendar' },
        redirect: 'error',
        signal,
      });
      if (response.status === 200) return response.text();
      await response.body?.cancel();
      throw new Error(`its server answers ${response.status}: check its address`);
    },
    close() {
      fetches.file.close();
      fetches.app.close();
    },
  };
}
