import { fingerprint, type Labels, serviceOf, severityOf } from '@tocsin/model';
import type { AttemptResult, PostedAlert, WantedSilence } from '#core/input';
import { type AlertStatus, alertStatus } from '#core/mute/alert-status';
import type { InhibitRule } from '#core/mute/inhibit-rule';
import { noOnCall } from '#core/on-call/rules';
import { noServices, type ServicesPolicy } from '#core/services-policy';
import type { OnCallRules, Policy } from '#core/policy';
import { createRouter } from '#core/route/router';
import type { Route } from '#core/route/route-tree';
import type { Answer } from '#core/step';
import type { Send } from '#core/turn';
import { createAuditor } from '#engine/auditor';
import { createDispatcher } from '#engine/dispatcher';
import { type Engine, startEngine } from '#engine/engine';
import { createHeart } from '#engine/heart';
import { createSender } from '#engine/sender';
import { createFakeClock, type FakeClock } from '#lib/fake-clock';
import { silentLog } from '#lib/log';
import type { Loop } from '#lib/loop';
import { openSqlite } from '#store/sqlite';
import type { Store } from '#store/store';

export interface Sent {
  /** Seconds since the world began. */
  readonly t: number;
  readonly to: string;
  readonly why: string;
  readonly firing: readonly string[];
  readonly resolved: readonly string[];
  readonly attempt: number;
  /** Of a page: why, and of which incident. */
  readonly page?: string;
}

export type Respond = (send: Send, t: number) => AttemptResult | Promise<AttemptResult>;

export interface WorldOptions {
  readonly route?: Partial<Route>;
  readonly integrations?: Policy['receivers'];
  readonly receiverRules?: Policy['receiverRules'];
  readonly giveUpAfterMs?: number;
  readonly inhibitRules?: readonly InhibitRule[];
  readonly timeIntervals?: Policy['timeIntervals'];
  readonly silenceLimits?: Policy['silenceLimits'];
  /** People, policies, severities: what is left out is as without any configuration. */
  readonly onCall?: Partial<OnCallRules>;
  readonly services?: Partial<ServicesPolicy>;
  /** Another name is another configuration: its groups are rebuilt at the start. */
  readonly hash?: string;
  readonly store?: Store;
  readonly clock?: FakeClock;
  /** `--dispatch.start-delay`, from the begin of this world. */
  readonly startDelayMs?: number;
}

/** The real engine, loops and SQLite store in virtual time; only what a receiver answers is made up. */
export interface World {
  readonly clock: FakeClock;
  readonly engine: Engine;
  readonly store: Store;
  readonly sent: Sent[];
  respond: Respond;
  /** What the auditor has found, all told: 0. */
  stuck: number;
  post(
    labels: Labels,
    end?: { inSeconds?: number; now?: boolean; startedSecondsAgo?: number },
  ): Promise<Answer>;
  acknowledge(incident: string, by?: string): Promise<Answer>;
  /** Silences an instance from now on; `for` seconds unless more is said. Returns its id. */
  silence(instance: string, forSeconds?: number, more?: Partial<WantedSilence>): Promise<string>;
  expire(id: string): Promise<Answer>;
  /** As the API shows it now, of the alert of an instance. */
  status(instance: string): AlertStatus | undefined;
  /** Moves to `t` seconds since the world began. */
  at(t: number): Promise<void>;
  /** What was sent since last asked. */
  take(): Sent[];
  stop(): Promise<void>;
  /** SIGHUP: with these options laid over those that the world began with; without any, nothing changed. */
  reload(options?: WorldOptions): Promise<void>;
  /** kill -9 and start again on the same store: memory is gone, nothing was stopped in order. */
  crash(options?: WorldOptions): Promise<World>;
}

const begin = 1_800_000_000_000;

export const rootRoute = (route: Partial<Route> = {}): Route => ({
  key: '{}',
  receiver: 'team',
  groupBy: { all: false, labels: ['alertname'] },
  groupWaitMs: 3_000,
  groupIntervalMs: 10_000,
  repeatIntervalMs: 60_000,
  continue: false,
  matchers: [],
  labels: {},
  muteTimeIntervals: [],
  activeTimeIntervals: [],
  children: [],
  line: 1,
  ...route,
});

export const integration = (
  key: string,
  more: Partial<Policy['receivers'] extends ReadonlyMap<string, readonly (infer I)[]> ? I : never> = {},
) => ({
  key,
  sendResolved: true,
  quietWhenAcknowledged: true,
  updatesInPlace: false,
  ...more,
});

