import type { PostedAlert } from '#core/input';
import type { Engine } from './engine.ts';

/** What `--alerts.per-alertname-limit` lets in. */
export interface AlertLimit {
  /** Why this alert is not taken, or undefined. What is let in counts at once, committed or not. */
  refusal(alert: PostedAlert, now: number): string | undefined;
}

const unlimited: AlertLimit = { refusal: () => undefined };

/**
 * Alertmanager drops what is over the limit and answers 200; here the one who sends is told, by name. News of an alert
 * that is there already, its end above all, is never refused.
 */
export function createAlertLimit(engine: Engine, most: number): AlertLimit {
  if (most <= 0) return unlimited;
  let byName: Map<string, Set<string>> | undefined;
  // Recovered memory may lack what was counted before its commit failed.
  engine.onRecovered(() => (byName = undefined));
  return {
    refusal({ fingerprint, labels, endsAt }, now) {
      byName ??= countAll(engine);
      const name = labels.alertname ?? '';
      const known = byName.get(name) ?? new Set();
      byName.set(name, known);
      if (known.has(fingerprint) || endsAt <= now) return undefined;
      if (known.size >= most) forgetEnded(known, engine, now);
      if (known.size < most) return void known.add(fingerprint);
      return `the limit of ${most} alerts named ${JSON.stringify(name)} is reached (--alerts.per-alertname-limit): make the rule more general, or raise the limit`;
    },
  };
}

function countAll(engine: Engine): Map<string, Set<string>> {
  const byName = new Map<string, Set<string>>();
  for (const { alert } of engine.state().alerts.values()) {
    const name = alert.labels.alertname ?? '';
    const known = byName.get(name);
    if (known) known.add(alert.fingerprint);
    else byName.set(name, new Set([alert.fingerprint]));
  }
  return byName;
}

/** One that is not there yet is on its way. */
function forgetEnded(known: Set<string>, engine: Engine, now: number): void {
  for (const fingerprint of known) {
    const record = engine.state().alerts.get(fingerprint);
    if (record && record.alert.endsAt <= now) known.delete(fingerprint);
  }
}
