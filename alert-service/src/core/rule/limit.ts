import type { Labels } from '@tocsin/model';
import type { Advanced } from './evaluate.ts';
import type { RuleAlert, RuleState } from './state.ts';

const mostNamed = 3;

/**
 * `on_limit: keep_firing`: what was active stays, even where that alone is over the limit. What is new takes the room
 * that is left, in the order of fingerprints, so that it is the same at each evaluation (prometheus #12415).
 */
export function cutNew({ alerts, transitions }: Advanced, before: RuleState, limit: number): Advanced {
  const active = Object.entries(alerts);
  const old = active.filter(([fingerprint]) => Object.hasOwn(before.alerts, fingerprint));
  const fresh = active.filter(([fingerprint]) => !Object.hasOwn(before.alerts, fingerprint));
  const room = Math.max(0, limit - old.length);
  const ordered = fresh.toSorted(([a], [b]) => (a < b ? -1 : 1));
  const cut = ordered.slice(room);
  if (cut.length === 0) return { alerts, transitions, error: overText(limit, active.length) };
  const gone = new Set(cut.map(([fingerprint]) => fingerprint));
  return {
    alerts: Object.fromEntries([...old, ...ordered.slice(0, room)]),
    transitions: transitions.filter((one) => !('fingerprint' in one && gone.has(one.fingerprint))),
    error: cutText(limit, cut),
  };
}

const remedy = "raise the group's limit or narrow the expression";

const overText = (limit: number, active: number): string =>
  `the limit of ${limit} is exceeded: ${active} alerts were active already, and stay; nothing new can fire: ${remedy}`;

function cutText(limit: number, cut: readonly (readonly [string, RuleAlert])[]): string {
  const named = cut.slice(0, mostNamed).map(([, { labels }]) => labelsText(labels));
  const more = cut.length > mostNamed ? ` and ${cut.length - mostNamed} more` : '';
  return `the limit of ${limit} is exceeded: ${cut.length} new ${cut.length === 1 ? 'is' : 'are'} left out, ${named.join(', ')}${more}; what was active stays: ${remedy}`;
}

const labelsText = (labels: Labels): string =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ')}}`;
