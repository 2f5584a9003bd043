import type { Objective, Report } from '@tocsin/api';
import { historyOf } from '#core/health/spans';
import { uptimeOf } from '#core/health/uptime';
import type { Incident } from '#core/incident/incident';
import type { Period } from '#core/promises/period';
import type { SentReport } from '#core/promises/promise';
import type { State } from '#core/state';
import type { Listed } from './listed.ts';
import { iso } from './view.ts';

export interface Reporting {
  readonly state: State;
  readonly period: Period;
  readonly now: number;
  /** Services that are known, with who owns them. */
  readonly services: readonly {
    readonly name: string;
    readonly owner?: string;
    readonly described: boolean;
  }[];
  readonly listed: readonly Listed[];
  readonly within: (listed: Listed, period: Period) => Objective;
}

type ServiceReport = Report['services'][number];

/** So many services are all listed; of more, those that somebody described, promised or lost sleep over. */
const fewServices = 100;

/** What was promised in a period and what was kept, from what is kept here. */
export function reportOf(reporting: Reporting): Report {
  const { period, now, state, services } = reporting;
  const complete = period.to <= now;
  const incidents = incidentsIn(reporting);
  const named = new Set(incidents.flatMap((incident) => [...servicesOf(incident)]));
  const promised = new Set(reporting.listed.map(({ service }) => service.name));
  const shown = services.filter(
    ({ name, described }) =>
      services.length <= fewServices || described || named.has(name) || promised.has(name),
  );
  const reported = shown.map((service) => serviceReport(service, { reporting, incidents }));
  return {
    id: period.id,
    title: `Report of ${period.title}${complete ? '' : ', until now'}`,
    from: iso(period.from),
    to: iso(period.to),
    complete,
    sentence: sentenceOf(reported, incidents.length),
    services: reported,
    incidents: incidents.map((incident) => ({
      ...{ id: incident.id, title: incident.title, severity: incident.severity },
      openedAt: iso(incident.openedAt),
      ...(incident.resolvedAt !== undefined && { resolvedAt: iso(incident.resolvedAt) }),
      services: [...servicesOf(incident)],
    })),
    sent: sentOf(state.reports.get(period.id)),
  };
}

const sentOf = (report: SentReport | undefined): Report['sent'] =>
  (report?.sent ?? []).map(({ at, receiver, ok, error }) => ({
    ...{ at: iso(at), receiver, ok },
    ...(error !== undefined && { error }),
  }));

const servicesOf = ({ service, services }: Incident): ReadonlySet<string> =>
  new Set(services ?? (service === undefined ? [] : [service]));

/** That were open in the period, newest first; tests and parts of others are none. */
const incidentsIn = ({ state, period, now }: Reporting): readonly Incident[] =>
  [...state.incidents.values()]
    .filter(
      ({ openedAt, resolvedAt = now, origin, mergedInto }) =>
        origin?.kind !== 'test' &&
        mergedInto === undefined &&
        openedAt < period.to &&
        resolvedAt >= period.from,
    )
    .sort((a, b) => b.openedAt - a.openedAt);

interface Around {
  readonly reporting: Reporting;
  readonly incidents: readonly Incident[];
}

function serviceReport(
  { name, owner }: Reporting['services'][number],
  { reporting, incidents }: Around,
): ServiceReport {
  const { state, period, now, listed, within } = reporting;
  const span = { from: period.from, to: Math.min(period.to, now) };
  const uptime = uptimeOf(historyOf(state, name, span).spans);
  return {
    service: name,
    ...(owner !== undefined && { owner }),
    ...(uptime.percent !== undefined && { uptime: uptime.percent }),
    uptimeArithmetic: uptime.arithmetic,
    incidents: incidents.filter((incident) => servicesOf(incident).has(name)).length,
    downSeconds: Math.round(uptime.badMs / 1000),
    objectives: listed
      .filter(({ service }) => service.name === name)
      .map((each) => promiseOf(within(each, period), period.to <= now)),
  };
}

/** Of a period that is over nothing is at risk any more. */
const promiseOf = (
  { name, type, target, attained, state, budget }: Objective,
  complete: boolean,
): ServiceReport['objectives'][number] => ({
  ...{ name, type, target },
  ...(attained !== undefined && { attained }),
  state: complete && state === 'at-risk' ? 'kept' : state,
  ...(budget.remaining !== undefined && { budgetRemaining: budget.remaining }),
});

function sentenceOf(services: readonly ServiceReport[], incidents: number): string {
  const all = services.flatMap(({ objectives }) => objectives);
  const count = (state: Objective['state']): number => all.filter((each) => each.state === state).length;
  const [broken, atRisk, unknown] = [count('broken'), count('at-risk'), count('no-data')];
  const happened =
    incidents === 0 ? 'No incidents.' : `${incidents} ${incidents === 1 ? 'incident' : 'incidents'}.`;
  if (all.length === 0) return `Nothing was promised. ${happened}`;
  if (all.length === 1 && broken === 1) return `The promise is broken. ${happened}`;
  const parts = [
    ...(broken > 0 ? [`${broken} of ${all.length} promises ${broken === 1 ? 'is' : 'are'} broken`] : []),
    ...(atRisk > 0 ? [`${atRisk} ${atRisk === 1 ? 'is' : 'are'} at risk`] : []),
    ...(unknown > 0 ? [`of ${unknown} nothing is known`] : []),
  ];
  if (parts.length > 0) return `${parts.join(', ')}. ${happened}`;
  return `${all.length === 1 ? 'The promise was kept' : `All ${all.length} promises were kept`}. ${happened}`;
}
