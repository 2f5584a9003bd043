import { type Alert, compareSeverity, type Labels, severityOf } from '@tocsin/model';

/** Worst first, then the one that began first: the head of a message. */
export const worstFirst = (a: Alert, b: Alert): number =>
  compareSeverity(severityOf(a.labels), severityOf(b.labels)) ||
  a.startsAt - b.startsAt ||
  compareText(a.fingerprint, b.fingerprint);

/** Alertmanager's order within a message: by job, by instance, then by the label sets. */
export function alertmanagerOrder(a: Alert, b: Alert): number {
  for (const name of ['job', 'instance']) {
    const [mine, theirs] = [a.labels[name], b.labels[name]];
    if (mine === theirs) continue;
    if (mine === undefined) return 1;
    if (theirs === undefined) return -1;
    return compareText(mine, theirs);
  }
  return compareLabels(a.labels, b.labels);
}

/** Fewer labels come first; then the first name, in order, that one lacks or where the values differ decides. */
function compareLabels(a: Labels, b: Labels): number {
  const sizes = Object.keys(a).length - Object.keys(b).length;
  if (sizes !== 0) return sizes;
  for (const name of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort(compareText)) {
    const [mine, theirs] = [a[name], b[name]];
    if (mine === theirs) continue;
    if (mine === undefined) return -1;
    if (theirs === undefined) return 1;
    return compareText(mine, theirs);
  }
  return 0;
}

/** By UTF-8 bytes as Go compares strings: UTF-16 units order surrogates wrongly. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
