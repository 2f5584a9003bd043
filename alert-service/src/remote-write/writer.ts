import { relabelled } from '#core/relabel';
import type { WrittenSample } from '#core/rule/samples';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import { createBackoff } from './backoff.ts';
import { createDelivery } from './delivery.ts';
import { createLosses } from './losses.ts';
import type { Backlog, RemoteWriteMeter } from './meter.ts';
import { createQueue } from './queue.ts';
import type { SampleSink } from './sample-sink.ts';
import { createSend, type SendParts } from './send.ts';
import type { RemoteWriteSettings } from './settings.ts';

export interface RemoteWriterParts extends Omit<SendParts, 'settings'> {
  readonly settings: RemoteWriteSettings;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter?: RemoteWriteMeter;
  /** Nobody waits longer than this for a store that does not take samples. */
  readonly longestWaitMs?: number;
}

export interface RemoteWriter extends SampleSink {
  /** Writes what waits until the time is up; what is left then is lost, and said. */
  stop(withinMs: number): Promise<void>;
  backlog(): Backlog;
}

const usualWaitMs = 5_000;

/**
 * One queue in order, one request at a time: the samples of a series arrive as they were written, and what arrives while
 * a request is under way goes with the next. `write` resolves when its samples are readable, refused or given up; and, so
 * that an evaluation never hangs on a store that is down, after `longestWaitMs`, from then on at once, until the store
 * has answered again. The samples stay in the queue meanwhile.
 */
export function createRemoteWriter(parts: RemoteWriterParts): RemoteWriter {
  const { settings, clock, log, meter } = parts;
  const { capacity, maxSamplesPerSend } = settings.queue;
  const losses = createLosses({ name: settings.name, clock, log, meter });
  const queue = createQueue(capacity);
  const stopping = new AbortController();
  let stalled = false;
  let closed = false;
  let pumping: Promise<void> | undefined;

  const deliver = createDelivery({
    settings: settings.queue,
    send: createSend(parts),
    clock,
    backoff: createBackoff({
      settings: settings.queue,
      clock,
      log: log.with({ remote_write: settings.name }),
      signal: stopping.signal,
    }),
    losses,
    meter,
    signal: stopping.signal,
    answered: () => void (stalled = false),
  });
  const pump = async (): Promise<void> => {
    // What rules say in the same turn goes in one request.
    await clock.turn();
    for (let batch = queue.take(maxSamplesPerSend); batch.length > 0; batch = queue.take(maxSamplesPerSend))
      await deliver(batch);
    pumping = undefined;
  };
  const backlog = (): Backlog => queue.backlog(clock.now());
  meter?.watch(backlog);

  return {
    backlog,
    async write(samples) {
      if (closed) return losses.count('stopped', samples.length);
      const { refused, settled } = queue.put(wanted(samples, settings), clock.now());
      losses.count('queue-full', refused);
      if (!settled) return;
      pumping ??= pump();
      if (stalled) return;
      const waitMs = parts.longestWaitMs ?? usualWaitMs;
      if (await isLate(settled, { clock, waitMs })) stalled = true;
    },
    async stop(withinMs) {
      closed = true;
      const cancel = clock.at(clock.now() + withinMs, () => stopping.abort(new Error('stopping')));
      await pumping;
      cancel();
      losses.end();
    },
  };
}

/** What the configuration lets through, as it lets it through. */
function wanted(
  samples: readonly WrittenSample[],
  { relabel, histograms }: RemoteWriteSettings,
): readonly WrittenSample[] {
  const kept = histograms ? samples : samples.filter(({ value }) => typeof value !== 'object');
  if (relabel.length === 0) return kept;
  return kept.flatMap((sample) => {
    const labels = relabelled(relabel, sample.labels);
    return labels && Object.keys(labels).length > 0 ? [{ ...sample, labels }] : [];
  });
}

/** Whether the work takes longer than this; it goes on then. */
async function isLate(
  work: Promise<void>,
  { clock, waitMs }: { readonly clock: Clock; readonly waitMs: number },
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const cancel = clock.at(clock.now() + waitMs, () => resolve(true));
  const late = await Promise.race([work.then(() => false), promise]);
  cancel();
  return late;
}
