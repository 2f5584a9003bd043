import cron from 'node-cron';
import { createAuditor } from '#engine/auditor';
import { createCanary } from '#engine/canary';
import { createDispatcher } from '#engine/dispatcher';
import { createHeart } from '#engine/heart';
import { createJanitor, type Schedule } from '#engine/janitor';
import type { LedgerIndex } from '#engine/ledger-index';
import { createSender } from '#engine/sender';
import type { Pulse } from '#engine/watchdog-checks';
import type { Loop } from '#lib/loop';
import { rulePatterns } from '#config/load';
import { createRuleLook } from '#config/rule-look';
import { createCalendars } from './calendars.ts';
import type { Deliver } from './deliver.ts';
import { type Foundation, tenant } from './parts.ts';
import type { Reloader } from './reloader.ts';
import { createRuleWatch } from './rule-watch.ts';

interface LoopParts {
  readonly ledger: LedgerIndex;
  readonly deliver: Deliver;
  readonly reloader: Pick<Reloader, 'reloadRules'>;
  /** Of the engine: notes each heartbeat. */
  readonly pulse: Pulse;
}

/** One loop per duty. */
export function createLoops(
  foundation: Foundation,
  { ledger, deliver, reloader, pulse }: LoopParts,
): Readonly<Record<string, Pick<Loop, 'start' | 'stop'>>> {
  const { engine, parts, metrics } = foundation;
  const { clock, log, flags } = parts;
  return {
    // Before what is due: a test under way may end with it.
    canary: canary(foundation),
    dispatcher: createDispatcher({
      engine,
      clock,
      log,
      startDelayMs: flags['dispatch.start-delay'],
    }),
    sender: sender(foundation, deliver),
    heart: createHeart(pulse.engine, clock, log),
    auditor: createAuditor({
      ...{ engine, clock, log, stuck: metrics.stuck },
      startDelayMs: flags['dispatch.start-delay'],
    }),
    janitor: janitor(foundation, ledger),
    calendars: createCalendars(foundation),
    ...(flags['rules.watch'] && { 'rule watch': ruleWatch(foundation, reloader) }),
  };
}

const canary = ({ engine, inForce, metrics, parts: { clock, log } }: Foundation): Loop =>
  createCanary({
    ...{ engine, clock, log, meter: metrics.canary, schedule: byCron },
    settings: () => inForce.current().configuration.tocsin.canary,
  });

/** The edge to node-cron. */
const byCron: Schedule = (expression, timezone, run) => {
  const task = cron.schedule(expression, run, { timezone });
  return () => void task.stop();
};

function ruleWatch(
  { inForce, parts }: Foundation,
  { reloadRules }: LoopParts['reloader'],
): Pick<Loop, 'start' | 'stop'> {
  const { clock, log, flags } = parts;
  const look = createRuleLook();
  return createRuleWatch({
    clock,
    log,
    intervalMs: flags['rules.watch-interval'],
    look: () => look(rulePatterns(inForce.current().configuration.sources)),
    inForce: () => inForce.current().configuration.ruleLook,
    onChange: reloadRules,
  });
}

const sender = ({ engine, parts: { clock, log } }: Foundation, deliver: Deliver): Loop =>
  createSender({ engine, clock, log, atOnce: 64, atOnceEach: 8, patienceMs: 3_000, deliver });

function janitor({ engine, store, parts }: Foundation, ledger: LedgerIndex): Loop {
  const { clock, log, flags, timeZone } = parts;
  return createJanitor({
    engine,
    store,
    tenant,
    clock,
    log,
    timeZone,
    ledger,
    retentionMs: flags['data.retention'],
    forgetAfterMs: Math.max(flags['alerts.gc-interval'], 1_000),
    schedule: byCron,
  });
}
