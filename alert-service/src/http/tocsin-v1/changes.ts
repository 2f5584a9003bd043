import type { Change, Routes } from '@tocsin/api';
import { lines, oneLine } from '#lib/plain-text';
import { changesKeptMs } from '#core/changes/change';
import type { ChangeInput } from '#core/changes/input';
import type { Incident } from '#core/incident/incident';
import { knownServices } from '#core/incident/severity';
import { ofTold, wireChange } from '#services/changes/some-change';
import { type Caller } from '../caller.ts';
import { HttpError } from '../errors.ts';
import { refusal } from '../refusal.ts';
import type { TocsinContext } from './context.ts';
import type { Asked, Handlers } from './router.ts';

const hourMs = 3_600_000;
/** Clocks differ by a little everywhere. */
const clockSlackMs = 5_000;
const [usuallyMs, beforeIncidentMs, afterIncidentMs] = [7 * 24 * hourMs, 24 * hourMs, hourMs];
const [usualLimit, mostListed] = [100, 1_000];

export const changesHandlers: Pick<Handlers, 'tellChange' | 'listChanges'> = {
  tellChange,
  listChanges: (context, { query }) => {
    const { from, to, incident: id, service } = query;
    const now = context.clock.now();
    const incident = id === undefined ? undefined : incidentOf(context, id);
    const span = spanOf(incident, now);
    const services = service === undefined ? incident && servicesOf(incident) : [service];
    const asked = {
      from: from === undefined ? span.from : Date.parse(from),
      to: to === undefined ? span.to : Date.parse(to),
      limit: Math.min(Number(query.limit ?? usualLimit), mostListed),
      ...(services && { services }),
      ...(incident && { start: incident.openedAt, startWords: startWordsOf(incident) }),
    };
    if (asked.from > asked.to)
      throw new HttpError(400, 'The request does not fit', { detail: 'query.from is after query.to' });
    return { changes: [...context.services.changes.around(asked)], now: new Date(now).toISOString() };
  },
};

function incidentOf({ engine }: TocsinContext, id: string): Incident {
  const incident = engine.state().incidents.get(id);
  if (!incident) throw new HttpError(404, 'There is no such incident', { detail: `No incident ${id}.` });
  return incident;
}

const spanOf = (incident: Incident | undefined, now: number) =>
  incident
    ? { from: incident.openedAt - beforeIncidentMs, to: incident.openedAt + afterIncidentMs }
    : { from: now - usuallyMs, to: now };

/** One that hit no known service may have to do with anything. */
function servicesOf(incident: Incident): readonly string[] | undefined {
  const services = knownServices(incident);
  return services.length > 0 ? services : undefined;
}

const startWordsOf = (incident: Incident): string => {
  const [service] = knownServices(incident);
  return service === undefined ? `${incident.id} began` : `${service} began to fail`;
};

async function tellChange(
  context: TocsinContext,
  { body, conditions }: Asked<Routes['tellChange']>,
  caller: Caller,
): Promise<Change> {
  const { at, endedAt } = body;
  const now = context.clock.now();
  if (at !== undefined && Date.parse(at) < now - changesKeptMs)
    throw fit('at: it is longer ago than the 90 days for which changes are kept');
  // What is told again under its key may end now, and began when it was told first.
  const begins =
    at === undefined ? (body.key === undefined ? now - clockSlackMs : undefined) : Date.parse(at);
  if (begins !== undefined && endedAt !== undefined && Date.parse(endedAt) < begins)
    throw fit('endedAt: it is before at');
  const { request } = conditions;
  const answer = await context.engine.submit({
    ...{ kind: 'change', change: toldBy(body, caller) },
    ...(request && { request }),
  });
  if (answer.kind === 'conflict') throw refusal(answer, 'change');
  if (answer.kind !== 'change') throw new HttpError(500, 'The change was not answered');
  return wireChange(ofTold(answer.change));
}

const fit = (what: string): HttpError =>
  new HttpError(400, 'The request does not fit', { detail: `body.${what}` });

function toldBy(body: Asked<Routes['tellChange']>['body'], { person }: Caller): ChangeInput['change'] {
  const { kind: what, services = [], service, at, endedAt, by, ...said } = body;
  const { title, description, version, link, outcome, key } = said;
  return {
    ...{ what, source: 'api', title: oneLine(title, 300) || what, by: oneLine(by ?? person.name, 200) },
    services: [...new Set([...(service === undefined ? [] : [service]), ...services])],
    ...(at !== undefined && { at: Date.parse(at) }),
    ...(endedAt !== undefined && { endedAt: Date.parse(endedAt) }),
    ...(description !== undefined && { description: lines(description, 5_000) }),
    ...(version !== undefined && { version: oneLine(version, 200) }),
    ...(link !== undefined && { link }),
    ...(outcome !== undefined && { outcome }),
    ...(key !== undefined && { key }),
  };
}
