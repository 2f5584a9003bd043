import type { Outcome } from '#channels/channel';
import type { HttpEdge } from '#channels/http-line';
import type { AlertmanagerSettings } from '#config/alerting-config';
import { relabelled } from '#core/relabel';
import type { DueAlert } from '#core/rule/resend';
import { type Clock, until } from '#lib/clock';
import type { Log } from '#lib/log';
import type { OutletMeter } from './meter.ts';
import { postAlerts } from './post-alerts.ts';
import { type AlertQueue, createAlertQueue } from './queue.ts';

export interface SendParts {
  readonly fetch: HttpEdge['fetch'];
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: OutletMeter;
  readonly version: string;
}

/** What people may be shown of one. Times in epoch ms. */
export interface AlertmanagerState {
  readonly url: string;
  readonly waiting: number;
  readonly lastSentAt?: number;
  readonly failingSince?: number;
  readonly lastError?: string;
}

/** Tells one Alertmanager: a slow one delays no other. */
export interface SendLoop {
  add(alerts: readonly DueAlert[]): void;
  state(): AlertmanagerState;
  /** From the next request on. */
  use(settings: AlertmanagerSettings): void;
  /** Sends what waits, each batch once, until `deadline` (epoch ms). */
  stop(deadline: number): Promise<void>;
}

/** As Prometheus has them. */
export const queueCapacity = 10_000;
const atOnce = 256;

const firstPauseMs = 1_000;
const longestPauseMs = 15_000;
/** Some of the alerts themselves are refused: the same again would be too. An Alertmanager has taken the others. */
const ofContent: ReadonlySet<number | undefined> = new Set([400, 413, 422]);

const isOfContent = (outcome: Outcome): boolean =>
  outcome.kind === 'refused' && ofContent.has(outcome.status);

/** What one loop holds while it runs. */
interface Sending {
  readonly parts: SendParts;
  readonly queue: AlertQueue;
  /** Ends a pause. */
  readonly stopping: AbortController;
  /** Breaks off a request. */
  readonly late: AbortController;
  settings: AlertmanagerSettings;
  work: Promise<void> | undefined;
  failures: number;
  lastSentAt?: number;
  failing?: { readonly failingSince: number; readonly lastError: string };
}

export function createSendLoop(settings: AlertmanagerSettings, parts: SendParts): SendLoop {
  const sending: Sending = {
    parts,
    queue: createAlertQueue({ capacity: queueCapacity, atOnce }),
    stopping: new AbortController(),
    late: new AbortController(),
    settings,
    work: undefined,
    failures: 0,
  };
  return {
    add(alerts) {
      if (sending.stopping.signal.aborted) return;
      const kept = alerts.flatMap((alert) => relabelledAlert(alert, sending));
      dropped(sending, sending.queue.add(kept), 'the queue is full: the oldest alerts are dropped');
      wake(sending);
    },
    state: () => ({
      url: sending.settings.url,
      waiting: sending.queue.size(),
      ...(sending.lastSentAt !== undefined && { lastSentAt: sending.lastSentAt }),
      ...sending.failing,
    }),
    use(next) {
      sending.settings = next;
    },
    async stop(deadline) {
      sending.stopping.abort(new Error('stopping'));
      const cancel = parts.clock.at(deadline, () => sending.late.abort(new Error('stopping')));
      await sending.work;
      cancel();
      const left = sending.queue.size();
      if (left > 0)
        parts.log.warn(
          'alerts were not handed over to an Alertmanager before the stop',
          about(sending, left),
        );
    },
  };
}

/** What its own `alert_relabel_configs` make of an alert; one without labels is none to an Alertmanager. */
function relabelledAlert(alert: DueAlert, { settings }: Sending): DueAlert[] {
  if (settings.relabel.length === 0) return [alert];
  const labels = relabelled(settings.relabel, alert.labels);
  return labels && Object.keys(labels).length > 0 ? [{ ...alert, labels }] : [];
}

