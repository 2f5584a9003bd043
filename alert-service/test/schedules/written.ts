import type { Layer, Schedule } from '#core/on-call/schedule';
import type { Shift } from '#core/on-call/shift';

export const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;

const shown = (time: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(time)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });

/** `mia 2026-11-02T09:00 2026-11-09T09:00`, on the wall of the zone. */
export const written = (shifts: readonly Shift[], zone: string): string[] =>
  shifts.map(({ person, from, to }) => `${person} ${shown(from, zone)} ${shown(to, zone)}`);

/** `layer('days', 'mia jonas+lena', {...})`: a turn each, with + several together. Daily from 09:00, unless it says more. */
export const layer = (id: string, turns: string, more: Partial<Layer> = {}): Layer => ({
  id,
  name: id,
  turns: turns.split(' ').map((turn) => turn.split('+')),
  rotation: { every: 1, unit: 'days' },
  startsOn: '2026-11-02T09:00',
  ...more,
});

export const schedule = (layers: readonly Layer[], more: Partial<Schedule> = {}): Schedule => ({
  id: 'payments',
  name: 'Payments',
  timeZone: 'Europe/Berlin',
  layers,
  ...more,
});
