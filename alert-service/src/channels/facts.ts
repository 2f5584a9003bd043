import { type Alert, serviceOf, type Severity, severityOf, worst } from '@tocsin/model';
import { type AlertLines, alertLines } from './alert-lines.ts';
import { worstFirst } from './alert-order.ts';
import type { IncidentFacts, Message } from './channel.ts';
import { clockWords, lengthWords } from './clock-words.ts';
import { alertPage, alertsPage, incidentPage, outwardLink } from './links.ts';
import { counted, lines, listed, oneLine } from './plain-text.ts';
import { type Reading, readingOf } from './reading.ts';

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
}

/** What a reader at night wants to know, in plain text that no channel has escaped yet. */
export interface Facts {
  readonly state: FactState;
  readonly severity: Severity;
  /** `Critical` */
  readonly severityWord: string;
  readonly headline: string;
  readonly description?: string;
  readonly incident?: string;
  readonly service?: string;
  /** Labels that place it, most telling first: `payments`, `prod`, `eu-central-1`. */
  readonly where: readonly string[];
  readonly reading?: Reading;
  readonly sinceAt: number;
  /** `03:05 CEST` */
  readonly since: string;
  /** Over since then. */
  readonly until?: string;
  /** `12 min`: how long it has been firing, or how long it did. */
  readonly lasted: string;
  /** `Nobody has it.` */
  readonly who: string;
  readonly next: string;
  /** `Jonas had it 03:07, handed back 03:12 CEST.` */
  readonly soFar?: string;
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
  const told = notice.firing.length > 0 ? notice.firing : notice.resolved;
  const head = told.toSorted(worstFirst)[0];
  const zone = { now, timeZone: message.timeZone ?? 'UTC' };
  const state = stateOf(message);
  const sinceAt = told.reduce((least, { startsAt }) => Math.min(least, startsAt), notice.at);
  const endAt =
    state === 'resolved'
      ? notice.resolved.reduce((last, { endsAt }) => Math.max(last, endsAt), sinceAt)
      : now;
  const severity = incident?.severity ?? worst(told.map(({ labels }) => severityOf(labels)));
  const soFar = soFarWords(incident, zone);
  const service = serviceWords(told);
  const reading = state === 'resolved' ? undefined : readingOf(head?.measure);
  const description = lines(head?.annotations.description ?? '', longestDescription);
  return {
    state,
    severity,
    severityWord: severityWords[severity],
    headline: headlineOf(head),
    ...(description === '' ? {} : { description }),
    ...(incident ? { incident: oneLine(incident.id, 40) } : {}),
    ...(service ? { service } : {}),
    where: whereOf(told, service),
    ...(reading ? { reading } : {}),
    sinceAt,
    since: clockWords(sinceAt, zone),
    ...(state === 'resolved' ? { until: clockWords(endAt, zone) } : {}),
    lasted: lengthWords(endAt - sinceAt),
    who: whoWords(incident, state),
    next: nextWords(incident, state),
    ...(soFar ? { soFar } : {}),
    count: countWords(message),
    alerts: alertLines(notice, externalUrl),
    links: linksOf(head, message),
    asOf: clockWords(now, zone),
  };
}

/** Resolved is what the batch says: an incident may still wait for its other groups. */
function stateOf({ notice, incident }: Message): FactState {
  if (notice.firing.length === 0) return 'resolved';
  return incident?.status === 'acknowledged' ? 'acknowledged' : 'triggered';
}

function headlineOf(head: Alert | undefined): string {
  const text = head?.annotations.summary || head?.annotations.title || head?.labels.alertname || '';
  return oneLine(text, longestHeadline) || 'An alert without a name';
}

function serviceWords(alerts: readonly Alert[]): string | undefined {
  const services = new Set(
    alerts.toSorted(worstFirst).map(({ labels }) => oneLine(serviceOf(labels) ?? '', longestPlace)),
  );
  services.delete('');
  return services.size === 0 ? undefined : listed([...services], 3);
}

function whereOf(alerts: readonly Alert[], service: string | undefined): string[] {
  const common = (name: string): string | undefined => {
    const values = new Set(alerts.map(({ labels }) => labels[name]));
    return values.size === 1 ? [...values][0] : undefined;
  };
  const places = placeLabels.flatMap((names) => names.map(common).find(Boolean) ?? []);
  const all = [...(service ? [service] : []), ...places.map((place) => oneLine(place, longestPlace))];
  return [...new Set(all)].filter(Boolean);
}

function whoWords(incident: IncidentFacts | undefined, state: FactState): string {
  const name = incident?.assignee ? oneLine(incident.assignee, longestPlace) : undefined;
  if (state === 'resolved') return name ? `${name} had it.` : 'Nobody had it.';
  return name ? `${name} has it.` : 'Nobody has it.';
}

/** Only what is known: repeats stop with an acknowledgement; who else is paged is said by the incident, if anyone is. */
function nextWords(incident: IncidentFacts | undefined, state: FactState): string {
  if (incident?.next) return oneLine(incident.next, 300);
  if (state === 'resolved') return 'Nothing: it is over.';
  if (state === 'acknowledged')
    return `No repeats: ${whoWords(incident, state).replace(/\.$/u, '')}. New alerts and the end are told.`;
  return incident ? 'Told again until somebody acknowledges it or it ends.' : 'Told again until it ends.';
}

function soFarWords(
  incident: IncidentFacts | undefined,
  zone: { readonly now: number; readonly timeZone: string },
): string | undefined {
  const back = incident?.handedBack;
  if (!back) return undefined;
  return `${oneLine(back.by, longestPlace)} had it ${clockWords(back.tookAt, zone)}, handed back ${clockWords(back.at, zone)}.`;
}

function countWords({ notice }: Message): string {
  const [firing, ended] = [notice.firing.length, notice.resolved.length];
  if (firing === 0) return counted(ended, 'alert');
  return ended === 0
    ? counted(firing, 'alert')
    : `${firing} of ${counted(firing + ended, 'alert')} still firing`;
}

function linksOf(head: Alert | undefined, { incident, externalUrl }: Message): FactLinks {
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
  };
}
