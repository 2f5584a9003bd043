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
