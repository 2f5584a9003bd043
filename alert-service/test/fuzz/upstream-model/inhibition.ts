import type { CaseInhibitRule } from '../fuzz-case.ts';
import { ended, type ModelAlert } from './alerts.ts';
import { type LabelSet, matches } from './labels.ts';

/** inhibit.go: each rule keeps the alerts that match its source, and of those with equal labels an index to one. */
export interface Inhibitor {
  see(alert: ModelAlert): void;
  mutes(labels: LabelSet, now: number): boolean;
}

export interface InhibitorRules {
  /** Upstream looks at the indexed source alone; with this every firing source counts. */
  readonly everySource: boolean;
}

export function createInhibitor(rules: readonly CaseInhibitRule[], how: InhibitorRules): Inhibitor {
  const parts = rules.map((rule) => ruleState(rule, how));
  return {
    see: (alert) => parts.forEach((part) => part.see(alert)),
    mutes: (labels, now) => parts.some((part) => part.mutes(labels, now)),
  };
}

function ruleState({ source, target, equal }: CaseInhibitRule, { everySource }: InhibitorRules): Inhibitor {
  const sources = new Map<string, ModelAlert>();
  const index = new Map<string, string>();
  const equalOf = (labels: LabelSet): string => JSON.stringify(equal.map((name) => labels[name] ?? ''));
  const inhibits = (alert: ModelAlert, labels: LabelSet, now: number): boolean => {
    if (ended(alert, now)) return false;
    return !(matches(source, labels) && matches(target, alert.labels));
  };
  return {
    see(alert) {
      if (!matches(source, alert.labels)) return;
      sources.set(alert.id, alert);
      const key = equalOf(alert.labels);
      const indexed = sources.get(index.get(key) ?? '');
      if (!indexed || (indexed.id !== alert.id && indexed.endsAt <= alert.endsAt)) index.set(key, alert.id);
    },
    mutes(labels, now) {
      if (!matches(target, labels)) return false;
      const key = equalOf(labels);
      if (everySource)
        return [...sources.values()].some(
          (alert) => equalOf(alert.labels) === key && inhibits(alert, labels, now),
        );
      const indexed = sources.get(index.get(key) ?? '');
      return indexed !== undefined && inhibits(indexed, labels, now);
    },
  };
}
