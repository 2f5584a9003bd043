import type { HttpSettings } from '#config/http-settings';
import type { RelabelRule } from '#core/relabel';
import type { Secret } from '#lib/secret';
import type { Backlog } from './meter.ts';

/** How a queue is kept and sent, as `queue_config` says. */
export interface QueueSettings {
  /** Samples at most that wait or are under way. */
  readonly capacity: number;
  /** Samples of one request at most. */
  readonly maxSamplesPerSend: number;
  readonly minBackoffMs: number;
  readonly maxBackoffMs: number;
  /** What could not be written for so long is given up. */
  readonly giveUpAfterMs: number;
}

/** Where samples are written, and how to get there. */
export interface RemoteWriteSettings {
  /** For logs and metrics. */
  readonly name: string;
  /** The whole address of the write API; may hold a login. */
  readonly url: Secret;
  /** The same to be shown. */
  readonly shown: string;
  readonly http: HttpSettings;
  /** One request takes so long at most. */
  readonly timeoutMs: number;
  readonly queue: QueueSettings;
  /** `write_relabel_configs`: what is dropped by it is not written. */
  readonly relabel: readonly RelabelRule[];
  /** False: native histograms are not written. */
  readonly histograms: boolean;
  /** Equal where nothing above differs, secrets included: for memory only, never to be shown or kept. */
  readonly key: string;
}

/** What people may be shown of one. */
export interface RemoteWriteView extends Backlog, Pick<RemoteWriteSettings, 'name' | 'shown'> {}

/** Upstream's, but for the bound: what a store could not take for two hours it takes no more. */
export const usualQueue: QueueSettings = {
  capacity: 100_000,
  maxSamplesPerSend: 2_000,
  minBackoffMs: 30,
  maxBackoffMs: 5_000,
  giveUpAfterMs: 2 * 60 * 60_000,
};

export const usualTimeoutMs = 30_000;
