import type { AlertSummary } from '@tocsin/api';
import { severityRank } from '../ui/severity';
import { hiderOf, mutedWords } from './mutedWords';

const statusRank: Readonly<Record<AlertSummary['status'], number>> = {
  firing: 0,
  acknowledged: 1,
  pending: 2,
  resolved: 3,
};

export const alertKey = ({ fingerprint }: AlertSummary): string => fingerprint;

/** What nobody is told of needs no one before what somebody has. */
const rankOf = (alert: AlertSummary): number => (hiderOf(alert) ? statusRank.acknowledged : statusRank[alert.status]);

/** What ended stands last; above it the worst first, unowned before owned, the oldest first. */
export const byUrgency = (a: AlertSummary, b: AlertSummary): number =>
  Number(a.status === 'resolved') - Number(b.status === 'resolved') ||
  severityRank(a.severity) - severityRank(b.severity) ||
  rankOf(a) - rankOf(b) ||
  (a.startsAt < b.startsAt ? -1 : 1);

export const isHot = ({ status, severity, assignee, muted }: AlertSummary): boolean =>
  status === 'firing' && !assignee && !muted && (severity === 'critical' || severity === 'high');

const texts = new WeakMap<AlertSummary, string>();

/** All that a person may type to find an alert; made once for each alert, since 5,000 are asked at each key. */
function textOf(alert: AlertSummary): string {
  let text = texts.get(alert);
  if (text === undefined) {
    const labels = Object.entries(alert.labels).map(([name, value]) => `${name}=${value}`);
    const { name, status, severity, service = '', summary = '', assignee = 'nobody', incident = '' } = alert;
    const hider = hiderOf(alert);
    const hidden = hider ? mutedWords(hider, Date.now()) : '';
    text = [name, status, severity, service, summary, assignee, incident, hidden, ...labels].join('\n').toLowerCase();
    texts.set(alert, text);
  }
  return text;
}

/** Every word must be found somewhere. */
export function matching(alerts: readonly AlertSummary[], words: string): readonly AlertSummary[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return wanted.length === 0 ? alerts : alerts.filter((alert) => wanted.every((word) => textOf(alert).includes(word)));
}
