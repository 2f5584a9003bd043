import { ended, type ModelAlert } from './alerts.ts';
import { outsideItsTimes } from './intervals.ts';
import {
  type Batch,
  batchOf,
  linesOf,
  type ModelGroup,
  request,
  type Scene,
  type Target,
  targetsOf,
} from './scene.ts';

/**
 * What Tocsin does instead of upstream's flush: no deadline drops a message, so what is owed waits in a queue of two
 * for each webhook (every firing alert not told yet; the state after it), and the flush does not wait for it.
 */
interface Owed {
  firing: readonly string[];
  resolved: readonly string[];
  /** Told as firing before the last message, which did not name it; its end is not told yet. */
  unfinished: readonly string[];
  toldAt: number | undefined;
  first: Batch | undefined;
  newest: Batch | undefined;
  attempts: number;
  /** Undefined: refused, and tried again at the next flush. */
  nextAt: number | undefined;
  /** Ends that a failed request may have told for all we know. */
  doubted: readonly string[];
  /** What fires by a failed request that may have arrived. */
  believed: readonly string[];
  /** Of the retry that counts: a reload makes earlier ones void. */
  round: number;
}

interface Kept {
  /** By group key and webhook; outlives a reload. */
  readonly owed: Map<string, Owed>;
  /** Groups by their last flush. */
  readonly flushedAt: Map<ModelGroup, number>;
  /** Alerts that changed in a group since its last flush. */
  readonly touched: Map<ModelGroup, Set<string>>;
}

const kept = new WeakMap<Scene, Kept>();

function keptOf(scene: Scene): Kept {
  const found = kept.get(scene) ?? { owed: new Map(), flushedAt: new Map(), touched: new Map() };
  kept.set(scene, found);
  return found;
}

const nothingOwed = (): Owed => ({
  firing: [],
  resolved: [],
  unfinished: [],
  toldAt: undefined,
  first: undefined,
  newest: undefined,
  attempts: 0,
  nextAt: undefined,
  doubted: [],
  believed: [],
  round: 0,
});

const keyOf = ({ group, webhook }: Target): string => `${group.key} ${webhook}`;

function owedTo(scene: Scene, target: Target): Owed {
  const { owed } = keptOf(scene);
  const found = owed.get(keyOf(target)) ?? nothingOwed();
  owed.set(keyOf(target), found);
  return found;
}

export function startTocsinGroup(scene: Scene, group: ModelGroup): void {
  scene.agenda.at(group.nextTick, (now) => {
    if (!group.gone) flush(scene, group, now);
  });
}

export function joined(scene: Scene, group: ModelGroup, id: string): void {
  const { touched } = keptOf(scene);
  touched.set(group, new Set([...(touched.get(group) ?? []), id]));
}

/**
 * What waits is tried at once, whatever its backoff: the reload may be what mends the receiver. What was refused, or
 * waits for its times, is for the next flush to decide.
 */
export function tryAllAgain(scene: Scene, now: number): void {
  for (const group of scene.groups.values())
    for (const target of targetsOf(scene, group)) {
      const owed = owedTo(scene, target);
      if (owed.nextAt === undefined) continue;
      owed.nextAt = now;
      owed.round += 1;
      scene.agenda.at(now, () => {
        send(scene, target, now);
        settle(scene, group);
      });
    }
}

function flush(scene: Scene, group: ModelGroup, now: number): void {
  const all = batchOf(group.alerts.values(), now);
  group.nextTick = now + group.route.groupIntervalMs;
  keptOf(scene).flushedAt.set(group, now);
  keptOf(scene).touched.delete(group);
  const closed = outsideItsTimes(group.route, scene.given.intervals, now + scene.intoMinuteMs);
  const isMuted = ({ labels }: ModelAlert): boolean =>
    scene.inhibitor.mutes(labels, now) || scene.silences.mutes(labels, now);
  for (const target of targetsOf(scene, group)) {
    const owed = owedTo(scene, target);
    if (closed) {
      hold(target, owed, all);
      continue;
    }
    const told = [...owed.firing, ...owed.unfinished, ...owed.believed];
    const passes = (alert: ModelAlert): boolean =>
      !isMuted(alert) || (ended(alert, now) && told.includes(alert.id));
    const batch = { firing: all.firing.filter(passes), resolved: all.resolved.filter(passes) };
    decide(target, owed, { batch, now, isMuted });
    send(scene, target, now);
  }
  settle(scene, group);
  startTocsinGroup(scene, group);
}

