import { type Alert, type Labels, readingOf } from '@tocsin/model';
import { oneLine } from '#lib/plain-text';
import { alertPage } from './links.ts';

/** One series within a line: where it is, and how bad. */
export interface Spot {
  readonly where: string;
  readonly value?: string;
  readonly url: string;
}

/** Alerts of one name in one state: a line of the message, not one per series. */
export interface AlertLine {
  readonly name: string;
  readonly state: 'firing' | 'ended';
  readonly count: number;
  readonly spots: readonly Spot[];
  /** Alerts of this line beyond its spots. */
  readonly more: number;
}

export interface AlertLines {
  readonly shown: readonly AlertLine[];
  /** Alerts in lines beyond those shown. */
  readonly moreAlerts: number;
}

const mostLines = 10;
const mostSpots = 5;
const longestName = 80;
/** What tells series apart, best known first. */
const places = [
  'instance',
  'pod',
  'node',
  'host',
  'container',
  'device',
  'mountpoint',
  'queue',
  'topic',
  'endpoint',
  'path',
];
/** Said elsewhere in the message, or the same for a reader. */
const unspoken = new Set(['alertname', 'severity', 'job', 'service', '__name__']);

/** Firing lines before ended ones; both batches come worst first, and stay so. */
export function alertLines(
  { firing, ended }: { readonly firing: readonly Alert[]; readonly ended: readonly Alert[] },
  externalUrl: string,
): AlertLines {
  const all = [
    ...linesOf(firing, { state: 'firing', externalUrl }),
    ...linesOf(ended, { state: 'ended', externalUrl }),
  ];
  const shown = all.slice(0, mostLines);
  const moreAlerts = all.slice(mostLines).reduce((sum, line) => sum + line.count, 0);
  return { shown, moreAlerts };
}

/** `checkout-1 1.9 s, checkout-3 1.7 s and 4 more`, or nothing where the alerts cannot be told apart. */
export function spotWords(line: AlertLine): string {
  const spots = line.spots
    .map(({ where, value }) => [where, value].filter(Boolean).join(' '))
    .filter(Boolean);
  if (spots.length === 0) return '';
  return line.more > 0 ? `${spots.join(', ')} and ${line.more} more` : spots.join(', ');
}

export const moreWords = ({ moreAlerts }: AlertLines): string =>
  moreAlerts === 0 ? '' : `and ${moreAlerts} more`;

function linesOf(
  alerts: readonly Alert[],
  { state, externalUrl }: { state: AlertLine['state']; externalUrl: string },
): AlertLine[] {
  const byName = Map.groupBy(alerts, ({ labels }) =>
    oneLine(labels.alertname ?? 'alert without a name', longestName),
  );
  return [...byName].map(([name, members]) => {
    const shown = members.slice(0, mostSpots);
    const telling = tellingLabels(members);
    return {
      name,
      state,
      count: members.length,
      spots: shown.map((alert) => spotOf(alert, { state, telling, externalUrl })),
      more: members.length - shown.length,
    };
  });
}

function spotOf(
  alert: Alert,
  {
    state,
    telling,
    externalUrl,
  }: { state: AlertLine['state']; telling: readonly string[]; externalUrl: string },
): Spot {
  const where = oneLine(whereWords(alert.labels, telling), longestName);
  const value = state === 'firing' ? readingOf(alert.measure)?.value : undefined;
  return { where, url: alertPage(externalUrl, alert.fingerprint), ...(value === undefined ? {} : { value }) };
}

/** The labels in which these alerts differ; for a single one the place it names. */
function tellingLabels(alerts: readonly Alert[]): readonly string[] {
  const names = [...new Set(alerts.flatMap(({ labels }) => Object.keys(labels)))].filter(
    (name) => !unspoken.has(name),
  );
  const differing = names.filter((name) => new Set(alerts.map(({ labels }) => labels[name])).size > 1);
  const among = alerts.length > 1 ? differing : names;
  const known = places.filter((name) => among.includes(name));
  const tells = known.find(
    (name) => new Set(alerts.map(({ labels }) => labels[name])).size === alerts.length,
  );
  if (tells) return [tells];
  return alerts.length > 1
    ? [...known, ...differing.filter((name) => !known.includes(name)).sort()].slice(0, 3)
    : [];
}

/** A known place stands alone (`checkout-1`); other labels say their name (`status=failed`). */
const whereWords = (labels: Labels, telling: readonly string[]): string =>
  telling
    .filter((name) => labels[name])
    .map((name) => (places.includes(name) ? labels[name] : `${name}=${labels[name]}`))
    .join(' ');
