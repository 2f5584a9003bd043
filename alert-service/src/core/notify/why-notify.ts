import type { Alert, NotToldReason, ToldReason } from '@tocsin/model';
import { sameText } from '../alert/receive.ts';
import type { GroupBatch } from '../group/batch.ts';
import type { Told } from '../state.ts';
import { believedFiring } from './told.ts';

/**
 * What a flush decides for one integration of one group.
 * `first` is owed to alerts it was never told of; `newest` is the state after that. Either, both or none.
 */
export interface Decision {
  readonly reason: ToldReason | NotToldReason;
  /** Alerts the reason is about. */
  readonly about: readonly Alert[];
  readonly first?: Draft;
  /** Absent with `keepsNewest`: what waits already says it; absent without: nothing is to follow `first`. */
  readonly newest?: Draft;
  readonly keepsNewest: boolean;
  /** Whom the waiting `first` was for is muted now: nobody is to be paged by it any more. */
  readonly dropsFirst: boolean;
  /** Told as firing, ended since, and resolved is not wanted: forgotten, so that the next firing pages. */
  readonly cleared: readonly string[];
}

export interface Draft {
  readonly why: ToldReason;
  readonly firing: readonly Alert[];
  readonly resolved: readonly Alert[];
}

export interface Waiting {
  /** Without those that are muted now. */
  readonly first?: Draft;
  /** Some were taken out of `first`. */
  readonly firstWasCut: boolean;
  readonly newest?: Draft;
  readonly inFlight: boolean;
  /** Of these, the receiver may believe that they have ended. */
  readonly doubted?: readonly string[];
  /** And of these that they fire: in flight, or in an attempt that may have arrived. */
  readonly believed?: readonly string[];
}

export interface NotifyPolicy {
  readonly sendResolved: boolean;
  readonly repeatIntervalMs: number;
  /** Somebody has the incident, and this integration is one that is then left in peace. */
  readonly acknowledged: boolean;
}

export interface Question {
  readonly told: Told | undefined;
  readonly waiting: Waiting;
  readonly batch: GroupBatch;
  readonly policy: NotifyPolicy;
}

/**
 * Alertmanager's dedup stage with names for its negative answers, asked of what was told *and* of what still waits:
 * however many alerts come and go while a receiver refuses, each gets its firing and its resolved.
 */
export function whyNotify({ told, waiting, batch, policy }: Question): Decision {
  const toldFiring = new Set(told?.firing);
  const untold = (waiting.first?.firing ?? []).filter((alert) => !toldFiring.has(alert.fingerprint));
  const doubted = new Set(waiting.doubted);
  const known = new Set(waiting.first?.firing.map(fingerprintOf));
  for (const each of toldFiring) if (!doubted.has(each)) known.add(each);
  const fresh = batch.firing.filter((alert) => !known.has(alert.fingerprint));
  const cut = waiting.firstWasCut && untold.length > 0;
  const first =
    fresh.length > 0 || cut ? extendFirst({ untold, batch, policy, toldFiring, waiting }) : undefined;
  const dropsFirst = waiting.firstWasCut && !first;
  const before = dropsFirst ? { ...waiting, first: undefined } : waiting;
  const believed = believedBy({ told, waiting: before, first });
  const gone = batch.resolved.filter((alert) => believed.has(alert.fingerprint));
  const after = followUp(gone, batch, policy);
  const owed = new Set(believedFiring(told));
  const cleared = policy.sendResolved ? [] : gone.map(fingerprintOf).filter((each) => owed.has(each));
  const keepsNewest = after !== undefined && sameDraft(after, waiting.newest);
  const common = { first, dropsFirst, newest: keepsNewest ? undefined : after, keepsNewest, cleared };
  if (first) return { ...common, reason: first.why, about: fresh.length > 0 ? fresh : untold };
  if (after && !keepsNewest) return { ...common, reason: after.why, about: gone };
  const otherwise = quiet({ told, waiting: before, batch, policy }, common);
  if (cleared.length > 0 && otherwise.reason !== 'repeat-interval')
    return { ...otherwise, reason: 'resolved-not-wanted', about: gone };
  return otherwise;
}

interface Belief {
  readonly told: Told | undefined;
  readonly waiting: Pick<Waiting, 'first' | 'believed'>;
  readonly first: Draft | undefined;
}

