import { outsideItsTimes } from './intervals.ts';
import {
  type Batch,
  batchOf,
  type Entry,
  type ModelGroup,
  request,
  type Scene,
  type Target,
  targetsOf,
} from './scene.ts';

const leastPatienceMs = 10_000;

/** dispatch.go run and flush with notify's pipeline: one flush at a time, until it is done or its deadline passes. */
export function upstreamFlush(scene: Scene, group: ModelGroup, now: number): void {
  const tick = group.nextTick;
  const { groupIntervalMs } = group.route;
  group.nextTick = now + groupIntervalMs;
  const all = batchOf(group.alerts.values(), now);
  const targets = targetsOf(scene, group);
  const seen = letThrough(scene, group, { all, now, tick });
  let open = targets.length;
  let ok = true;
  const finish = (at: number): void => {
    if (ok) forget(group, all);
    if (!group.gone) scene.agenda.at(Math.max(at, group.nextTick), (then) => runIfThere(scene, group, then));
  };
  if (open === 0 || seen.firing.length + seen.resolved.length === 0) return finish(now);
  const deadline = now + Math.max(groupIntervalMs, leastPatienceMs);
  for (const target of targets)
    notify({ scene, target, batch: seen, tick, deadline }, now, (success, at) => {
      ok &&= success;
      open -= 1;
      if (open === 0) finish(at);
    });
}

const runIfThere = (scene: Scene, group: ModelGroup, now: number): void => {
  if (!group.gone) upstreamFlush(scene, group, now);
};

/** DeleteIfNotModified, with the group destroyed if nothing is left. */
function forget(group: ModelGroup, { resolved }: Batch): void {
  for (const alert of resolved)
    if (group.alerts.get(alert.id)?.updatedAt === alert.updatedAt) group.alerts.delete(alert.id);
  if (group.alerts.size === 0) group.gone = true;
}

function letThrough(
  scene: Scene,
  group: ModelGroup,
  { all, now, tick }: { all: Batch; now: number; tick: number },
): Batch {
  if (outsideItsTimes(group.route, scene.given.intervals, tick + scene.intoMinuteMs))
    return { firing: [], resolved: [] };
  const passes = ({ labels }: { labels: Readonly<Record<string, string>> }): boolean =>
    !scene.inhibitor.mutes(labels, now) && !scene.silences.mutes(labels, now);
  return { firing: all.firing.filter(passes), resolved: all.resolved.filter(passes) };
}

interface Notification {
  readonly scene: Scene;
  readonly target: Target;
  readonly batch: Batch;
  readonly tick: number;
  readonly deadline: number;
}

type Done = (success: boolean, at: number) => void;

/** Dedup, retry and set, of one integration. */
function notify(notification: Notification, now: number, done: Done): void {
  const { scene, target, batch, tick } = notification;
  const key = `${target.group.key} ${target.webhook}`;
  const entry = scene.log.get(key);
  const firing = batch.firing.map(({ id }) => id);
  const resolved = batch.resolved.map(({ id }) => id);
  if (!needsUpdate(entry, { firing, resolved, tick }, target)) return done(true, now);
  const set = (at: number): void => {
    scene.log.set(key, { firing, resolved, at });
    done(true, at);
  };
  if (!target.sendResolved && firing.length === 0) return set(now);
  const sent = target.sendResolved ? batch : { firing: batch.firing, resolved: [] };
  attempt({ ...notification, batch: sent }, { count: 1, now }, (success, at) =>
    success ? set(at) : done(false, at),
  );
}

function attempt(
  notification: Notification,
  { count, now }: { count: number; now: number },
  done: Done,
): void {
  const { scene, target, batch, deadline } = notification;
  if (target.group.gone) return;
  const status = request(scene, target, { batch, now });
  if (status < 300) return done(true, now);
  if (status < 500) return done(false, now);
  const next = scene.retries.next(target, { count, now, deadline });
  if (next === undefined) scene.agenda.at(deadline, () => done(false, deadline));
  else scene.agenda.at(next, (then) => attempt(notification, { count: count + 1, now: then }, done));
}

function needsUpdate(
  entry: Entry | undefined,
  now: { firing: readonly string[]; resolved: readonly string[]; tick: number },
  { sendResolved, group }: Target,
): boolean {
  if (!entry) return now.firing.length > 0;
  if (!now.firing.every((id) => entry.firing.includes(id))) return true;
  if (now.firing.length === 0) return entry.firing.length > 0;
  if (sendResolved && !now.resolved.every((id) => entry.resolved.includes(id))) return true;
  return entry.at < now.tick - group.route.repeatIntervalMs;
}