function wake(sending: Sending): void {
  measure(sending);
  if (sending.queue.size() === 0) return;
  sending.work ??= run(sending).finally(() => {
    sending.work = undefined;
    if (!sending.stopping.signal.aborted) wake(sending);
  });
}

/** Until nothing waits; when stopping, until something fails. */
async function run(sending: Sending): Promise<void> {
  const { queue, stopping, parts } = sending;
  while (queue.size() > 0) {
    const outcome = await sendBatch(sending);
    if (outcome.kind === 'done' || isOfContent(outcome)) continue;
    if (stopping.signal.aborted) return;
    const { clock } = parts;
    await until(clock, clock.now() + pauseMs(sending, outcome), stopping.signal).catch(() => undefined);
    dropped(sending, queue.expire(clock.now()), 'alerts could not be handed over while they mattered');
  }
}

/** Asked again soon where something failed, and on with the next where these alerts were refused. */
async function sendBatch(sending: Sending): Promise<Outcome> {
  const { queue, settings, parts } = sending;
  const batch = queue.batch();
  const started = parts.clock.elapsed();
  const outcome = await attempt(sending, batch);
  if (outcome.kind === 'done') {
    queue.done(batch);
    parts.meter.sent(settings.url, batch.length, parts.clock.elapsed() - started);
    if (sending.failures > 0) parts.log.info('an Alertmanager takes alerts again', about(sending));
    sending.failures = 0;
    sending.lastSentAt = parts.clock.now();
    delete sending.failing;
  } else {
    noteFailure(sending, batch.length, outcome.error);
    if (isOfContent(outcome)) {
      queue.done(batch);
      dropped(sending, batch.length, 'an Alertmanager refuses alerts: they are not sent again as they are');
    }
  }
  measure(sending);
  return outcome;
}

/** Said loud once, since it is asked again and again. */
function noteFailure(sending: Sending, count: number, err: string): void {
  const { parts, settings } = sending;
  parts.meter.failed(settings.url, count);
  const said = 'an Alertmanager does not take alerts';
  if (sending.failures === 0) parts.log.error(said, { ...about(sending, count), err });
  else parts.log.debug(said, { ...about(sending, count), err });
  sending.failures += 1;
  sending.failing = {
    failingSince: sending.failing?.failingSince ?? parts.clock.now(),
    lastError: err,
  };
}

async function attempt({ settings, parts, late }: Sending, batch: readonly DueAlert[]): Promise<Outcome> {
  const { clock, fetch, version } = parts;
  const slow = new AbortController();
  const cancel = clock.at(clock.now() + settings.timeoutMs, () =>
    slow.abort(new DOMException('the request took too long', 'TimeoutError')),
  );
  const signal = AbortSignal.any([slow.signal, late.signal]);
  try {
    return await postAlerts(batch, settings, { fetch, clock, version, signal });
  } finally {
    cancel();
  }
}

/** Longer from failure to failure, and as long as it asks for. */
function pauseMs({ failures }: Sending, outcome: Outcome): number {
  const asked = outcome.kind === 'retry' ? (outcome.retryAfterMs ?? 0) : 0;
  const own = Math.min(firstPauseMs * 2 ** Math.min(failures - 1, 16), longestPauseMs);
  return Math.max(own, Math.min(asked, 60_000));
}

function dropped(sending: Sending, count: number, why: string): void {
  if (count === 0) return;
  sending.parts.meter.dropped(sending.settings.url, count);
  sending.parts.log.warn(why, about(sending, count));
  measure(sending);
}

const measure = ({ parts, settings, queue }: Sending): void => parts.meter.queued(settings.url, queue.size());

const about = ({ settings }: Sending, count?: number): Readonly<Record<string, unknown>> => ({
  alertmanager: settings.url,
  ...(count !== undefined && { count }),
});
