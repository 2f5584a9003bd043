import type { Labels, Matcher, SilenceEndReason } from '@tocsin/model';
import { type Recurrence, recursAt } from './recurrence.ts';

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
  /** Between its start and its end, it holds only then. */
  readonly recurs?: Recurrence;
  /** What may end it before its end; Alertmanager knows no such thing. */
  readonly ending?: SilenceEnding;
  /** Where something may end it early, until it is over. */
  readonly watch?: SilenceWatch;
  /** It ended by itself before its end. */
  readonly endedBecause?: SilenceEndReason;
}

export interface SilenceEnding {
  /** Once all that it matched has ended. */
  readonly whenResolved?: true;
  /** Once nothing that it matches has fired for so long. */
  readonly unusedMs?: number;
}

/** What was seen of it, and when to look again. */
export interface SilenceWatch {
  /** It has matched an alert that fired. */
  readonly used: boolean;
  /** Nothing that it matches has fired since, as far as was seen. */
  readonly idleSince: number;
  readonly checkAt: number;
}

export type SilenceState = 'pending' | 'active' | 'expired';

type Times = Pick<Silence, 'startsAt' | 'endsAt'>;

/** It holds from its start until just before its end, so that one that was ended has ended at once. */
export const spanState = ({ startsAt, endsAt }: Times, now: number): SilenceState =>
  now >= endsAt ? 'expired' : now < startsAt ? 'pending' : 'active';

/** As it is shown and decided with: between two of its windows, a recurring one is pending. */
export function silenceState(silence: Times & Pick<Silence, 'recurs'>, now: number): SilenceState {
  const state = spanState(silence, now);
  return state === 'active' && silence.recurs && !recursAt(silence.recurs, now) ? 'pending' : state;
}
