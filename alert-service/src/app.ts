import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { createAnswerDoor } from './app/answer-door.ts';
import { answerLinksOf, createAnswers, openAnswerTokens } from './app/answers.ts';
import { createFurtherAlertmanagers } from './app/alertmanagers.ts';
import { deliverFrom } from './app/deliver.ts';
import { createDoors } from './app/doors.ts';
import { grafanaIdentityFrom } from './app/grafana-identity.ts';
import { incidentWordsOf } from './app/incident-words.ts';
import { createLoops } from './app/loops.ts';
import { type AppParts, type Foundation, tenant, type Whereabouts } from './app/parts.ts';
import { meterOf } from './app/meter.ts';
import { createReloader } from './app/reloader.ts';
import { createRules } from './app/rules.ts';
import { createInForce, type Running, runningOf } from './app/running.ts';
import { createServices } from './app/services.ts';
import { takeOverFrom } from './app/take-over.ts';
import { watchdogFrom } from './app/watchdog.ts';
import { createWeb } from './app/web.ts';
import { whereaboutsOf } from './app/whereabouts.ts';
import { openPushIdentity } from '#answers/push/push-key';
import type { Flags } from '#config/flags';
import { loadConfiguration } from '#config/load';
import { gapWarnings } from '#config/on-call/gap-warnings';
import { waitedOutMs } from '#core/time';
import { startEngine } from '#engine/engine';
import { createLedgerIndex } from '#engine/ledger-index';
import { createMetrics } from '#engine/metrics';
import { createReceiverWatch } from '#engine/receiver-watch';
import { takePulse } from '#engine/watchdog-checks';
import { listen } from '#http/listening';
import { createSocketDoors } from '#http/sockets/socket-doors';
import { createStream } from '#http/stream';
import { type Closers, createClosers } from '#lib/closers';
import type { Loop } from '#lib/loop';
import { createSealing } from '#lib/sealed';
import { openSqlite } from '#store/sqlite';
import { type Store, StoreError } from '#store/store';

export type { AppParts } from './app/parts.ts';

