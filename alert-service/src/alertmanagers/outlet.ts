import type { Alert } from '@tocsin/model';
import type { AlertingSettings, AlertmanagerSettings } from '#config/alerting-config';
import {
  type DueAlert,
  dueAlerts,
  notYetSent,
  resolvedRetentionMs,
  type RuleEvaluated,
  type SentOfRule,
} from '#core/rule/resend';
import type { HandOver } from './hand-over.ts';
import { type AlertmanagerState, createSendLoop, type SendLoop, type SendParts } from './send-loop.ts';

/** Tells further Alertmanagers of what our rules have found. */
export interface AlertOutlet {
  /**
   * To be called after each evaluation of a rule once its transitions are committed: a failed one and one that changed
   * nothing included, and for what is resolved because its rule is gone.
   */
  evaluated(event: RuleEvaluated): void;
  /** Those that are told now. */
  states(): readonly AlertmanagerState[];
  /** Another configuration is in force. What waits for an Alertmanager that is still there goes on waiting. */
  replace(alertmanagers: AlertingSettings['alertmanagers']): void;
  /** Hands over what waits, for as long as that takes at most. What was not handed over is told at the next start. */
  stop(deadlineMs: number): Promise<void>;
}

export interface OutletParts extends SendParts {
  readonly alertmanagers: AlertingSettings['alertmanagers'];
  readonly handOver: HandOver;
  readonly resendDelayMs: number;
  /** Alerts that the engine remembers at the start, as they were handed over to it. */
  readonly remembered: Iterable<Alert>;
}

export function createAlertOutlet(parts: OutletParts): AlertOutlet {
  const loops = new Map<string, SendLoop>();
  const sent = new Map<string, SentOfRule>();
  const leaving = new Set<Promise<void>>();
  const send = (due: readonly DueAlert[]): void => {
    if (due.length > 0) for (const loop of loops.values()) loop.add(due);
  };
  const replace = (alertmanagers: AlertingSettings['alertmanagers']): void => {
    const wanted = keyed(alertmanagers);
    for (const [key, loop] of loops)
      if (!wanted.has(key)) {
        loops.delete(key);
        const { url } = loop.state();
        const ended = loop.stop(parts.clock.now() + farewellMs).finally(() => parts.meter.left(url));
        leave(ended, leaving);
      }
    parts.meter.configured([...new Set(alertmanagers.map(({ url }) => url))]);
    for (const [key, settings] of wanted) {
      const loop = loops.get(key);
      if (loop) loop.use(settings);
      else {
        loops.set(key, createSendLoop(settings, parts));
        // A new one is told of everything with the next evaluations.
        for (const [rule, told] of sent) sent.set(rule, notYetSent(told));
      }
    }
  };
  replace(parts.alertmanagers);
  send([...endedBefore(parts)]);
  return {
    replace,
    states: () => [...loops.values()].map((loop) => loop.state()),
    evaluated(event) {
      if (loops.size === 0) return;
      const decided = dueAlerts(sent.get(event.ruleId) ?? new Map(), event, parts.resendDelayMs);
      if (decided.sent.size === 0) sent.delete(event.ruleId);
      else sent.set(event.ruleId, decided.sent);
      send(decided.due.flatMap((due) => handedOver(due, event, parts.handOver)));
    },
    async stop(deadlineMs) {
      const deadline = parts.clock.now() + deadlineMs;
      await Promise.all([...leaving, ...[...loops.values()].map((loop) => loop.stop(deadline))]);
    },
  };
}

/** For what still waits for an Alertmanager that is no longer configured. */
const farewellMs = 3_000;

function leave(ended: Promise<void>, leaving: Set<Promise<void>>): void {
  const noted = ended.finally(() => leaving.delete(noted));
  leaving.add(noted);
}

/** The same address may stand in several entries, each with relabelling of its own. */
function keyed(alertmanagers: readonly AlertmanagerSettings[]): Map<string, AlertmanagerSettings> {
  const found = new Map<string, AlertmanagerSettings>();
  for (const settings of alertmanagers) {
    let key = settings.url;
    for (let count = 2; found.has(key); count++) key = `${settings.url}#${count}`;
    found.set(key, settings);
  }
  return found;
}

function handedOver(
  due: DueAlert,
  { externalLabels, ruleId }: RuleEvaluated,
  handOver: HandOver,
): DueAlert[] {
  const labels = handOver(due.labels, { externalLabels, ruleId });
  return labels ? [{ ...due, labels }] : [];
}

/**
 * What had ended shortly before this start: whether all were told of it, nobody knows. Those that still fire are told
 * with their next evaluation.
 */
function* endedBefore({ remembered, clock }: OutletParts): Iterable<DueAlert> {
  const now = clock.now();
  for (const { rule, fingerprint, labels, annotations, startsAt, endsAt, generatorURL } of remembered) {
    const usefulUntil = endsAt + resolvedRetentionMs;
    if (rule === undefined || endsAt > now || usefulUntil <= now) continue;
    yield { key: fingerprint, labels, annotations, startsAt, endsAt, generatorURL, usefulUntil };
  }
}
