import { type Alert, fingerprint, type Labels, type Notice } from '@tocsin/model';
import type { ConfiguredReceiver } from '#config/receivers';
import type { AttemptResult } from '#core/input';
import type { Send } from '#core/turn';
import type { Clock } from '#lib/clock';
import { channels } from './registry.ts';

export interface TryParts {
  readonly deliver: (send: Send, signal: AbortSignal) => Promise<AttemptResult>;
  readonly clock: Clock;
  /** Names this trial: its alert is nobody else's. */
  readonly id: string;
}

export interface TryAsked {
  readonly receiver: ConfiguredReceiver;
  /** `slack[0]`; all of them when absent. */
  readonly integration?: string;
  readonly by: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
}

/** What became of a test message. */
export interface Tried {
  readonly integration: string;
  readonly type: string;
  readonly delivered: boolean;
  readonly tookMs: number;
  /** Tells the user what to change. */
  readonly error?: string;
  readonly status?: number;
}

/**
 * Sends a test message through a receiver as a notification would go, once and without a retry. It is no alert: nothing
 * is routed, told or repeated. Where it opens something that stays open (a page), the end is sent as well.
 */
export function tryReceiver(parts: TryParts, asked: TryAsked): Promise<Tried[]> {
  const wanted = asked.receiver.integrations.filter(
    ({ key }) => asked.integration === undefined || key === asked.integration,
  );
  return Promise.all(
    wanted.map(async ({ key, type, sendResolved }) => {
      const started = parts.clock.elapsed();
      const result = await send(parts, asked, { key, ended: false });
      if (result.outcome === 'delivered' && channels[type].nature === 'paging' && sendResolved)
        await send(parts, asked, { key, ended: true });
      return {
        integration: key,
        type,
        delivered: result.outcome === 'delivered',
        tookMs: Math.round(parts.clock.elapsed() - started),
        ...('error' in result && { error: result.error }),
        ...('status' in result && result.status !== undefined && { status: result.status }),
      };
    }),
  );
}

interface Part {
  readonly key: string;
  readonly ended: boolean;
}

function send(parts: TryParts, asked: TryAsked, part: Part): Promise<AttemptResult> {
  const notice = noticeOf(parts, asked, part);
  const { name } = asked.receiver;
  return parts.deliver(
    { group: notice.group, integration: `${name}/${part.key}`, receiver: name, notice, attempt: 1 },
    new AbortController().signal,
  );
}

function noticeOf({ clock, id }: TryParts, asked: TryAsked, { key, ended }: Part): Notice {
  const now = clock.now();
  const alert = alertOf(asked, { now, id, ended });
  return {
    id: `test-${id}`,
    why: ended ? 'all-resolved' : 'first',
    at: now,
    group: `tocsin-test/${id}`,
    groupLabels: { alertname: alert.labels.alertname ?? '' },
    receiver: asked.receiver.name,
    integration: key,
    firing: ended ? [] : [alert],
    resolved: ended ? [alert] : [],
  };
}

function alertOf(
  { by, receiver, labels, annotations }: TryAsked,
  { now, id, ended }: { now: number; id: string; ended: boolean },
): Alert {
  const said = { alertname: 'TocsinTest', severity: 'info', test: id, ...labels };
  return {
    fingerprint: fingerprint(said),
    labels: said,
    annotations: {
      summary: `A test of the receiver ${receiver.name} by ${by}: nothing is wrong`,
      description: 'Somebody wanted to see whether this arrives. There is nothing to do.',
      ...annotations,
    },
    startsAt: now,
    endsAt: ended ? now : now + 300_000,
    expires: !ended,
    timeout: false,
    updatedAt: now,
    generatorURL: '',
  };
}