const ids = (alerts: readonly ModelAlert[] | undefined): string[] => (alerts ?? []).map(({ id }) => id);

/** Outside its times nothing is said; what is owed waits for the first flush within them. */
function hold({ sendResolved }: Target, owed: Owed, all: Batch): void {
  owed.nextAt = undefined;
  owed.round += 1;
  if (!sendResolved) forget(owed, ids(all.resolved));
}

function forget(owed: Owed, gone: readonly string[]): void {
  owed.firing = owed.firing.filter((id) => !gone.includes(id));
  owed.unfinished = owed.unfinished.filter((id) => !gone.includes(id));
}

interface Flush {
  readonly batch: Batch;
  readonly now: number;
  readonly isMuted: (alert: ModelAlert) => boolean;
}

function decide(target: Target, owed: Owed, { batch, now, isMuted }: Flush): void {
  const { sendResolved, group } = target;
  const waited = owed.first !== undefined || owed.newest !== undefined;
  // Whom somebody silenced meanwhile is not paged by what waits; nor who was told and ended, where no end is wanted.
  const before = owed.first;
  const isOver = ({ id }: ModelAlert): boolean =>
    !sendResolved && ids(batch.resolved).includes(id) && [...owed.firing, ...owed.unfinished].includes(id);
  const waiting = before?.firing.filter((alert) => !isMuted(alert) && !isOver(alert)) ?? [];
  const cut = waiting.length < (before?.firing.length ?? 0);
  const untold = waiting.filter(({ id }) => !owed.firing.includes(id));
  const certain = owed.firing.filter((id) => !owed.doubted.includes(id));
  const known = [...certain, ...ids(waiting)];
  const isNew = batch.firing.some(({ id }) => !known.includes(id)) || (cut && untold.length > 0);
  if (isNew) {
    const endedUntold = untold.filter(({ id }) => !ids(batch.firing).includes(id));
    const asFired = ids(endedUntold);
    owed.first = {
      firing: [...batch.firing, ...endedUntold],
      resolved: sendResolved ? batch.resolved.filter(({ id }) => !asFired.includes(id)) : [],
    };
  } else if (cut) owed.first = undefined;
  const toldBefore = [...owed.firing, ...owed.unfinished, ...owed.believed];
  const believed = isNew
    ? ids(owed.first?.firing)
    : [...toldBefore.filter((id) => !ids(owed.first?.resolved).includes(id)), ...ids(owed.first?.firing)];
  const gone = batch.resolved.filter(({ id }) => believed.includes(id));
  oweBelieved(owed, now);
  owed.newest = undefined;
  if (gone.length > 0 && sendResolved) owed.newest = batch;
  else if (!owed.first && batch.firing.length > 0 && isRepeat(owed, group, now))
    owed.newest = { firing: batch.firing, resolved: sendResolved ? batch.resolved : [] };
  if (!sendResolved) forget(owed, ids(gone));
  if (!waited || owed.nextAt === undefined) owed.nextAt = now;
}

/** Whom the first message does not name any more, and who may have arrived, is owed an end. */
function oweBelieved(owed: Owed, now: number): void {
  const still = ids(owed.first?.firing);
  const known = [...owed.firing, ...owed.unfinished];
  const gone = owed.believed.filter((id) => !still.includes(id));
  owed.unfinished = [...owed.unfinished, ...gone.filter((id) => !known.includes(id))];
  owed.believed = owed.believed.filter((id) => still.includes(id));
  if (gone.length > 0) owed.toldAt ??= now;
}

