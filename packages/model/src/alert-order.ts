import type { Alert } from './alert.ts';
import { compareBytes } from './byte-order.ts';
import type { Labels } from './labels.ts';
import { severities, severityOf } from './severity.ts';

/** The worst first, then the one that began first: what a message says first. Each alert is ranked once: storms are large. */
export function worstFirst(alerts: readonly Alert[]): Alert[] {
  const ranked = alerts.map((alert) => ({ alert, rank: severities.indexOf(severityOf(alert.labels)) }));
  ranked.sort(
    (a, b) =>
      a.rank - b.rank ||
      a.alert.startsAt - b.alert.startsAt ||
      compareBytes(a.alert.fingerprint, b.alert.fingerprint),
  );
  return ranked.map(({ alert }) => alert);
}

interface Named {
  readonly alert: Alert;
  /** In order. */
  readonly names: readonly string[];
}

/** Alertmanager's order within a message: by job, by instance, then by the label sets. */
export function alertmanagerOrder(alerts: readonly Alert[]): Alert[] {
  const named = alerts.map((alert): Named => ({
    alert,
    names: Object.keys(alert.labels).sort(compareBytes),
  }));
  return named.sort(compareNamed).map(({ alert }) => alert);
}

function compareNamed(a: Named, b: Named): number {
  for (const name of ['job', 'instance']) {
    const order = compareValue(a.alert.labels[name], b.alert.labels[name]);
    if (order !== 0) return order;
  }
  return a.names.length - b.names.length || compareLabels(a, b);
}

/** Who lacks the label comes last. */
function compareValue(mine: string | undefined, theirs: string | undefined): number {
  if (mine === theirs) return 0;
  if (mine === undefined) return 1;
  return theirs === undefined ? -1 : compareBytes(mine, theirs);
}

/** As many labels in both: the first name, in order, that one lacks or where the values differ decides. */
function compareLabels(a: Named, b: Named): number {
  for (const [index, mine] of a.names.entries()) {
    const theirs = b.names[index] ?? '';
    if (mine !== theirs) return compareBytes(theirs, mine);
    const order = compareBytes(valueOf(a.alert.labels, mine), valueOf(b.alert.labels, mine));
    if (order !== 0) return order;
  }
  return 0;
}

const valueOf = (labels: Labels, name: string): string => labels[name] ?? '';
