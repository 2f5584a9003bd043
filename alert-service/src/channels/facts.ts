import { worstFirst } from '@tocsin/model';
import {
  type Alert,
  clockWords,
  type Labels,
  type Reading,
  readingOf,
  serviceOf,
  type Severity,
  severityOf,
  spokenDuration,
} from '@tocsin/model';
import { type AlertLines, alertLines } from './alert-lines.ts';
import type { Message } from './channel.ts';
import { alertPage, alertsPage, incidentPage, outwardLink, silenceForm } from './links.ts';
import { type PeopleFacts, peopleFacts } from './people-facts.ts';
import { digestFacts } from './digest-facts.ts';
import { prefaceOf } from './preface.ts';
import { counted, lines, oneLine } from '#lib/plain-text';

export type FactState = 'triggered' | 'acknowledged' | 'resolved';

export interface FactLinks {
  /** The page that answers most: the incident's, else the worst alert's. */
  readonly main: string;
  readonly alert: string;
  readonly alerts: string;
  readonly incident?: string;
  readonly dashboard?: string;
  readonly runbook?: string;
  readonly source?: string;
  /** The form that silences the group; none once it is over. */
  readonly silence?: string;
}

/** What a reader at night wants to know, in plain text that no channel has escaped yet. */
export interface Facts extends PeopleFacts {
  readonly state: FactState;
  readonly severity: Severity;
  /** `Critical` */
  readonly severityWord: string;
  readonly headline: string;
  readonly description?: string;
  /** Several groups in one message: the headline is all of the title. */
  readonly digest?: true;
  /** Said above all else: why this comes here. */
  readonly preface?: string;
  readonly incident?: string;
  /** The worst one's first. */
  readonly services: readonly string[];
  /** Labels that place it, most telling first: `payments`, `prod`, `eu-central-1`. */
  readonly where: readonly string[];
  readonly reading?: Reading;
  /** `03:05 CEST`: since when what the headline says has been true; once over, since when anything was. */
  readonly since: string;
  /** Over since then. */
  readonly until?: string;
  /** `12 min`: how long it has been firing, or how long it did. */
  readonly lasted: string;
  /** `2 alerts`, `2 of 3 alerts still firing` */
  readonly count: string;
  readonly alerts: AlertLines;
  readonly links: FactLinks;
  /** `03:17 CEST` */
  readonly asOf: string;
}

const severityWords: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  none: 'Info',
};
const longestHeadline = 140;
const longestDescription = 600;
const longestPlace = 60;
const placeLabels = [
  ['environment', 'env', 'stage'],
  ['cluster'],
  ['region', 'availability_zone', 'zone'],
  ['namespace'],
];

export function factsOf(message: Message): Facts {
  const { notice, incident, now, externalUrl } = message;
  const [firing, ended] = [worstFirst(notice.firing), worstFirst(notice.resolved)];
  const told = firing.length > 0 ? firing : ended;
  const head = told[0];
  const state = stateOf(message);
  const zone = { now, timeZone: message.timeZone ?? 'UTC' };
  const span = spanOf(told, { state, now });
  const severity = incident?.severity ?? (head ? severityOf(head.labels) : 'none');
  const reading = state === 'resolved' ? undefined : readingOf(head?.measure);
  const description = lines(head?.annotations.description ?? '', longestDescription);
  const services = servicesOf(told);
  const preface = prefaceOf(notice, zone);
  const facts: Facts = {
    ...peopleFacts(incident, { state, ...zone }),
    ...(notice.insteadOf && state !== 'resolved'
      ? { next: 'Told here once, and when all of it has ended.' }
      : {}),
    state,
    severity,
    severityWord: severityWords[severity],
    headline: headlineOf(head),
    ...(description === '' ? {} : { description }),
    ...(preface === undefined ? {} : { preface }),
    ...(incident ? { incident: oneLine(incident.id, 40) } : {}),
    services,
    where: [...new Set([...services.slice(0, 3), ...placesOf(told)])],
    ...(reading ? { reading } : {}),
    since: clockWords(span.from, zone),
    ...(state === 'resolved' ? { until: clockWords(span.to, zone) } : {}),
    lasted: spokenDuration(span.to - span.from),
    count: countWords(message),
    alerts: alertLines({ firing, ended }, externalUrl),
    links: linksOf(head, message),
    asOf: clockWords(now, zone),
  };
  return notice.digest ? digestFacts(facts, message, notice.digest) : facts;
}

