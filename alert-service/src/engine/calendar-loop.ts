import type { Parsed } from '@tocsin/model';
import type { ShiftCalendar, ShiftsAsked } from '#config/calendar-shifts';
import { type Directory, objectIn, objectKey, objectsIn } from '#core/on-call/directory';
import type { ReadCalendar, Schedule } from '#core/on-call/schedule';
import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Loop } from '#lib/loop';
import type { Engine } from './engine.ts';

export interface CalendarLoopParts {
  readonly engine: Pick<Engine, 'state' | 'submit' | 'onCommit'>;
  readonly clock: Clock;
  readonly log: Log;
  /** The text at an address; rejects with what is wrong. Addresses of files may lead inside, those of the app not. */
  readonly get: (
    url: string,
    wanted: { readonly source: 'file' | 'app'; readonly signal: AbortSignal },
  ) => Promise<string>;
  readonly read: (ical: string, asked: ShiftsAsked) => Parsed<ShiftCalendar>;
}

const minuteMs = 60_000;
const everyMs = 15 * minuteMs;
/** After a failure. */
const againMs = 2 * minuteMs;

interface Reading {
  readonly url: string;
  readonly dueAt: number;
}

/** Reads the calendars that schedules name, each 15 minutes and as soon as one is named. What changed is an input. */
export function createCalendarLoop(parts: CalendarLoopParts): Loop {
  const { engine, clock, log } = parts;
  const readings = new Map<string, Reading>();
  const stopping = new AbortController();
  let underWay: Promise<number> | undefined;
  let unlisten = (): void => undefined;

  const dueAt = ({ id, calendar }: Schedule): number => {
    const last = readings.get(id);
    return last?.url === calendar ? (last?.dueAt ?? 0) : 0;
  };
  const readDue = async (now: number): Promise<number> => {
    const all = named(engine.state().directory);
    for (const schedule of all.filter((each) => dueAt(each) <= now)) {
      if (stopping.signal.aborted) break;
      const isRead = await readOne(parts, schedule, stopping.signal);
      const next = clock.now() + (isRead ? everyMs : againMs);
      readings.set(schedule.id, { url: schedule.calendar, dueAt: next });
    }
    return Math.min(...named(engine.state().directory).map(dueAt));
  };
  const step = (now: number): Promise<number> => {
    underWay ??= readDue(now).finally(() => (underWay = undefined));
    return underWay;
  };
  const ring = (): void =>
    void step(clock.now())
      .catch((error: unknown) => {
        log.warn('calendars of schedules could not be read; they are tried again', { err: error });
        return clock.now() + againMs;
      })
      .then((next) => !stopping.signal.aborted && alarm.set(next));
  const alarm = createAlarm(clock, ring);
  const nudge = (): void => {
    if (!stopping.signal.aborted) alarm.set(clock.now());
  };

  return {
    start() {
      unlisten = engine.onCommit(() => {
        if (named(engine.state().directory).some(({ id, calendar }) => readings.get(id)?.url !== calendar))
          nudge();
      });
      nudge();
    },
    nudge,
    step,
    async stop() {
      stopping.abort();
      unlisten();
      alarm.clear();
      await underWay?.catch(() => undefined);
    },
  };
}

type Named = Schedule & { readonly calendar: string };

const named = (directory: Directory): Named[] =>
  objectsIn(directory, 'schedule').flatMap((schedule) =>
    schedule.calendar === undefined ? [] : [{ ...schedule, calendar: schedule.calendar }],
  );

/** Resolves with whether it could be read. */
async function readOne(parts: CalendarLoopParts, schedule: Named, signal: AbortSignal): Promise<boolean> {
  const { engine, log } = parts;
  const { id, calendar: url } = schedule;
  const read = await tryToRead(parts, schedule, signal);
  if (signal.aborted) return false;
  const before = objectIn(engine.state().directory, { kind: 'calendar', id });
  const shifts = read.ok ? read.value.shifts : before?.url === url ? before.shifts : [];
  const value: ReadCalendar = { url, shifts, problems: read.ok ? read.value.problems : [read.error] };
  if (JSON.stringify(before) !== JSON.stringify(value)) {
    for (const problem of value.problems) log.warn('calendar of a schedule', { schedule: id, problem });
    await engine.submit({
      ...{ kind: 'on-call', change: 'set', by: 'calendar' },
      object: { kind: 'calendar', id, value },
    });
  }
  return read.ok;
}

const patienceMs = 30_000;

/** The address may hold a secret: no message repeats it. */
async function tryToRead(
  { engine, clock, get, read }: CalendarLoopParts,
  { id, calendar, timeZone }: Named,
  stopping: AbortSignal,
): Promise<Parsed<ShiftCalendar>> {
  const { directory } = engine.state();
  const source = directory.get(objectKey('schedule', id))?.at(-1)?.source ?? 'app';
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(patienceMs)]);
  try {
    const text = await get(calendar, { source, signal });
    return read(text, { people: objectsIn(directory, 'person'), timeZone, window: windowAt(clock.now()) });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, error: `The calendar cannot be read: ${why.replaceAll(calendar, 'its address')}` };
  }
}

const weekMs = 7 * 24 * 60 * minuteMs;

/** Whole weeks: so that a calendar which does not change is the same at each reading of a week. */
function windowAt(now: number): ShiftsAsked['window'] {
  const week = Math.floor(now / weekMs) * weekMs;
  return { from: week - weekMs, to: week + 26 * weekMs };
}