/** Whose end would be news once `first` has arrived: who was told as firing, less those it tells as resolved. */
function believedBy({ told, waiting, first }: Belief): ReadonlySet<string> {
  if (first) return new Set(first.firing.map(fingerprintOf));
  const believed = new Set([...believedFiring(told), ...(waiting.believed ?? [])]);
  for (const alert of waiting.first?.resolved ?? []) believed.delete(alert.fingerprint);
  for (const alert of waiting.first?.firing ?? []) believed.add(alert.fingerprint);
  return believed;
}

const fingerprintOf = (alert: Alert): string => alert.fingerprint;

interface FirstParts {
  readonly untold: readonly Alert[];
  readonly batch: GroupBatch;
  readonly policy: NotifyPolicy;
  readonly toldFiring: ReadonlySet<string>;
  readonly waiting: Waiting;
}

/** Every firing alert not told yet, as it fired even if it ended meanwhile, beside all that fires now. */
function extendFirst({ untold, batch, policy, toldFiring, waiting }: FirstParts): Draft {
  const firingNow = new Set(batch.firing.map(fingerprintOf));
  const endedUntold = untold.filter((alert) => !firingNow.has(alert.fingerprint));
  const asFired = new Set(endedUntold.map(fingerprintOf));
  return {
    why: waiting.first?.why ?? (toldFiring.size === 0 ? 'first' : 'new-alerts'),
    firing: [...batch.firing, ...endedUntold],
    resolved: policy.sendResolved ? batch.resolved.filter((alert) => !asFired.has(alert.fingerprint)) : [],
  };
}

/** An owed resolved causes a message; a resolved alert that was never told rides along in one that goes anyway. */
function followUp(gone: readonly Alert[], batch: GroupBatch, policy: NotifyPolicy): Draft | undefined {
  if (gone.length === 0 || !policy.sendResolved) return undefined;
  const why = batch.firing.length === 0 ? 'all-resolved' : 'newly-resolved';
  return { why, firing: batch.firing, resolved: batch.resolved };
}

function quiet(
  { told, waiting, batch, policy }: Question,
  common: Omit<Decision, 'reason' | 'about'>,
): Decision {
  const about = [...batch.firing, ...batch.resolved];
  const repeat: Draft = {
    why: 'repeat-interval',
    firing: batch.firing,
    resolved: policy.sendResolved ? batch.resolved : [],
  };
  const waits = sameDraft(repeat, waiting.newest);
  if (waiting.first || common.keepsNewest) return { ...common, reason: 'queued-behind', about };
  // What is on its way and still true waits on if it fails: taken away, it would be made anew and asked too soon.
  if (waiting.inFlight) return { ...common, keepsNewest: waits, reason: 'queued-behind', about };
  if (batch.firing.length === 0) {
    const toldResolved = new Set(told?.resolved);
    const wasTold = batch.resolved.some((alert) => toldResolved.has(alert.fingerprint));
    return { ...common, reason: wasTold ? 'deduplicated' : 'never-told', about };
  }
  if (!told || batch.at - told.at <= policy.repeatIntervalMs)
    return { ...common, reason: 'deduplicated', about };
  if (policy.acknowledged) return { ...common, reason: 'acknowledged', about };
  if (waits) return { ...common, keepsNewest: true, reason: 'queued-behind', about };
  return { ...common, newest: repeat, reason: 'repeat-interval', about };
}

const sameDraft = (draft: Draft, waiting: Draft | undefined): boolean =>
  waiting !== undefined &&
  sameAlerts(draft.firing, waiting.firing, sayTheSame) &&
  sameAlerts(draft.resolved, waiting.resolved, (a, b) => a.endsAt === b.endsAt && sayTheSame(a, b));

/** Where the end or the text has changed, what waits is not the newest any more; the end of what fires moves always. */
const sayTheSame = (a: Alert, b: Alert): boolean =>
  a === b || (a.fingerprint === b.fingerprint && a.startsAt === b.startsAt && sameText(a, b));

const sameAlerts = (
  a: readonly Alert[],
  b: readonly (Alert | undefined)[],
  same: (a: Alert, b: Alert) => boolean,
): boolean =>
  a.length === b.length &&
  a.every((alert, index) => {
    const other = b[index];
    return other !== undefined && same(alert, other);
  });
