import type { HealthSettings } from '#config/services/settings';
import type { HealthVerdict } from '#core/health/input';
import { wholeOf } from '#core/health/system';
import type { PostedAlert } from '#core/input';
import { createGate, type Gate } from '#engine/evaluation/gate';
import type { Engine } from '#engine/engine';
import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Loop } from '#lib/loop';
import type { Catalogue, KnownService } from '#services/catalogue/catalogue';
import type { Probes } from '#services/probes/probe';
import type { LiveEdge, TopologyView } from '#services/topology/topology-view';
import { type AlertBook, createAlertBook } from './alert-book.ts';
import { askRound, type SourceRound } from './ask-round.ts';
import type { AskedSource } from './asker.ts';
import { goneOf } from './gone.ts';
import type { HealthView, LiveHealth, SystemView } from './health-view.ts';
import { lookAt, type Memory } from './live.ts';
import { nothingMeasures } from './measured.ts';

export interface HealthParts {
  readonly engine: Pick<Engine, 'state' | 'policy' | 'submit'>;
  readonly catalogue: Catalogue;
  readonly probes: Probes;
  /** Who calls whom, and what they measure as they do. */
  readonly topology?: Pick<TopologyView, 'edges'>;
  /** Those in force, the default one first; asked at each use. */
  readonly sources: () => readonly AskedSource[];
  readonly settings: () => HealthSettings;
  /** Of the service's page, for alerts. */
  readonly linkTo: (service: string) => string;
  readonly clock: Clock;
  readonly log: Log;
  /** Rates are never of less than this. */
  readonly minRangeMs: number;
  /** What is late, or gone, is believed to be so only after this. */
  readonly noDataAfterMs: number;
}

/** What it holds while it runs. */
export interface Running {
  readonly parts: HealthParts;
  readonly rounds: Map<string, SourceRound>;
  readonly gates: Map<string, Gate>;
  readonly memories: Map<string, Memory>;
  readonly lives: Map<string, LiveHealth>;
  readonly missingSince: Map<string, number>;
  readonly listeners: Set<() => void>;
  readonly alone: Set<string>;
  readonly alerts: AlertBook;
  readonly stopping: AbortController;
  revision: number;
  system: { readonly revision: number; readonly view: SystemView } | undefined;
  work: Promise<void> | undefined;
  /** The look that is under way: another waits for it. */
  looking: Promise<void>;
}

const queriesAtOnce = 4;
/** What was measured so long ago says nothing of now, while a round takes that long. */
const staleAfterMs = 180_000;
/** A probe that found something else is looked at with what was measured before: it waits for no round. */
const afterProbeMs = 50;

/** Asks for the indicators of all services at regular times, judges them, and keeps what changed. */
export function createHealth(parts: HealthParts): HealthView & Loop {
  const { engine, clock, log } = parts;
  const running: Running = {
    parts,
    ...{ rounds: new Map(), gates: new Map(), memories: new Map(), lives: new Map() },
    ...{ missingSince: new Map(), listeners: new Set(), alone: new Set(), stopping: new AbortController() },
    alerts: createAlertBook(() => engine.policy().services.alertOn, parts.linkTo),
    ...{ revision: 0, system: undefined, work: undefined, looking: Promise.resolve() },
  };
  const isStopped = (): boolean => running.stopping.signal.aborted;
  const closers: (() => void)[] = [];
  const step = async (): Promise<number> => {
    const began = clock.now();
    running.work ??= round(running)
      .catch((error: unknown) => log.warn('the health of services could not be judged', { err: error }))
      .finally(() => (running.work = undefined));
    await running.work;
    // A round that takes long is not followed at once by the next: at most half of the time is spent with asking.
    return Math.max(began + parts.settings().intervalMs, clock.now() + (clock.now() - began));
  };
  const ring = (): void => void step().then((next) => !isStopped() && alarm.set(next));
  const alarm = createAlarm(clock, ring);
  let awaited = false;
  const soon = createAlarm(clock, () => {
    awaited = false;
    void lookInTurn(running);
  });
  // Many at once are looked at once, and do not put it off.
  const lookSoon = (): void => {
    if (awaited || isStopped()) return;
    awaited = true;
    soon.set(clock.now() + afterProbeMs);
  };
  return {
    ...viewOf(running),
    start() {
      closers.push(parts.probes.onResult(lookSoon), parts.catalogue.onChange(lookSoon));
      ring();
    },
    nudge: ring,
    step,
    async stop() {
      running.stopping.abort();
      alarm.clear();
      soon.clear();
      for (const close of closers.splice(0)) close();
      await running.work;
      await running.looking;
    },
  };
}

const viewOf = (running: Running): HealthView => ({
  of: (service) => running.lives.get(service),
  all: () => [...running.lives.values()],
  system: () => systemOf(running),
  revision: () => running.revision,
  onMeasured(listen) {
    running.listeners.add(listen);
    return () => void running.listeners.delete(listen);
  },
});

