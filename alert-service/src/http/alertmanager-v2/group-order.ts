import { compareBytes, type Labels } from '@tocsin/model';

/** Alertmanager's order of group labels: fewer first; then the first name, in order, that one lacks or where they differ. */
export function compareGroupLabels(a: Labels, b: Labels): number {
  const mine = Object.keys(a);
  const theirs = Object.keys(b);
  if (mine.length !== theirs.length) return mine.length - theirs.length;
  const names = [...new Set([...mine, ...theirs])].sort(compareBytes);
  for (const name of names) {
    const [left, right] = [a[name], b[name]];
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    const order = compareBytes(left, right);
    if (order !== 0) return order;
  }
  return 0;
}