export interface App {
  /** `host:port` of each listener. */
  readonly addresses: readonly string[];
  /** Reads all files again. Rejects where they are wrong: what was in force stays, and the log says why. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

const stopWithinMs = 10_000;

/** Builds every room and starts it; what was started is stopped newest first. Throws with what to change. */
export async function startApp(parts: AppParts): Promise<App> {
  const { clock, log, flags } = parts;
  const closers = createClosers(clock, log);
  try {
    const configuration = await loadConfiguration(flags);
    const { warnings, onCall } = configuration;
    for (const warning of [...warnings, ...gapWarnings(onCall, clock.now())])
      log.warn('configuration', { warning });
    const built = await build(parts, runningOf(configuration, parts), closers);
    return { ...built, stop: () => closers.closeAll(stopWithinMs) };
  } catch (error) {
    await closers.closeAll(stopWithinMs);
    throw error;
  }
}

async function build(parts: AppParts, running: Running, closers: Closers): Promise<Omit<App, 'stop'>> {
  const { flags, clock, log } = parts;
  const web = createWeb(parts);
  const listening = await listen(web.listenOn, clock, web.tls);
  closers.add('sockets', () => listening.close());
  const store = openStore(flags);
  closers.add('store', () => store.close());
  const lastSeen = (await store.meta(tenant)).now;
  const where = whereaboutsOf(flags, listening.bound[0] ?? '', web.tls !== undefined);
  const foundation = await lay({ parts, running, store, where });
  const { engine } = foundation;
  closers.add('engine', () => engine.stop());
  const ledger = await createLedgerIndex(store, tenant, engine);
  const receivers = createReceiverWatch(engine);
  const words = incidentWordsOf(foundation, { ledger, receivers, causes: () => services.causes });
  const pulse = takePulse(engine, clock);
  await takeOverFrom({ engine, folder: flags['storage.path'], log, lastSeen });
  await engine.configure(running.policy, 'start');
  const alertmanagers = createFurtherAlertmanagers(foundation, closers);
  const downtimeMs = downtimeSince(lastSeen, clock.now());
  const rules = createRules(foundation, { alertmanagers, downtimeMs });
  closers.add('data sources', () => rules.close());
  const services = createServices(foundation, rules);
  const tokens = await openAnswerTokens(foundation);
  const links = answerLinksOf(foundation, tokens);
  const pushIdentity = await openPushIdentity(
    { engine, sealing: foundation.sealing, log },
    where.externalUrl,
  );
  const deliver = deliverFrom(foundation, closers, {
    answers: links,
    pushIdentity,
    incidentFacts: (incident, zone) => words.facts(incident, zone),
  });
  const watchdog = watchdogFrom(foundation, { pulse, evaluator: rules.evaluator }, closers);
  const stream = createStream(engine, clock, services.live);
  const sockets = createSocketDoors({ clock, ...services });
  const reloader = createReloader(foundation, rules);
  const reload = (): Promise<void> => reloader.reload();
  const door = createAnswerDoor(foundation, words);
  const answers = createAnswers(foundation, { door, tokens, pushKey: pushIdentity.publicKey }, closers);
  const identify = grafanaIdentityFrom(foundation, closers);
  listening.open(
    createDoors({
      ...{ foundation, ledger, receivers, words, rules, services, stream, sockets, deliver, reload },
      ...{ web: web.rules, answers, identify },
      outside: { outlet: alertmanagers.outlet, watchdog },
    }),
  );
  closers.add('doors', async () => {
    for (const each of [stream, sockets]) each.close();
    await listening.close();
  });
  for (const address of listening.bound) log.info('Listening on', { address });
  startAll({ ...createLoops(foundation, { ledger, deliver, reloader, pulse }), ...answers.loops }, closers);
  startAll(services.loops, closers);
  startAll({ evaluator: rules.evaluator, 'rule findings': rules.findings, watchdog }, closers);
  closers.add('reloader', () => reloader.stop());
  return { addresses: listening.bound, reload };
}

function startAll(loops: Readonly<Record<string, Pick<Loop, 'start' | 'stop'>>>, closers: Closers): void {
  for (const [name, loop] of Object.entries(loops)) {
    loop.start();
    closers.add(name, () => loop.stop());
  }
}

interface Ground {
  readonly parts: AppParts;
  readonly running: Running;
  readonly store: Store;
  readonly where: Whereabouts;
}

async function lay({ parts, running, store, where }: Ground): Promise<Foundation> {
  const { clock, seed, log, version, flags } = parts;
  const sealing = createSealing(flags['secrets.key-file'] || path.join(flags['storage.path'], 'secrets.key'));
  const engine = await startEngine({ tenant, store, clock, seed, policy: running.policy, log });
  const metrics = createMetrics({
    engine,
    now: () => clock.now(),
    version,
    clustering: parts.flags['cluster.listen-address'] !== '',
  });
  metrics.configured(meterOf(running));
  return { parts, inForce: createInForce(engine, running), store, engine, metrics, where, sealing };
}

function openStore(flags: Flags): Store {
  const [, file] = /^sqlite:(?:\/\/)?(.*)$/.exec(flags['database.url']) ?? [];
  if (file) return openSqlite(file);
  return openSqlite(path.join(storageFolder(flags['storage.path']), 'tocsin.db'));
}

function storageFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    return folder;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StoreError(`cannot make the folder ${folder}: ${why}: mend --storage.path`, error);
  }
}

const shortMs = 30_000;

/** A pause too short to matter is none: the same bound as for the expiry of alerts. Negative: the clock went back. */
function downtimeSince(lastSeen: number, now: number): number {
  const passed = now - lastSeen;
  return lastSeen > 0 && (passed > shortMs || passed < -waitedOutMs) ? passed : 0;
}
