import type { Router } from 'express';
import { type Directory, objectIn, objectsIn } from '#core/on-call/directory';
import { calendarFeed, type FeedEvent } from '#core/on-call/calendar-feed';
import type { Schedule } from '#core/on-call/schedule';
import { finalShifts, type Shift } from '#core/on-call/shift';
import type { Engine } from '#engine/engine';
import type { Clock } from '#lib/clock';
import { HttpError } from './errors.ts';
import { exactRouter } from './routing.ts';

type Of = 'schedule' | 'person';

/** Signs what an address allows, under a key that outlives the process. */
interface Signing {
  sign(use: string, text: string): string;
  isSigned(signature: string, use: string, text: string): boolean;
}

const use = 'calendar';
const dayMs = 86_400_000;
const [pastMs, aheadMs] = [31 * dayMs, 180 * dayMs];

/** `/calendars/schedule/payments/SIGNATURE.ics`: whoever has it can read it, as calendar programs have no other way. */
export const calendarPath = (signing: Pick<Signing, 'sign'>, of: Of, id: string): string =>
  `/calendars/${of}/${encodeURIComponent(id)}/${signing.sign(use, `${of}/${id}`)}.ics`;

/** Of the path below `/calendars`. */
export function isSignedCalendar(signing: Pick<Signing, 'isSigned'>, path: string): boolean {
  const [, of = '', id = '', signature = ''] = /^\/(\w+)\/([^/]+)\/([\w-]{43})\.ics$/.exec(path) ?? [];
  return signing.isSigned(signature, use, `${of}/${decodeURIComponent(id)}`);
}

interface CalendarParts {
  readonly engine: Pick<Engine, 'state'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly signing: Signing;
}

/** iCal feeds, outside of the door: the address is the secret. */
export function calendars({ engine, clock, signing }: CalendarParts): Router {
  const router = exactRouter();
  router.get('/:of/:id/:file', (request, response) => {
    const { of, id, file } = request.params;
    const known = of === 'schedule' || of === 'person' ? of : undefined;
    const [, signature = ''] = /^([\w-]{43})\.ics$/.exec(file) ?? [];
    const { directory } = engine.state();
    const isThere = known !== undefined && objectIn(directory, { kind: known, id }) !== undefined;
    // A wrong signature and a wrong name are one answer: nothing is told of who there is.
    if (!known || !signing.isSigned(signature, use, `${known}/${id}`) || !isThere)
      throw new HttpError(404, 'There is no such calendar', {
        detail:
          'Copy its address from Tocsin again: it may have been deleted, or the key that signed it has changed.',
      });
    response
      .type('text/calendar; charset=utf-8')
      .send(feedOf(directory, { of: known, id, now: clock.now() }));
  });
  return router;
}

interface Wanted {
  readonly of: Of;
  readonly id: string;
  readonly now: number;
}

function feedOf(directory: Directory, { of, id, now }: Wanted): string {
  const window = { from: now - pastMs, to: now + aheadMs };
  const schedules = objectsIn(directory, 'schedule').filter((each) => of === 'person' || each.id === id);
  const events = schedules.flatMap((schedule) =>
    finalShifts(directory, schedule.id, window)
      .filter(({ person }) => of === 'schedule' || person === id)
      .map((shift) => eventOf(directory, schedule, shift)),
  );
  const name = objectIn(directory, { kind: of, id })?.name ?? id;
  const changedAt = Math.max(0, ...[...directory.values()].map((versions) => versions.at(-1)?.at ?? 0));
  return calendarFeed({ name: `${name}, on call`, id: `${of}/${id}`, changedAt, events });
}

const eventOf = (directory: Directory, schedule: Schedule, shift: Shift): FeedEvent => ({
  schedule: schedule.id,
  shift,
  summary: `${objectIn(directory, { kind: 'person', id: shift.person })?.name ?? shift.person} on call: ${schedule.name}`,
});