/** Many ask between two rounds. */
function systemOf(running: Running): SystemView {
  const { revision, system, lives, parts } = running;
  if (system?.revision === revision) return system.view;
  const all = [...lives.values()].flatMap((live) => {
    const { tier, described } = parts.catalogue.get(live.service) ?? {};
    return isOnlyNamed(live, described) ? [] : [{ ...live, ...(tier !== undefined && { tier }) }];
  });
  const view = wholeOf(all, parts.clock.now());
  running.system = { revision, view };
  return view;
}

/** Others call it, and nothing measures it: that nothing is known of it is no news about the whole. */
const isOnlyNamed = ({ state, terms }: LiveHealth, described = false): boolean =>
  !described && state === 'no-data' && terms.every(({ why }) => why === nothingMeasures);

async function round(running: Running): Promise<void> {
  const { parts, rounds } = running;
  const sources = parts.sources();
  const services = parts.catalogue.services();
  for (const name of [...rounds.keys()]) if (!sources.some((each) => each.name === name)) rounds.delete(name);
  await Promise.all(
    sources.map(async (source, index) => {
      const own = services.filter((each) =>
        each.source === undefined ? index === 0 : each.source === source.name,
      );
      rounds.set(source.name, await ask(running, source, own));
    }),
  );
  await lookInTurn(running);
}

function ask(running: Running, source: AskedSource, services: readonly KnownService[]): Promise<SourceRound> {
  const { parts, gates, stopping, alone } = running;
  const gate = gates.get(source.name) ?? createGate(queriesAtOnce);
  gates.set(source.name, gate);
  const { intervalMs } = parts.settings();
  return askRound({
    ...{ source, gate, services, alone, minRangeMs: parts.minRangeMs },
    ...{
      now: parts.clock.now(),
      timeoutMs: Math.min(10_000, Math.max(4_000, intervalMs)),
      signal: stopping.signal,
    },
  });
}

function lookInTurn(running: Running): Promise<void> {
  const { log } = running.parts;
  running.looking = running.looking
    .then(() => look(running))
    .catch((error: unknown) => log.warn('the health of services could not be judged', { err: error }));
  return running.looking;
}

/** Of thousands, so many at a time: what else is to be done is not held up. */
const atATime = 250;

/** Judges all with what is known now, and keeps what changed. */
async function look(running: Running): Promise<void> {
  if (running.stopping.signal.aborted) return;
  const { parts, lives, memories } = running;
  const { engine, catalogue, clock, log } = parts;
  const now = clock.now();
  const changes: HealthVerdict[] = [];
  const alerts: PostedAlert[] = [];
  const services = catalogue.services();
  const known = new Set(services.map(({ name }) => name));
  const callers = callersOf(parts.topology?.edges() ?? []);
  const probes = Map.groupBy(parts.probes.all(), (result) => result.service);
  for (const [index, service] of services.entries()) {
    if (index % atATime === atATime - 1) await clock.turn();
    const { live, judged } = lookAt({
      ...lookingAt(running, service),
      ...{ now, callers: callers.get(service.name) ?? [], probes: probes.get(service.name) ?? [] },
    });
    lives.set(service.name, live);
    if (judged.verdict) changes.push(judged.verdict);
    alerts.push(...running.alerts.due(now, service, live));
  }
  for (const name of [...lives.keys()])
    if (!known.has(name)) {
      lives.delete(name);
      memories.delete(name);
      alerts.push(...running.alerts.due(now, name, undefined));
    }
  changes.push(...goneOf(running, known, now));
  const failed = (error: unknown): void => log.warn('a change of health could not be kept', { err: error });
  // In one turn: they are one commit.
  if (changes.length > 0) engine.submit({ kind: 'health', changes }).catch(failed);
  if (alerts.length > 0) engine.submit({ kind: 'alerts', alerts }).catch(failed);
  running.revision++;
  for (const listen of [...running.listeners]) listen();
}

function callersOf(edges: readonly LiveEdge[]): Map<string, LiveEdge[]> {
  const callers = new Map<string, LiveEdge[]>();
  for (const edge of edges) {
    const list = callers.get(edge.to);
    if (list) list.push(edge);
    else callers.set(edge.to, [edge]);
  }
  return callers;
}

function roundOf({ parts, rounds }: Running, service: KnownService): SourceRound | undefined {
  const round = rounds.get(service.source ?? parts.sources()[0]?.name ?? '');
  if (!round || parts.clock.now() - round.at <= staleAfterMs) return round;
  const silent = 'its data source takes minutes to answer';
  return { at: round.at, values: new Map(), indicators: new Map(), failed: new Map(), silent };
}

function lookingAt(running: Running, service: KnownService) {
  const { parts, memories } = running;
  const memory = memories.get(service.name) ?? { seen: new Map() };
  memories.set(service.name, memory);
  const { betterAfterMs, worseAfterMs } = parts.settings();
  const { noDataAfterMs, minRangeMs, engine } = parts;
  return {
    ...{ service, memory, betterAfterMs, worseAfterMs, noDataAfterMs, minRangeMs },
    round: roundOf(running, service),
    kept: engine.state().health.get(service.name),
    timeIntervals: engine.policy().timeIntervals,
  };
}
