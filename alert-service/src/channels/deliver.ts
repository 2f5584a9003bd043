import type { Labels } from '@tocsin/model';
import type { AttemptResult } from '#core/input';
import { integrationKey } from '#core/state';
import type { Send } from '#core/turn';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Edge, Expand, FailureReason, Message, Outcome } from './channel.ts';
import type { RouteLabels } from './route-labels.ts';
import { type Integration, sendThrough, timeoutMsOf } from './registry.ts';

/** What an attempt came to, for whoever counts. */
export interface AttemptEvent {
  readonly type: string;
  /** Of one integration and one group. */
  readonly about: string;
  readonly durationMs: number;
  readonly failure?: FailureReason;
  readonly refused?: boolean;
}

/** What the running configuration makes messages with. */
interface Senders {
  /** `receiver/slack[0]` to what sends it. */
  readonly senders: ReadonlyMap<string, Integration>;
  readonly renderRouteLabels: RouteLabels;
  readonly expand: Expand;
}

export interface DeliverParts {
  /** Asked once for each attempt: one that is under way when a reload comes ends as it began. */
  readonly inForce: () => Senders;
  /** As they are written in the route. */
  readonly routeLabels: (group: string) => Labels;
  readonly externalUrl: string;
  readonly timeZone: string;
  readonly fetch: Edge['fetch'];
  readonly readFile: (path: string) => Promise<string>;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly counted: (event: AttemptEvent) => void;
}

/** Carries a frozen notice to its receiver within the channel's deadline. Never rejects: whatever happens is an outcome. */
export function createDeliver(
  parts: DeliverParts,
): (send: Send, signal: AbortSignal) => Promise<AttemptResult> {
  return async (send, signal) => {
    const inForce = parts.inForce();
    const integration = inForce.senders.get(send.integration);
    if (!integration) return { outcome: 'refused', error: `${send.integration} is no longer configured` };
    const started = parts.clock.elapsed();
    const outcome = await attempt(parts, { inForce, integration, send, signal });
    parts.counted({
      type: integration.type,
      about: integrationKey(send.group, send.integration),
      durationMs: parts.clock.elapsed() - started,
      ...(outcome.kind !== 'done' && { failure: outcome.failure, refused: outcome.kind === 'refused' }),
    });
    const about = { integration: send.integration, attempt: send.attempt, notice: send.notice.id };
    if (outcome.kind === 'done') parts.log.debug('delivered', about);
    else parts.log.warn('not delivered', { ...about, outcome: outcome.kind, err: outcome.error });
    return signal.aborted && outcome.kind === 'retry' ? { outcome: 'ambiguous' } : resultOf(outcome);
  };
}

interface Attempt {
  readonly inForce: Senders;
  readonly integration: Integration;
  readonly send: Send;
  readonly signal: AbortSignal;
}

async function attempt(
  parts: DeliverParts,
  { inForce, integration, send, signal }: Attempt,
): Promise<Outcome> {
  const { clock, log, readFile, version } = parts;
  const deadline = new AbortController();
  const cancel = clock.at(clock.now() + timeoutMsOf(integration), () =>
    deadline.abort(new DOMException('the attempt took too long', 'TimeoutError')),
  );
  const edge: Edge = {
    fetch: parts.fetch,
    clock,
    signal: AbortSignal.any([deadline.signal, signal]),
    readFile,
    version,
    expand: inForce.expand,
    log: log.with({ integration: send.integration }),
  };
  try {
    return await sendThrough(integration, messageOf(parts, inForce, send), edge);
  } catch (error) {
    const why = error instanceof Error ? error.name : 'an unknown fault';
    return { kind: 'retry', error: `the channel failed by itself: ${why}`, failure: 'other' };
  } finally {
    cancel();
  }
}

function messageOf(parts: DeliverParts, { renderRouteLabels }: Senders, send: Send): Message {
  const { routeLabels, externalUrl, timeZone, clock } = parts;
  const { notice, incident, receipt } = send;
  const written: Message = {
    notice,
    ...(incident && { incident }),
    ...(receipt && { receipt }),
    externalUrl,
    routeLabels: routeLabels(send.group),
    now: clock.now(),
    timeZone,
  };
  return { ...written, routeLabels: renderRouteLabels(written) };
}

function resultOf(outcome: Outcome): AttemptResult {
  switch (outcome.kind) {
    case 'done': {
      const { receipt, note } = outcome;
      return { outcome: 'delivered', ...(receipt && { receipt }), ...(note !== undefined && { note }) };
    }
    case 'retry': {
      const { error, status, retryAfterMs } = outcome;
      return {
        outcome: 'retry',
        error,
        ...(status !== undefined && { status }),
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      };
    }
    case 'refused': {
      const { error, status } = outcome;
      return { outcome: 'refused', error, ...(status !== undefined && { status }) };
    }
  }
}