const isRepeat = ({ toldAt }: Owed, { route }: ModelGroup, now: number): boolean =>
  toldAt !== undefined && now - toldAt > route.repeatIntervalMs;

/** Sends what is due, and what follows it at once where that arrived. */
function send(scene: Scene, target: Target, now: number): void {
  const owed = owedTo(scene, target);
  const batch = owed.first ?? owed.newest;
  if (!batch) return void Object.assign(owed, { attempts: 0, nextAt: undefined, doubted: [], believed: [] });
  if (owed.nextAt === undefined || owed.nextAt > now) return;
  const status = request(scene, target, { batch, now });
  if (status < 300) {
    tell(target, owed, { batch, now });
    if (owed.first) owed.first = undefined;
    else owed.newest = undefined;
    Object.assign(owed, { attempts: 0, nextAt: now, doubted: [], believed: [] });
    return send(scene, target, now);
  }
  owed.attempts += 1;
  if (status >= 500) {
    owed.doubted = [...owed.doubted, ...ids(batch.resolved)];
    owed.believed = [...new Set([...owed.believed, ...ids(batch.firing)])];
  }
  if (status < 500 && status !== 429) return void (owed.nextAt = undefined);
  const seen = scene.retries.next(target, { count: owed.attempts, now, deadline: Infinity }) ?? Infinity;
  // What is seen at the moment of a reload is its doing.
  const next = scene.given.events.some(({ kind, at }) => kind === 'reload' && at === seen) ? Infinity : seen;
  owed.nextAt = next;
  const { round } = owed;
  const sendNow = (): void => {
    if (owed.nextAt !== next || owed.round !== round) return;
    send(scene, target, next);
    settle(scene, target.group);
  };
  // Before or after a flush of the very same moment.
  scene.agenda.at(next - 0.001, () => {
    if (target.group.nextTick === next && isRetryFirst(scene, target)) sendNow();
  });
  scene.agenda.at(next + 0.001, sendNow);
}

function isRetryFirst(scene: Scene, target: Target): boolean {
  const { first, newest } = owedTo(scene, target);
  if (scene.ties !== 'as-seen') return scene.ties === 'retry-first';
  const waiting = first ?? newest;
  return waiting !== undefined && scene.retries.isNext(target, linesOf(scene, waiting));
}

function tell({ group }: Target, owed: Owed, { batch, now }: { batch: Batch; now: number }): void {
  const named = [...ids(batch.firing), ...ids(batch.resolved)];
  owed.unfinished = [...owed.unfinished, ...owed.firing].filter(
    (id) => !named.includes(id) && group.alerts.has(id),
  );
  owed.firing = ids(batch.firing);
  owed.resolved = ids(batch.resolved);
  owed.toldAt = now;
}

/** Once nothing waits, what had ended by the last flush and is not owed to anybody leaves the group. */
function settle(scene: Scene, group: ModelGroup): void {
  const flushedAt = keptOf(scene).flushedAt.get(group);
  const all = targetsOf(scene, group).map((target) => ({ target, owed: owedTo(scene, target) }));
  if (flushedAt === undefined || group.gone || all.some(({ owed }) => owed.first ?? owed.newest)) return;
  const touched = keptOf(scene).touched.get(group);
  const isOwed = (id: string): boolean =>
    all.some(({ target, owed }) => target.sendResolved && [...owed.firing, ...owed.unfinished].includes(id));
  for (const alert of [...group.alerts.values()])
    if (ended(alert, flushedAt) && !touched?.has(alert.id) && !isOwed(alert.id)) {
      group.alerts.delete(alert.id);
      for (const { owed } of all) {
        owed.firing = owed.firing.filter((id) => id !== alert.id);
        owed.unfinished = owed.unfinished.filter((id) => id !== alert.id);
      }
    }
  if (group.alerts.size > 0) return;
  group.gone = true;
  for (const { target } of all) keptOf(scene).owed.delete(keyOf(target));
}
