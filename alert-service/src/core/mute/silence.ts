import type { Labels, Matcher } from '@tocsin/model';

/** One of Alertmanager's silences, kept until data.retention after its end. Times in epoch ms. Plain data. */
export interface Silence {
  readonly id: string;
  /** Any of the sets, all matchers of a set. */
  readonly matcherSets: readonly (readonly Matcher[])[];
  /** Asked of the receiver's labels, in the same way; none: it holds for every receiver. */
  readonly receiverMatcherSets: readonly (readonly Matcher[])[];
  readonly startsAt: number;
  readonly endsAt: number;
  readonly updatedAt: number;
  readonly createdBy: string;
  readonly comment: string;
  readonly annotations: Labels;
}

export type SilenceState = 'pending' | 'active' | 'expired';

/** It holds from its start until just before its end, so that one that was ended has ended at once. */
export const silenceState = (
  { startsAt, endsAt }: Pick<Silence, 'startsAt' | 'endsAt'>,
  now: number,
): SilenceState => (now >= endsAt ? 'expired' : now < startsAt ? 'pending' : 'active');
