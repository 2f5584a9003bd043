import { alertLine, type Attempt, type FuzzCase } from '../fuzz-case.ts';
import type { Agenda } from './agenda.ts';
import { ended, type ModelAlert } from './alerts.ts';
import type { Inhibitor } from './inhibition.ts';
import type { LabelSet } from './labels.ts';
import type { ModelRoute } from './routing.ts';
import type { Rules } from './rules.ts';
import type { Silences } from './silences.ts';

/** dispatch.go aggrGroup. */
export interface ModelGroup {
  readonly route: ModelRoute;
  readonly key: string;
  readonly labels: LabelSet;
  readonly alerts: Map<string, ModelAlert>;
  nextTick: number;
  /** Empty after a flush, or left behind by a reload. */
  gone: boolean;
}

export interface Entry {
  readonly firing: readonly string[];
  readonly resolved: readonly string[];
  readonly at: number;
}

/** A retry and a flush of its group due in the same millisecond may come in either order. */
export type Ties = 'as-seen' | 'flush-first' | 'retry-first';

/** All that one run of the model knows. */
export interface Scene {
  readonly given: FuzzCase;
  readonly rules: Rules;
  readonly root: ModelRoute;
  readonly gridMs: number;
  readonly intoMinuteMs: number;
  readonly ties: Ties;
  readonly agenda: Agenda;
  readonly retries: Retries;
  readonly alerts: Map<string, ModelAlert>;
  readonly groups: Map<string, ModelGroup>;
  /** nflog: by group key and webhook, so that groups of equal keys share an entry. */
  readonly log: Map<string, Entry>;
  readonly answers: Map<string, number>;
  readonly silences: Silences;
  readonly attempts: Attempt[];
  inhibitor: Inhibitor;
}

/** One webhook of a group's receiver. */
export interface Target {
  readonly group: ModelGroup;
  readonly webhook: string;
  readonly sendResolved: boolean;
}

export const targetsOf = ({ given }: Scene, group: ModelGroup): Target[] =>
  (given.receivers.find(({ name }) => name === group.route.receiver)?.webhooks ?? []).map(
    ({ sendResolved }, index) => ({
      group,
      sendResolved,
      webhook: `${group.route.receiver}/webhook[${index}]`,
    }),
  );

export interface Batch {
  readonly firing: readonly ModelAlert[];
  readonly resolved: readonly ModelAlert[];
}

export function batchOf(alerts: Iterable<ModelAlert>, now: number): Batch {
  const all = [...alerts];
  return {
    firing: all.filter((alert) => !ended(alert, now)),
    resolved: all.filter((alert) => ended(alert, now)),
  };
}

export interface Request {
  readonly batch: Batch;
  readonly now: number;
}

/** A request goes out and is answered at once; what was answered is returned. */
export function request(scene: Scene, { webhook, group }: Target, { batch, now }: Request): number {
  const status = scene.retries.answer(webhook, group.key) ?? scene.answers.get(webhook) ?? 200;
  scene.attempts.push({ at: now, webhook, groupKey: group.key, ...linesOf(scene, batch), status });
  return status;
}

export type Lines = Pick<Attempt, 'firing' | 'resolved'>;

export function linesOf({ gridMs }: Scene, { firing, resolved }: Batch): Lines {
  const line = (alert: ModelAlert, over: boolean): string =>
    alertLine({ ...alert, endsAt: over ? alert.endsAt : undefined }, gridMs);
  return {
    firing: firing.map((alert) => line(alert, false)).sort(),
    resolved: resolved.map((alert) => line(alert, true)).sort(),
  };
}

/** The only chance in it: backoff is 500 ms x 1.5 each time, give or take half. What was observed decides within that. */
export interface Retries {
  /** What the observed attempt that comes now was answered. */
  answer(webhook: string, groupKey: string): number | undefined;
  /** Whether that is what was observed next. */
  isNext(target: Target, lines: Lines): boolean;
  /** When the next attempt begins, after the `count`th at `now`; undefined where none was observed before `deadline`. */
  next(target: Target, when: { count: number; now: number; deadline: number }): number | undefined;
}

const isSame = (a: readonly string[], b: readonly string[]): boolean => a.join('\n') === b.join('\n');

export function createRetries(observed: readonly Attempt[], toleranceMs: number): Retries {
  const lists = new Map<string, Attempt[]>();
  const keyOf = (webhook: string, groupKey: string): string => `${webhook} ${groupKey}`;
  for (const attempt of observed) {
    const key = keyOf(attempt.webhook, attempt.groupKey);
    lists.set(key, [...(lists.get(key) ?? []), attempt]);
  }
  return {
    answer: (webhook, groupKey) => lists.get(keyOf(webhook, groupKey))?.shift()?.status,
    isNext({ webhook, group }, { firing, resolved }) {
      const seen = lists.get(keyOf(webhook, group.key))?.[0];
      return seen !== undefined && isSame(seen.firing, firing) && isSame(seen.resolved, resolved);
    },
    next({ webhook, group }, { count, now, deadline }) {
      const nominal = Math.min(60_000, 500 * 1.5 ** (count - 1));
      const seen = lists.get(keyOf(webhook, group.key))?.[0]?.at;
      const earliest = now + nominal / 2 - toleranceMs;
      const latest = now + Math.min(60_000, nominal * 1.5) + toleranceMs;
      if (seen !== undefined && seen >= earliest && seen <= latest && seen <= deadline) return seen;
      return latest >= deadline ? undefined : latest;
    },
  };
}
