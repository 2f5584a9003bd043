import type { Labels } from '@tocsin/model';

/** One alert of a rule as an Alertmanager would be told of it. Times in epoch ms. */
export interface ToldAlert {
  /** Of its labels. */
  readonly fingerprint: string;
  /** As the rule made them: external labels and relabelling come when it is handed over. */
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly state: 'pending' | 'firing' | 'resolved';
  readonly activeAt: number;
  readonly firedAt?: number;
  readonly resolvedAt?: number;
  readonly generatorURL: string;
}

/** What one evaluation of a rule has left. */
export interface RuleEvaluated {
  readonly ruleId: string;
  readonly group: { readonly intervalMs: number };
  /** The slot (epoch ms). */
  readonly at: number;
  /** Of its data source: added where a label of that name is absent. */
  readonly externalLabels: Labels;
  /** All that are active, and those that this evaluation has resolved. One that fired and is missing here has ended. */
  readonly alerts: readonly ToldAlert[];
  /** The rule is no longer loaded: nothing of it is evaluated again. */
  readonly gone?: true;
}

/** One alert that is due to be told. */
export interface DueAlert {
  /** The same for whatever is told of this alert: what comes later takes the place of what came before. */
  readonly key: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly generatorURL: string;
  /** Until then it is worth telling; after it, whoever was told before has ended it by itself. */
  readonly usefulUntil: number;
}

/** What has been told of one alert. */
interface Sent {
  readonly alert: ToldAlert;
  readonly lastSentAt: number;
}

/** Fingerprint to what was told last. Pending alerts are never told. */
export type SentOfRule = ReadonlyMap<string, Sent>;

/** All of it is due again: somebody is to be told who was not. */
export const notYetSent = (sent: SentOfRule): SentOfRule =>
  new Map([...sent].map(([fingerprint, { alert }]) => [fingerprint, { alert, lastSentAt: -Infinity }]));

/** As Prometheus: so long a resolved alert is told again and again, since an Alertmanager may have missed it. */
export const resolvedRetentionMs = 15 * 60_000;

/** Missed resends that an Alertmanager bears before it ends the alert by itself. */
const bornMisses = 4;

/**
 * Which alerts of a rule are due to be told after an evaluation, with Prometheus's timing: one that has changed its state
 * at once, else when more than `resendDelayMs` has passed; resolved ones for fifteen minutes, unless the condition holds
 * again. Unlike there, an evaluation that failed is one too: what fires keeps firing, and its Alertmanager is told so.
 */
export function dueAlerts(
  sent: SentOfRule,
  evaluated: RuleEvaluated,
  resendDelayMs: number,
): { readonly due: readonly DueAlert[]; readonly sent: SentOfRule } {
  const { at, ruleId, group } = evaluated;
  const patienceMs = bornMisses * Math.max(group.intervalMs, resendDelayMs);
  const next = new Map<string, Sent>();
  const due: DueAlert[] = [];
  for (const listed of [...evaluated.alerts, ...leftOver(sent, evaluated)]) {
    const { fingerprint } = listed;
    const before = next.get(fingerprint) ?? sent.get(fingerprint);
    const alert = listed.state === 'pending' ? endedBy(before, at) : listed;
    next.delete(fingerprint);
    if (!alert) continue;
    const last = lastSent(before, alert, at);
    const isDue = last === undefined || last + resendDelayMs < at;
    if (isDue) due.push(dueAlert(`${ruleId} ${fingerprint}`, alert, at + patienceMs));
    if (listed.state !== 'pending') next.set(fingerprint, { alert, lastSentAt: isDue ? at : last });
  }
  return { due, sent: evaluated.gone ? new Map() : next };
}

/** What was told and is not in the list: what fired has ended, what had ended is told again for a while. */
function leftOver(sent: SentOfRule, { at, alerts }: RuleEvaluated): ToldAlert[] {
  const listed = new Set(alerts.map(({ fingerprint }) => fingerprint));
  return [...sent].flatMap(([fingerprint, { alert }]): ToldAlert[] => {
    if (listed.has(fingerprint)) return [];
    const resolvedAt = alert.resolvedAt ?? at;
    return at - resolvedAt > resolvedRetentionMs ? [] : [{ ...alert, state: 'resolved', resolvedAt }];
  });
}

/** It is pending: whoever holds it firing is told of the end, and nobody of more. */
const endedBy = (before: Sent | undefined, at: number): ToldAlert | undefined =>
  before?.alert.state === 'firing' ? { ...before.alert, state: 'resolved', resolvedAt: at } : undefined;

/** When this very state of it was told; undefined when it never was, or by a clock that has been set back since. */
function lastSent(before: Sent | undefined, alert: ToldAlert, at: number): number | undefined {
  if (!before || before.lastSentAt > at) return undefined;
  const sameState = before.alert.state === alert.state && before.alert.firedAt === alert.firedAt;
  return sameState ? before.lastSentAt : undefined;
}

function dueAlert(key: string, alert: ToldAlert, validUntil: number): DueAlert {
  const { labels, annotations, activeAt, firedAt, resolvedAt, generatorURL } = alert;
  return {
    key,
    labels,
    annotations,
    startsAt: firedAt ?? activeAt,
    endsAt: resolvedAt ?? validUntil,
    generatorURL,
    usefulUntil:
      resolvedAt === undefined ? validUntil : Math.max(validUntil, resolvedAt + resolvedRetentionMs),
  };
}
