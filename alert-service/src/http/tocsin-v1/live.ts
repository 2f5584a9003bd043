import { severityOf } from '@tocsin/model';
import { historyRange } from '#live/history-range';
import { HttpError } from '../errors.ts';
import type { TocsinContext } from './context.ts';
import type { Handlers } from './router.ts';
import { severityCounts } from './severity-counts.ts';

/** As far back as what fired is remembered with its labels: see app/doors. */
const mostFrequencyDays = 30;

export const liveHandlers: Pick<Handlers, 'getMetricsSnapshot' | 'getMetricsHistory' | 'getAlertFrequency'> =
  {
    getMetricsSnapshot: ({ services }) => services.live.now(),

    getMetricsHistory({ services: { live, catalogue }, clock }, { query }) {
      if (query.service !== undefined && !catalogue.get(query.service))
        throw new HttpError(404, 'There is no such service', {
          detail: `${JSON.stringify(query.service)} is not known: see GET /services for those that are.`,
        });
      const services = query.service === undefined ? catalogue.services().length : 1;
      const range = historyRange({ ...query, services }, clock.now());
      if ('problem' in range)
        throw new HttpError(400, 'The history cannot be asked for', { detail: range.problem });
      return live.history(range, query.service);
    },

    async getAlertFrequency(context, { query }) {
      const count = Number(query.days ?? mostFrequencyDays);
      if (count > mostFrequencyDays)
        throw new HttpError(400, 'That is too long ago', {
          detail: `Ask for at most ${mostFrequencyDays} days.`,
        });
      return frequencyOf(context, count);
    },
  };

const nothing = { critical: 0, high: 0, medium: 0, low: 0, none: 0 };

async function frequencyOf({ history, clock, timeZone }: TocsinContext, count: number) {
  const dayOf = (at: number): Temporal.PlainDate =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
  const today = dayOf(clock.now());
  const days = Array.from({ length: count }, (_, index) => today.subtract({ days: count - 1 - index }));
  const begins = days.map((day) => day.toZonedDateTime(timeZone).epochMilliseconds);
  const { since, episodes } = await history.since(begins[0] ?? clock.now());
  const found = days.map((): ReturnType<typeof severityOf>[] => []);
  // By where days begin: to ask a calendar for each of a hundred thousand takes seconds.
  for (const { at, labels } of episodes)
    found[begins.findLastIndex((begin) => begin <= at)]?.push(severityOf(labels));
  return {
    timeZone,
    days: days.map((day, index) => {
      const { total, bySeverity } = severityCounts(found[index] ?? []);
      return { day: day.toString(), total, bySeverity: { ...nothing, ...bySeverity } };
    }),
    ...(Number.isFinite(since) && { knownFrom: new Date(since).toISOString() }),
  };
}
