import { type Notice, severityOf } from '@tocsin/model';
import { integrationOf, type Policy, type ReceiverRule } from '../policy.ts';
import type { Pending, State } from '../state.ts';
import type { Turn } from '../turn.ts';
import { isUpdate } from './update.ts';

/** When messages of an integration went out, oldest first: those that still count, and those on their way. */
export interface Pace {
  /** `team/slack[0]`. */
  readonly integration: string;
  readonly at: readonly number[];
}

type RateLimit = NonNullable<ReceiverRule['rateLimit']>;

/** What an attempt would send now. */
export const nextNotice = ({ first, newest }: Pending): Notice | undefined => first ?? newest;

/** What is critical never waits, and neither does its end. */
export const isUrgent = (notice: Notice | undefined): boolean =>
  notice !== undefined &&
  [...notice.firing, ...notice.resolved].some(({ labels }) => severityOf(labels) === 'critical');

/**
 * An attempt within its receiver's `rate_limit`: a window of `per` that slides, exact after a recovery too. Undefined: all
 * that is due and not critical waits. Else who else goes out by the same message: where an integration can say it so,
 * all that has waited is told at once when there is room. An update in place is no message.
 */
export function takeTurn(turn: Turn, pending: Pending): readonly Pending[] | undefined {
  const limit = rateLimitOf(turn.policy, pending.integration);
  const notice = nextNotice(pending);
  if (!limit || !notice || isUpdate(notice)) return [];
  const urgent = isUrgent(notice);
  if (!urgent && freeAt(sentAt(turn, pending.integration), limit, turn.now) > turn.now) {
    waitForTurn(turn, pending.integration, limit);
    return undefined;
  }
  const others = urgent || !pending.limited || !digests(turn, pending) ? [] : dueWith(turn, pending);
  count(turn, pending.integration, limit);
  return others;
}

/** It did not arrive: its place is free again. */
export function giveTurnBack(turn: Turn, integration: string, startedAt: number): void {
  const at = sentAt(turn, integration);
  const index = at.lastIndexOf(startedAt);
  if (index >= 0) turn.putPace({ integration, at: at.toSpliced(index, 1) });
}

/** A configuration without the rule needs no memory of what was sent. People, who have no slash, have a limit always. */
export function forgetPaces(turn: Turn): void {
  for (const integration of [...turn.state.paces.keys()].sort())
    if (integration.includes('/') && !rateLimitOf(turn.policy, integration)) turn.dropPace(integration);
}

const digests = ({ policy }: Turn, { integration }: Pending): boolean =>
  integrationOf(policy, integration)?.digests === true;

const rateLimitOf = ({ receiverRules }: Policy, integration: string): RateLimit | undefined =>
  receiverRules.get(integration.slice(0, integration.lastIndexOf('/')))?.rateLimit;

const sentAt = ({ state }: Turn, integration: string): readonly number[] =>
  state.paces.get(integration)?.at ?? [];

/** When the next message may go, after those of `times`, some of which may be still to come. */
function freeAt(times: readonly number[], { messages, perMs }: RateLimit, now: number): number {
  return Math.max(now, (times.at(-messages) ?? -Infinity) + perMs);
}

function count(turn: Turn, integration: string, { perMs }: RateLimit): void {
  const recent = sentAt(turn, integration).filter((at) => at + perMs > turn.now);
  turn.putPace({ integration, at: [...recent, turn.now] });
}

/** All at once, so that a thousand groups that wait cost one look and not one each. */
function waitForTurn(turn: Turn, integration: string, limit: RateLimit): void {
  const times = [...sentAt(turn, integration)];
  const together = integrationOf(turn.policy, integration)?.digests === true;
  if (!together) {
    for (const { limited, nextAttemptAt = 0 } of queued(turn.state, integration, Infinity))
      if (limited && nextAttemptAt > turn.now) times.push(nextAttemptAt);
    times.sort((a, b) => a - b);
  }
  for (const pending of queued(turn.state, integration, turn.now)) {
    const notice = nextNotice(pending);
    if (!notice || isUpdate(notice) || isUrgent(notice)) continue;
    const nextAttemptAt = freeAt(times, limit, turn.now);
    if (!together) times.push(nextAttemptAt);
    turn.putPending({ ...pending, limited: true, nextAttemptAt });
    if (!pending.limited) recordWait(turn, pending, notice);
  }
}

function recordWait(turn: Turn, { group, integration }: Pending, notice: Notice): void {
  turn.record({
    kind: 'flush',
    group,
    integration,
    reason: 'rate-limited',
    told: false,
    notice: notice.id,
    alerts: [...notice.firing, ...notice.resolved].map(({ fingerprint }) => fingerprint),
  });
}

function dueWith(turn: Turn, { group, integration }: Pending): readonly Pending[] {
  return queued(turn.state, integration, turn.now).filter((each) => {
    const notice = nextNotice(each);
    return each.group !== group && notice !== undefined && !isUpdate(notice) && !isUrgent(notice);
  });
}

/** Due at `at`, earliest first. */
function queued({ attempts, pending }: State, integration: string, at: number): readonly Pending[] {
  const queue = attempts.get(integration);
  return (queue?.peek(at, queue.size) ?? []).flatMap((key) => pending.get(key) ?? []);
}
