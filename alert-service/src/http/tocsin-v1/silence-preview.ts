import type { Checked, HiddenAlert, Response as Answer, Routes } from '@tocsin/api';
import { type Alert, type Labels, type Matcher, severityOf, worstFirst } from '@tocsin/model';
import { compileMatchers, matcherFault } from '@tocsin/model/matchers';
import { incidentOfAlert } from '#core/incident/home';
import { recursAt } from '#core/mute/recurrence';
import { whyMuted } from '#core/mute/why-muted';
import { HttpError } from '../errors.ts';
import { summaryOf } from './alert-summary.ts';
import type { TocsinContext } from './context.ts';
import { daysOf, matchedHistory } from './silence-history.ts';
import { narrowerOf } from './silence-narrower.ts';
import { severityCounts } from './severity-counts.ts';
import { previewSentence } from './silence-sentence.ts';
import { wantedRecurrence, windowOf } from './wanted-recurrence.ts';
import { integrationWords } from './words.ts';

type Preview = Answer<Routes['previewSilence']>;

const alertsListed = 100;

/** What a silence with these matchers would hide. Alerts that are muted already by something else are not counted again. */
export async function previewSilence(
  context: TocsinContext,
  { matchers, timeZone = context.timeZone, recurs: written }: Checked<Routes['previewSilence']>['body'],
): Promise<Preview> {
  refuseFaults(matchers, timeZone);
  const now = context.clock.now();
  const matches = compileMatchers(matchers);
  const recurs = wantedRecurrence(written);
  const holds = (at: number): boolean => !recurs || recursAt(recurs, at);
  const hidden = holds(now) ? worstFirst(toldNow(context, now, matches)) : [];
  const days = daysOf(now, timeZone);
  const { since, episodes } = await context.history.since(days.from);
  const known = { since, episodes: episodes.filter(({ at }) => holds(at)) };
  const history = matchedHistory(known, { matches, days, timeZone });
  const incidents = incidentsOf(context, hidden);
  const narrower = narrowerOf({ matchers, hidden, episodes: known.episodes });
  const window = recurs && windowOf(recurs, now);
  return {
    at: new Date(now).toISOString(),
    matchesAll: matchesAll(matchers),
    sentence: previewSentence(hidden, incidents),
    now: {
      ...severityCounts(hidden.map(({ labels }) => severityOf(labels))),
      alerts: hidden.slice(0, alertsListed).map((alert) => hiddenAlert(context, alert)),
      incidents,
      notTold: notTold(context, hidden),
    },
    history,
    ...(window && { window }),
    ...(narrower && { narrower }),
  };
}

function refuseFaults(matchers: readonly Matcher[], timeZone: string): void {
  for (const matcher of matchers) {
    const fault = matcherFault(matcher);
    if (fault !== undefined)
      throw new HttpError(400, `The matcher on ${matcher.name} is no regular expression`, { detail: fault });
  }
  if (!isZone(timeZone))
    throw new HttpError(400, `There is no time zone ${timeZone}`, {
      detail: 'Name one as in Europe/Zurich.',
    });
}

function isZone(timeZone: string): boolean {
  try {
    return new Temporal.ZonedDateTime(0n, timeZone).timeZoneId !== '';
  } catch {
    return false;
  }
}

/** Of those that match: firing, and told by at least one of their routes. */
function toldNow({ engine }: TocsinContext, now: number, matches: (labels: Labels) => boolean): Alert[] {
  const view = { state: engine.state(), policy: engine.policy(), now };
  return [...view.state.alerts.values()].flatMap(({ alert }) => {
    if (alert.endsAt <= now || !matches(alert.labels)) return [];
    const routes = view.policy.router.match(alert.labels);
    return routes.some((route) => whyMuted(view, route, alert) === undefined) ? [alert] : [];
  });
}

/** Each of the matchers lets everything pass, with the label and without. */
const matchesAll = (matchers: readonly Matcher[]): boolean =>
  matchers.every(({ op, value }) =>
    op === '!=' ? value === '' : op === '=~' ? everything.includes(value) : false,
  );
const everything = ['.*', '.+', '(.*)', '(.+)', '^.*$', '^.+$'];

function hiddenAlert(context: TocsinContext, alert: Alert): HiddenAlert {
  const summary = summaryOf(context, alert, context.rules.active().get(alert.fingerprint));
  const { fingerprint, name, severity, labels, startsAt, service, measure, incident } = summary;
  return {
    fingerprint,
    name,
    severity,
    labels,
    startsAt,
    ...(summary.summary !== undefined && { summary: summary.summary }),
    ...(service !== undefined && { service }),
    ...(measure && { measure }),
    ...(incident !== undefined && { incident }),
  };
}

function incidentsOf({ engine }: TocsinContext, hidden: readonly Alert[]): Preview['now']['incidents'] {
  const state = engine.state();
  const found = new Map(
    hidden.flatMap(({ fingerprint }) => {
      const incident = incidentOfAlert(state, fingerprint);
      return incident && incident.status !== 'resolved' ? [[incident.id, incident] as const] : [];
    }),
  );
  return [...found.values()].map(({ id, title, severity, status, assignee }) => ({
    id,
    title,
    severity,
    owned: status === 'acknowledged',
    ...(assignee !== undefined && { assignee }),
  }));
}

function notTold({ engine }: TocsinContext, hidden: readonly Alert[]): Preview['now']['notTold'] {
  const { router, receivers } = engine.policy();
  const counts = new Map<string, number>();
  for (const { labels } of hidden)
    for (const receiver of new Set(router.match(labels).map((route) => route.receiver)))
      counts.set(receiver, (counts.get(receiver) ?? 0) + 1);
  return [...counts].map(([receiver, alerts]) => ({
    receiver,
    integrations: (receivers.get(receiver) ?? []).map(({ key }) => integrationWords(`${receiver}/${key}`)),
    alerts,
  }));
}
