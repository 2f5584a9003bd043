import type { Attempt, CaseEvent, FuzzCase } from '../fuzz-case.ts';
import { createAgenda } from './agenda.ts';
import { ended, type ModelAlert, posted, put } from './alerts.ts';
import { createInhibitor } from './inhibition.ts';
import { printLabelSet } from './labels.ts';
import { buildRoutes, groupLabelsOf, routesFor } from './routing.ts';
import type { Rules } from './rules.ts';
import { createRetries, type ModelGroup, type Scene, type Ties } from './scene.ts';
import { createSilences } from './silences.ts';
import { joined, startTocsinGroup, tryAllAgain } from './tocsin-flush.ts';
import { upstreamFlush } from './upstream-flush.ts';

export interface SimulateOptions {
  readonly rules: Rules;
  /** What was seen of the server: decides when retries began, within what upstream's backoff allows. */
  readonly observed?: readonly Attempt[];
  readonly gridMs?: number;
  /** How long after a whole minute the case began. */
  readonly intoMinuteMs?: number;
  readonly toleranceMs?: number;
  readonly ties?: Ties;
}

/**
 * What Alertmanager 0.34 does with a case, read from its source and written down naively: no thread, no store, a list
 * for each thing. With Tocsin's rules switched on it says what we do instead.
 */
export function simulate(given: FuzzCase, options: SimulateOptions): readonly Attempt[] {
  const { rules, observed = [], gridMs = 1, intoMinuteMs = 0, toleranceMs = 1, ties = 'as-seen' } = options;
  const scene: Scene = {
    given,
    rules,
    root: buildRoutes(given.root, rules.uniqueGroupKeys),
    gridMs,
    intoMinuteMs,
    ties,
    agenda: createAgenda(),
    retries: createRetries(observed, toleranceMs),
    alerts: new Map(),
    groups: new Map(),
    log: new Map(),
    answers: new Map(),
    silences: createSilences(),
    attempts: [],
    inhibitor: newInhibitor(given, rules),
  };
  for (const event of given.events) {
    scene.agenda.runUntil(event.at);
    happen(scene, event);
  }
  scene.agenda.runUntil(given.untilMs);
  return scene.attempts;
}

const newInhibitor = (given: FuzzCase, rules: Rules): Scene['inhibitor'] =>
  createInhibitor(given.inhibitRules, { everySource: rules.everySourceInhibits });

function happen(scene: Scene, event: CaseEvent): void {
  switch (event.kind) {
    case 'post':
      for (const each of event.alerts) {
        const next = posted(each, event.at, scene.given.resolveTimeoutMs);
        if (next) receive(scene, next);
      }
      return;
    case 'silence':
      return scene.silences.set(event);
    case 'expire':
      return scene.silences.expire(event.slot, event.at);
    case 'answer':
      return void scene.answers.set(event.webhook, event.status);
    case 'reload':
      return reload(scene, event.at);
  }
}

function receive(scene: Scene, next: ModelAlert): void {
  const now = next.updatedAt;
  const old = scene.alerts.get(next.id);
  const alert = put(old, next, now);
  scene.alerts.set(alert.id, alert);
  scene.inhibitor.see(alert);
  if (scene.rules.endedStaysEnded && old && isNoNews(old, alert, now)) return;
  route(scene, alert, now);
}

/** The same end once more. */
const isNoNews = (old: ModelAlert, next: ModelAlert, now: number): boolean =>
  ended(old, now) &&
  ended(next, now) &&
  old.startsAt === next.startsAt &&
  old.endsAt === next.endsAt &&
  old.note === next.note;

/** dispatch.go groupAlert. */
function route(scene: Scene, alert: ModelAlert, now: number): void {
  for (const group of place(scene, alert, { now, stays: () => true })) start(scene, group);
}

/** Puts it into its groups; those that had to be made are returned, their timers not running yet. */
function place(
  scene: Scene,
  alert: ModelAlert,
  { now, stays }: { now: number; stays: (alert: ModelAlert, where: string) => boolean },
): ModelGroup[] {
  const made: ModelGroup[] = [];
  for (const node of routesFor(scene.root, alert.labels)) {
    const labels = groupLabelsOf(node, alert.labels);
    const where = `${node.index} ${printLabelSet(labels)}`;
    if (!stays(alert, where)) continue;
    const there = scene.groups.get(where);
    if (there && !there.gone) {
      there.alerts.set(alert.id, alert);
      if (scene.rules.everyFiringGetsItsResolved) joined(scene, there, alert.id);
      continue;
    }
    const atOnce = alert.startsAt + node.groupWaitMs < now;
    const group: ModelGroup = {
      route: node,
      key: `${node.key}:${printLabelSet(labels)}`,
      labels,
      alerts: new Map([[alert.id, alert]]),
      nextTick: atOnce ? now : now + node.groupWaitMs,
      gone: false,
    };
    scene.groups.set(where, group);
    made.push(group);
  }
  return made;
}

function start(scene: Scene, group: ModelGroup): void {
  if (scene.rules.everyFiringGetsItsResolved) return startTocsinGroup(scene, group);
  scene.agenda.at(group.nextTick, (then) => {
    if (!group.gone) upstreamFlush(scene, group, then);
  });
}

/** The dispatcher and the inhibitor begin anew from the alerts; log and silences stay. */
function reload(scene: Scene, now: number): void {
  const before = new Map(scene.groups);
  for (const group of scene.groups.values()) group.gone = true;
  scene.groups.clear();
  scene.inhibitor = newInhibitor(scene.given, scene.rules);
  for (const alert of scene.alerts.values()) scene.inhibitor.see(alert);
  // What has ended stays only where it was still a member: everybody else has heard of it.
  const stays = (alert: ModelAlert, where: string): boolean =>
    !scene.rules.endedStaysEnded || !ended(alert, now) || before.get(where)?.alerts.has(alert.id) === true;
  const made = [...scene.alerts.values()].flatMap((alert) => place(scene, alert, { now, stays }));
  for (const group of made) {
    // Upstream asks only the alert that comes first, in no order; here any old one will do.
    const { groupWaitMs } = group.route;
    if ([...group.alerts.values()].some(({ startsAt }) => startsAt + groupWaitMs < now)) group.nextTick = now;
    start(scene, group);
  }
  if (scene.rules.everyFiringGetsItsResolved) tryAllAgain(scene, now);
}
