import type { Express } from 'express';
import { matcherModeOf } from '#config/flags';
import type { LedgerIndex } from '#engine/ledger-index';
import type { ReceiverWatch } from '#engine/receiver-watch';
import type { AlertmanagerContext } from '#http/alertmanager-v2/context';
import { type DoorOptions, sameSecret } from '#http/door';
import { createHttpApp } from '#http/server';
import type { Stream } from '#http/stream';
import type { TocsinContext } from '#http/tocsin-v1/context';
import { createQueryDoor } from '#http/tocsin-v1/query-door';
import { rulesView } from '#http/tocsin-v1/rules-view';
import type { Log } from '#lib/log';
import type { Secret } from '#lib/secret';
import type { Foundation } from './parts.ts';
import type { Rules } from './rules.ts';

export interface Doors {
  readonly foundation: Foundation;
  readonly ledger: LedgerIndex;
  readonly receivers: ReceiverWatch;
  readonly rules: Rules | undefined;
  readonly stream: Stream;
}

/** Everything that can be asked over HTTP. */
export function createDoors(doors: Doors): Express {
  const { foundation, stream } = doors;
  const { parts, engine, metrics, where } = foundation;
  return createHttpApp({
    prefix: where.prefix,
    engine,
    stream,
    registry: metrics.registry,
    log: parts.log,
    alertmanager: alertmanagerContext(foundation),
    tocsin: tocsinContext(doors),
    door: doorOptions(foundation),
    getsAtOnce: parts.flags['web.get-concurrency'],
    console: { folder: parts.flags['console.path'] || parts.consoleFolder, base: where.prefix },
  });
}

function alertmanagerContext({
  parts,
  configuration,
  policy,
  engine,
  metrics,
  where,
}: Foundation): AlertmanagerContext {
  const { flags, clock, version } = parts;
  return {
    engine,
    policy,
    clock,
    resolveTimeoutMs: configuration.alertmanager.resolveTimeoutMs,
    matcherMode: matcherModeOf(flags),
    configOriginal: configuration.alertmanager.original,
    startedAt: clock.now(),
    version,
    revision: 'unknown',
    clustering: flags['cluster.listen-address'] !== '',
    address: where.bound,
    received: metrics.received,
    invalid: metrics.invalid,
  };
}

function tocsinContext({ foundation, ledger, receivers, rules }: Doors): TocsinContext {
  const { parts, engine, policy } = foundation;
  return {
    engine,
    policy,
    clock: parts.clock,
    ledger,
    receivers,
    rules: rulesView(rules?.evaluator),
    query: rules && createQueryDoor(rules.client, parts.clock),
    version: parts.version,
    timeZone: parts.timeZone,
  };
}

function doorOptions({ parts, configuration, where }: Foundation): DoorOptions {
  const { person, tokens } = configuration.tocsin;
  return {
    localPerson: person.name,
    // Without --web.external-url it is this machine's name, which stands in the links we send.
    knownHosts: URL.canParse(where.externalUrl) ? [new URL(where.externalUrl).hostname] : [],
    tokens: tokens.map(({ name, kind, role, token }) => {
      const read = readable(name, token, parts.log);
      read();
      return { name, kind, role, matches: (presented) => sameSecret(presented, read()) };
    }),
  };
}

/** The token, or nothing while its file cannot be read, which is told once: it lets nobody in, and stops no other. */
function readable(name: string, token: Secret, log: Log): () => string {
  let told = false;
  return () => {
    try {
      const value = token.reveal();
      told = false;
      return value;
    } catch (error) {
      if (!told)
        log.warn('an API token cannot be read: nobody comes in with it', { token: name, err: error });
      told = true;
      return '';
    }
  };
}