export function policyOf(options: WorldOptions = {}): Policy {
  return {
    hash: options.hash ?? 'test',
    router: createRouter(rootRoute(options.route)),
    receivers: options.integrations ?? new Map([['team', [integration('slack[0]')]]]),
    receiverRules: options.receiverRules ?? new Map(),
    inhibitRules: options.inhibitRules ?? [],
    timeIntervals: options.timeIntervals ?? new Map(),
    ...(options.silenceLimits && { silenceLimits: options.silenceLimits }),
    receiverLabels: new Map(),
    onCall: { ...noOnCall('team'), ...options.onCall },
    services: { ...noServices, ...options.services },
    giveUpAfterMs: options.giveUpAfterMs ?? 24 * 3_600_000,
    withoutIncident: (labels) => severityOf(labels) === 'none',
    flushLimit: 500,
  };
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const clock = options.clock ?? createFakeClock(begin);
  const kept = options.store ?? openSqlite(':memory:');
  const { store, kill } = mortal(kept);
  let seed = 1;
  const engine = await startEngine({
    tenant: 'default',
    store,
    clock,
    seed: () => (seed = (seed * 48_271) % 2_147_483_647),
    policy: policyOf(options),
    log: silentLog,
  });
  const sent: Sent[] = [];
  const t = (): number => (clock.now() - begin) / 1_000;
  const world: Pick<World, 'respond' | 'stuck'> = { respond: () => ({ outcome: 'delivered' }), stuck: 0 };
  const sender = createSender({
    engine,
    clock,
    log: silentLog,
    atOnce: 64,
    atOnceEach: 8,
    patienceMs: 1_000,
    deliver: async (send) => {
      sent.push(sentOf(send, t()));
      return world.respond(send, t());
    },
  });
  const loops: Loop[] = [
    createDispatcher({ engine, clock, log: silentLog, startDelayMs: options.startDelayMs ?? 0 }),
    createHeart(engine, clock, silentLog),
    createAuditor({
      ...{ engine, clock, log: silentLog, startDelayMs: options.startDelayMs ?? 0 },
      stuck: (count) => (world.stuck += count),
    }),
    sender,
  ];
  await engine.configure(engine.policy(), 'start');
  for (const loop of loops) loop.start();
  let taken = 0;
  const stop = async (): Promise<void> => {
    for (const loop of loops) await loop.stop();
    await engine.stop();
  };
  return Object.assign(world, {
    clock,
    engine,
    store,
    sent,
    post: (labels: Labels, end: { inSeconds?: number; now?: boolean; startedSecondsAgo?: number } = {}) =>
      engine.submit({ kind: 'alerts', alerts: [posted(labels, clock.now(), end)] }),
    acknowledge: (incident: string, by = 'sam') =>
      engine.submit({ kind: 'command', command: 'acknowledge', incident, by }),
    silence: (instance: string, forSeconds = 3_600, more: Partial<WantedSilence> = {}) =>
      silenced(engine, { ...silenceOf(instance, clock.now(), forSeconds), ...more }),
    expire: (id: string) => engine.submit({ kind: 'silence', change: 'expire', id }),
    status: (instance: string) => statusOf(engine, instance, clock.now()),
    at: (seconds: number) => clock.advanceTo(begin + seconds * 1_000),
    take: () => sent.slice(taken, (taken = sent.length)),
    stop,
    reload: (again: WorldOptions = {}) => engine.configure(policyOf({ ...options, ...again }), 'reload'),
    crash: (again: WorldOptions = {}) => {
      kill();
      for (const loop of loops) void loop.stop();
      return startWorld({ ...options, store: kept, ...again, clock });
    },
  });
}

export const silenceOf = (instance: string, now: number, forSeconds: number): WantedSilence => ({
  matcherSets: [[{ name: 'instance', op: '=', value: instance }]],
  receiverMatcherSets: [],
  startsAt: now,
  endsAt: now + forSeconds * 1_000,
  createdBy: 'sam',
  comment: 'planned work',
  annotations: {},
});

async function silenced(engine: Engine, silence: WantedSilence): Promise<string> {
  const answer = await engine.submit({ kind: 'silence', change: 'set', silence });
  if (answer.kind !== 'silenced') throw new Error(JSON.stringify(answer));
  return answer.id;
}

function statusOf(engine: Engine, instance: string, now: number): AlertStatus | undefined {
  const [state, policy] = [engine.state(), engine.policy()];
  const record = [...state.alerts.values()].find(({ alert }) => alert.labels.instance === instance);
  return record && alertStatus({ state, policy, now }, record);
}

/** A process that was killed writes nothing any more, whatever of it still runs here: its calls never come back. */
function mortal(kept: Store): { store: Store; kill: () => void } {
  let dead = false;
  const alive = <T>(call: () => Promise<T>): Promise<T> =>
    dead ? new Promise<never>(() => undefined) : call();
  const store: Store = {
    ...kept,
    commit: (tenant, commit) => alive(() => kept.commit(tenant, commit)),
    touch: (tenant, now) => alive(() => kept.touch(tenant, now)),
  };
  return { store, kill: () => (dead = true) };
}

function posted(
  labels: Labels,
  now: number,
  end: { inSeconds?: number; now?: boolean; startedSecondsAgo?: number },
): PostedAlert {
  const all = { alertname: 'Down', severity: 'critical', ...labels };
  return {
    fingerprint: fingerprint(all),
    labels: all,
    annotations: { summary: `${serviceOf(all) ?? 'something'} is down` },
    startsAt: now - (end.startedSecondsAgo ?? 0) * 1_000,
    endsAt: end.now ? now : now + (end.inSeconds ?? 3_600) * 1_000,
    timeout: false,
    generatorURL: '',
  };
}

const sentOf = (send: Send, t: number): Sent => ({
  t,
  to: send.integration,
  why: send.notice.why,
  firing: send.notice.firing.map((alert) => alert.labels.instance ?? ''),
  resolved: send.notice.resolved.map((alert) => alert.labels.instance ?? ''),
  attempt: send.attempt,
  ...(send.notice.page && { page: `${send.notice.page.incident} ${send.notice.page.why}` }),
});
