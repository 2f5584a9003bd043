import type { Labels } from '@tocsin/model';
import { isFiringAlert, type RuleAlert, type RuleState } from './state.ts';

/** What is left of one alert in ALERTS_FOR_STATE, which whoever evaluated the rule before has written. */
export interface SeriesState {
  /** Of the alert: without the metric's name. */
  readonly labels: Labels;
  /** The sample's value, in epoch ms. */
  readonly activeAt: number;
  /** When the last sample was written. */
  readonly lastAt: number;
  /** A stale marker followed: the alert was no longer active. */
  readonly ended: boolean;
}

export interface RestoreTerms {
  readonly now: number;
  readonly forMs: number;
  /** --rules.alert.for-grace-period: least time that a restored alert waits before it fires. */
  readonly graceMs: number;
  readonly intervalMs: number;
  /** Samples are written so much earlier than they are evaluated. */
  readonly queryOffsetMs: number;
  /** A series may carry them where an alert does not, and the other way round. */
  readonly externalLabels: Labels;
}

export interface Restored {
  /** The same object as before when nothing was restored. */
  readonly state: RuleState;
  /** Fingerprints of the alerts whose time has changed. */
  readonly restored: readonly string[];
}

/**
 * Gives pending alerts the time since when they have been active, as another ruler knew it. `stored` are those which
 * our own store held at the start: for them the earlier of both times is taken.
 */
export function restoreFromSeries(
  state: RuleState,
  series: readonly SeriesState[],
  { stored, ...terms }: RestoreTerms & { readonly stored: ReadonlySet<string> },
): Restored {
  const keyOf = (labels: Labels): string => keyWithout(labels, terms.externalLabels);
  const known = new Map(series.filter(({ ended }) => !ended).map((one) => [keyOf(one.labels), one]));
  const alerts: Record<string, RuleAlert> = { ...state.alerts };
  const restored: string[] = [];
  for (const [fingerprint, alert] of Object.entries(state.alerts)) {
    const found = isFiringAlert(alert) ? undefined : known.get(keyOf(alert.labels));
    const told = found && restoredActiveAt(found, terms);
    if (told === undefined) continue;
    const activeAt = stored.has(fingerprint) ? Math.min(told, alert.activeAt) : told;
    if (activeAt === alert.activeAt) continue;
    alerts[fingerprint] = { ...alert, activeAt };
    restored.push(fingerprint);
  }
  return restored.length === 0 ? { state, restored } : { state: { ...state, alerts }, restored };
}

/** vmalert evaluates 30 s back unless told otherwise (`-rule.evalDelay`), and writes what it has every few seconds. */
const writtenLateMs = 40_000;

/**
 * Since when an alert counts as active; undefined where it starts anew. Prometheus's rule (Group.RestoreForState in
 * rules/group.go), with two additions: who still evaluates the rule at this moment leaves no outage to make up for, and
 * what was firing fires again also where `for` is shorter than the grace period (prometheus #15175).
 */
export function restoredActiveAt(
  { activeAt, lastAt }: SeriesState,
  { now, forMs, graceMs, intervalMs, queryOffsetMs }: RestoreTerms,
): number | undefined {
  const downAt = wholeSecond(lastAt);
  const remainingMs = forMs - (downAt - activeAt);
  const evaluatedNow = now - queryOffsetMs - lastAt < 1.5 * intervalMs + writtenLateMs;
  if (evaluatedNow || remainingMs <= 0) return activeAt;
  if (forMs < graceMs) return undefined;
  return remainingMs < graceMs ? now + graceMs - forMs : activeAt + (now - downAt);
}

const wholeSecond = (ms: number): number => Math.floor(ms / 1_000) * 1_000;

const keyWithout = (labels: Labels, external: Labels): string =>
  JSON.stringify(
    Object.entries(labels)
      .filter(([name, value]) => value !== '' && name !== '__name__' && external[name] !== value)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
