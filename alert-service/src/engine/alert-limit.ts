import type { PostedAlert } from '#core/input';
import type { Engine } from './engine.ts';

/** What `--alerts.per-alertname-limit` lets in. */
export interface AlertLimit {
  /** Why this alert is not taken, or undefined. What is let in counts at once, committed or not. */
  refusal(alert: PostedAlert, now: number): string | undefined;
}

/** Names to fingerprints, and when each was let in. */
type Counted = Map<string, Map<string, number>>;

/** By then a commit has come or has failed: an alert that is still not there has been, and is forgotten. */
const committedAfterMs = 60_000;

const unlimited: AlertLimit = { refusal: () => undefined };

/**
 * Alertmanager drops what is over the limit and answers 200; here the one who sends is told, by name. News of an alert
 * that is there already, its end above all, is never refused.
 */
export function createAlertLimit(engine: Engine, most: number): AlertLimit {
  if (most <= 0) return unlimited;
  let byName: Counted | undefined;
  // Recovered memory may lack what was counted before its commit failed.
  engine.onRecovered(() => (byName = undefined));
  return {
    refusal({ fingerprint, labels, endsAt }, now) {
      byName ??= countAll(engine, now);
      const name = labels.alertname ?? '';
      const known = byName.get(name) ?? new Map<string, number>();
      byName.set(name, known);
      if (known.has(fingerprint) || endsAt <= now) return undefined;
      if (known.size >= most) forgetEnded(known, engine, now);
      if (known.size < most) return void known.set(fingerprint, now);
      return `the limit of ${most} alerts named ${JSON.stringify(name)} is reached (--alerts.per-alertname-limit): make the rule more general, or raise the limit`;
    },
  };
}

function countAll(engine: Engine, now: number): Counted {
  const byName: Counted = new Map();
  for (const { alert } of engine.state().alerts.values()) {
    const name = alert.labels.alertname ?? '';
    const known = byName.get(name);
    if (known) known.set(alert.fingerprint, now);
    else byName.set(name, new Map([[alert.fingerprint, now]]));
  }
  return byName;
}

function forgetEnded(known: Map<string, number>, engine: Engine, now: number): void {
  const { alerts } = engine.state();
  for (const [fingerprint, countedAt] of known) {
    const record = alerts.get(fingerprint);
    const gone = record ? record.alert.endsAt <= now : now - countedAt > committedAfterMs;
    if (gone) known.delete(fingerprint);
  }
}
