import { mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import path from 'node:path';
import { createDoors } from './app/doors.ts';
import { createLoops } from './app/loops.ts';
import { type AppParts, type Foundation, tenant, type Whereabouts } from './app/parts.ts';
import { createRules } from './app/rules.ts';
import { whereaboutsOf } from './app/whereabouts.ts';
import { type Integrations, integrationsOf } from '#channels/integrations';
import type { Flags } from '#config/flags';
import { type Configuration, loadConfiguration } from '#config/load';
import { startEngine } from '#engine/engine';
import { createLedgerIndex } from '#engine/ledger-index';
import { createMetrics } from '#engine/metrics';
import { policyFrom } from '#engine/policy';
import { createReceiverWatch } from '#engine/receiver-watch';
import { listen } from '#http/server';
import { createStream, type Stream } from '#http/stream';
import { type Closers, createClosers } from '#lib/closers';
import { openSqlite } from '#store/sqlite';
import type { Store } from '#store/store';

export type { AppParts } from './app/parts.ts';

export interface App {
  /** `host:port` of each listener. */
  readonly addresses: readonly string[];
  stop(): Promise<void>;
}

const stopWithinMs = 10_000;

/** Builds every room and starts it; what was started is stopped newest first. Throws with what to change. */
export async function startApp(parts: AppParts): Promise<App> {
  const { clock, log, flags } = parts;
  const closers = createClosers(clock, log);
  try {
    const configuration = await loadConfiguration(flags);
    for (const warning of configuration.warnings) log.warn('configuration', { warning });
    const addresses = await build(parts, configuration, closers);
    return { addresses, stop: () => closers.closeAll(stopWithinMs) };
  } catch (error) {
    await closers.closeAll(stopWithinMs);
    throw error;
  }
}

async function build(
  parts: AppParts,
  configuration: Configuration,
  closers: Closers,
): Promise<readonly string[]> {
  const { flags, clock, log } = parts;
  const integrations = integrationsOf(configuration.alertmanager.receivers, configuration.tocsin.slackApp);
  const store = openStore(flags);
  closers.add('store', () => store.close());
  const lastSeen = (await store.meta(tenant)).now;
  let bound: readonly string[] = [];
  const where = whereaboutsOf(flags, () => bound[0] ?? '');
  const foundation = await lay({ parts, configuration, integrations, store, where });
  const { engine, policy } = foundation;
  closers.add('engine', () => engine.stop());
  const ledger = await createLedgerIndex(store, tenant, engine);
  const receivers = createReceiverWatch(engine);
  await engine.submit({ kind: 'configuration', hash: policy.hash });
  const rules = createRules(foundation, lastSeen === 0 ? 0 : Math.max(0, clock.now() - lastSeen));
  if (rules) closers.add('prometheus client', () => rules.client.close());
  const stream = createStream(engine, clock);
  const listening = await listen(
    createDoors({ foundation, ledger, receivers, rules, stream }),
    flags['web.listen-address'],
  );
  bound = listening.bound;
  closers.add('http', () => closeDoors(listening.servers, stream));
  for (const address of bound) log.info('Listening on', { address });
  for (const [name, loop] of Object.entries(createLoops(foundation, integrations.senders))) {
    loop.start();
    closers.add(name, () => loop.stop());
  }
  if (rules) {
    rules.evaluator.start();
    closers.add('evaluator', () => rules.evaluator.stop());
  }
  return bound;
}

interface Ground {
  readonly parts: AppParts;
  readonly configuration: Configuration;
  readonly integrations: Integrations;
  readonly store: Store;
  readonly where: Whereabouts;
}

async function lay({ parts, configuration, integrations, store, where }: Ground): Promise<Foundation> {
  const { clock, seed, log, version } = parts;
  const policy = policyFrom(configuration, integrations.policies);
  const engine = await startEngine({ tenant, store, clock, seed, policy, log });
  const metrics = createMetrics({
    engine,
    now: () => clock.now(),
    version,
    configHash: configuration.alertmanager.hash,
    integrationTypes: [...integrations.senders.values()].map(({ type }) => type),
  });
  return { parts, configuration, policy, store, engine, metrics, where };
}

function openStore(flags: Flags): Store {
  const [, file] = /^sqlite:(?:\/\/)?(.*)$/.exec(flags['database.url']) ?? [];
  if (file) return openSqlite(file);
  mkdirSync(flags['storage.path'], { recursive: true });
  return openSqlite(path.join(flags['storage.path'], 'tocsin.db'));
}

async function closeDoors(servers: readonly Server[], stream: Stream): Promise<void> {
  stream.close();
  for (const server of servers) server.closeIdleConnections();
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
}
