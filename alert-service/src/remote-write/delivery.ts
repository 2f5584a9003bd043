import { printLabels } from '@tocsin/model';
import type { Clock } from '#lib/clock';
import type { Backoff } from './backoff.ts';
import type { Losses } from './losses.ts';
import type { RemoteWriteMeter } from './meter.ts';
import type { Waiting } from './queue.ts';
import type { Send, Sent } from './send.ts';
import type { QueueSettings } from './settings.ts';

export interface DeliveryParts {
  readonly settings: QueueSettings;
  readonly send: Send;
  readonly clock: Pick<Clock, 'now'>;
  readonly backoff: Backoff;
  readonly losses: Losses;
  readonly meter?: RemoteWriteMeter | undefined;
  /** Aborted: what is under way is lost. */
  readonly signal: AbortSignal;
  /** The store has taken or refused something. */
  readonly answered: () => void;
}

/** Resolves when all of a batch is written, refused or given up. Never rejects; one batch at a time. */
export type Delivery = (batch: readonly Waiting[]) => Promise<void>;

/** Refusals of content: a part of it may be taken. Thanos says 409 of samples that are out of order. */
const ofContent: ReadonlySet<number> = new Set([400, 409, 413, 422]);

/** So many requests may look for what is refused in one batch: enough for twenty samples of two thousand. */
const mostSplits = 256;

export function createDelivery(parts: DeliveryParts): Delivery {
  const { settings, send, clock, backoff, losses, meter, signal } = parts;

  const drop = (batch: readonly Waiting[], why: 'refused' | 'too-old' | 'stopped', detail?: string): void => {
    losses.count(why, batch.length, detail);
    for (const one of batch) one.settled();
  };
  const fresh = (batch: readonly Waiting[]): readonly Waiting[] => {
    const bound = clock.now() - settings.giveUpAfterMs;
    if (batch.every(({ since }) => since > bound)) return batch;
    drop(
      batch.filter(({ since }) => since <= bound),
      'too-old',
    );
    return batch.filter(({ since }) => since > bound);
  };
  /** Tries until there is an answer; undefined where none of the batch is left. */
  const answerFor = async (batch: readonly Waiting[]): Promise<[Sent, readonly Waiting[]] | undefined> => {
    for (let left = fresh(batch); left.length > 0; left = fresh(left)) {
      if (signal.aborted) return void drop(left, 'stopped');
      const sent = await send(
        left.map(({ sample }) => sample),
        signal,
      );
      if (sent.kind !== 'failed') return [sent, left];
      if (signal.aborted) continue;
      meter?.retried(left.length);
      await backoff.pause(sent);
    }
    return undefined;
  };
  const deliver = async (batch: readonly Waiting[], splits: { left: number }): Promise<void> => {
    const found = await answerFor(batch);
    if (!found) return;
    const [sent, left] = found;
    backoff.gotThrough();
    parts.answered();
    if (sent.kind === 'written') {
      meter?.written(left.length);
      for (const one of left) one.settled();
    } else if (sent.kind === 'refused' && isDivisible(sent.status, left) && splits.left > 0) {
      splits.left -= 1;
      const middle = Math.ceil(left.length / 2);
      await deliver(left.slice(0, middle), splits);
      await deliver(left.slice(middle), splits);
    } else if (sent.kind === 'refused') drop(left, 'refused', refusalOf(sent.error, left));
  };

  return (batch) => deliver(batch, { left: mostSplits });
}

const isDivisible = (status: number, batch: readonly Waiting[]): boolean =>
  batch.length > 1 && ofContent.has(status);

/** Which series it was, where it is clear. */
const refusalOf = (error: string, [first, ...others]: readonly Waiting[]): string =>
  first && others.length === 0 ? `${error} (the series ${printLabels(first.sample.labels)})` : error;