/** The headline speaks of one alert name, and so does "since"; what is over is over as a whole. */
function spanOf(
  told: readonly Alert[],
  { state, now }: { state: FactState; now: number },
): { from: number; to: number } {
  const name = told[0]?.labels.alertname;
  const meant = state === 'resolved' ? told : told.filter(({ labels }) => labels.alertname === name);
  const from = meant.reduce((least, { startsAt }) => Math.min(least, startsAt), now);
  return {
    from,
    to: state === 'resolved' ? told.reduce((last, { endsAt }) => Math.max(last, endsAt), from) : now,
  };
}

/**
 * Resolved is what the batch says: an incident may still wait for its other groups. What somebody has put off, or ended
 * while it fires, is in their hands as what they acknowledged is.
 */
function stateOf({ notice, incident }: Message): FactState {
  if (notice.firing.length === 0) return 'resolved';
  const ended = incident?.status === 'resolved' && incident.resolvedBy !== undefined;
  const held = incident?.status === 'acknowledged' || incident?.status === 'snoozed';
  return held || ended ? 'acknowledged' : 'triggered';
}

function headlineOf(head: Alert | undefined): string {
  const text = head?.annotations.summary || head?.annotations.title || head?.labels.alertname || '';
  return oneLine(text, longestHeadline) || 'An alert without a name';
}

/** `told` is the worst first, and so are its services. */
function servicesOf(told: readonly Alert[]): string[] {
  const services = new Set(told.map(({ labels }) => serviceOf(labels) ?? ''));
  return [...services]
    .slice(0, 20)
    .map((service) => oneLine(service, longestPlace))
    .filter(Boolean);
}

/** Where all of them are. */
function placesOf(told: readonly Alert[]): string[] {
  const common = (name: string): string | undefined => {
    const value = told[0]?.labels[name];
    return told.every(({ labels }) => labels[name] === value) ? value : undefined;
  };
  return placeLabels
    .flatMap((names) => names.map(common).find(Boolean) ?? [])
    .map((place) => oneLine(place, longestPlace));
}

function countWords({ notice }: Message): string {
  const [firing, ended] = [notice.firing.length, notice.resolved.length];
  if (firing === 0) return counted(ended, 'alert');
  return ended === 0
    ? counted(firing, 'alert')
    : `${firing} of ${counted(firing + ended, 'alert')} still firing`;
}

function linksOf(head: Alert | undefined, { notice, incident, externalUrl }: Message): FactLinks {
  const alerts = alertsPage(externalUrl);
  const alert = head ? alertPage(externalUrl, head.fingerprint) : alerts;
  const incidentUrl = incident ? incidentPage(externalUrl, incident.id) : undefined;
  const outward = {
    dashboard: outwardLink(head?.annotations.dashboard_url, externalUrl),
    runbook: outwardLink(head?.annotations.runbook_url, externalUrl),
    source: outwardLink(head?.generatorURL, externalUrl),
  };
  return {
    main: incidentUrl ?? alert,
    alert,
    alerts,
    ...(incidentUrl ? { incident: incidentUrl } : {}),
    ...(outward.dashboard ? { dashboard: outward.dashboard } : {}),
    ...(outward.runbook ? { runbook: outward.runbook } : {}),
    ...(outward.source ? { source: outward.source } : {}),
    ...(notice.firing.length > 0 ? { silence: silenceForm(externalUrl, meantLabels(notice)) } : {}),
  };
}

/** A group of everything has no labels of its own: then those that all of its alerts share. */
function meantLabels({ groupLabels, firing }: Message['notice']): Labels {
  if (Object.keys(groupLabels).length > 0) return groupLabels;
  const shared = Object.entries(firing[0]?.labels ?? {}).filter(([name, value]) =>
    firing.every(({ labels }) => labels[name] === value),
  );
  return Object.fromEntries(shared);
}
