import type { TimelineEvent } from '@tocsin/api';
import type { Attempted, Flushed, InsteadOf, LedgerEntry, Mute } from '@tocsin/model';
import { count, integrationWords, listWords } from './words.ts';

/** What a timeline is about: one alert, or an incident with all of its alerts. */
export interface About {
  readonly alerts: ReadonlySet<string>;
  /** Its groups, by their keys. */
  readonly groups: ReadonlySet<string>;
  readonly rules: ReadonlySet<string>;
  /** Only this incident; absent: all that its alerts were in. */
  readonly incident?: string;
  /** Nothing before, and nothing from then on, but what names the incident itself. */
  readonly from?: number;
  readonly until?: number;
  /** `8.4 %, limit 5 %` for a sample of an alert's rule. */
  readonly reading: (value: string, alert?: string) => string | undefined;
  /** What is known of what hid it. */
  readonly causes: (mute: Mute) => Pick<TimelineEvent, 'detail' | 'causes'>;
}

export type Told = Pick<TimelineEvent, 'what' | 'reason'> &
  Partial<Pick<TimelineEvent, 'detail' | 'negative' | 'integration' | 'causes'>>;

export function tellFlush(entry: Flushed, { alerts, causes }: Pick<About, 'alerts' | 'causes'>): Told {
  const mute = entry.because?.find((each) => each.alerts.some((one) => alerts.has(one)));
  return {
    what: entry.told
      ? `${integrationWords(entry.integration)} is to be told`
      : entry.reason === 'rate-limited'
        ? `${integrationWords(entry.integration)} is told later`
        : `${integrationWords(entry.integration)} is not told`,
    reason: entry.reason,
    negative: !entry.told,
    integration: entry.integration,
    ...(entry.insteadOf && { detail: insteadOfWords(entry.insteadOf) }),
    ...(mute && causes(mute)),
  };
}

/** `instead of Slack (team), which could not be told: Slack answered 500` */
const insteadOfWords = ({ integration, error = 'it does not answer' }: InsteadOf): string =>
  `instead of ${integrationWords(integration)}, which could not be told: ${error}`;

/** The labels of a group key, without the route's path. */
export const groupWords = (key: string): string => key.slice(key.lastIndexOf(':{') + 1);

export function tellRule(entry: Extract<LedgerEntry, { kind: 'rule' }>, reading: About['reading']): Told {
  const what = {
    pending: 'Pending: the condition holds',
    firing: 'Firing',
    resolved: 'Resolved: the condition no longer holds',
    dropped: 'The condition passed before it fired',
    'held-recovery': 'The condition is gone; it fires until its recovery expression holds',
    'held-missing': 'No data any more; it stays as it was',
    'data-returned': 'Its data are back',
    'error-began': 'The rule cannot be evaluated; what fires keeps firing',
    'error-ended': 'The rule can be evaluated again',
  }[entry.change];
  const read = entry.value === undefined ? undefined : reading(entry.value, entry.alert);
  // What it was while it fired: no sample says by how much a condition does not hold.
  const known = read !== undefined && entry.change === 'resolved' ? `last ${read}` : read;
  const detail = entry.error ?? known;
  return { what, reason: entry.change, ...(detail !== undefined && { detail }) };
}

/** A delivered attempt is told by its notice. */
export function tellAttempt(entry: Attempted): Told | undefined {
  if (entry.outcome === 'delivered') return undefined;
  const to = integrationWords(entry.integration);
  const what = {
    retry: `${to} could not be told; it is tried again`,
    refused: `${to} refused; it is tried again at the next flush`,
    ambiguous: `${to} may have been told; the service ended meanwhile, so it is told again`,
  }[entry.outcome];
  const detail = listWords([`attempt ${entry.attempt}`, ...(entry.error === undefined ? [] : [entry.error])]);
  return { what, detail, reason: entry.outcome, negative: true, integration: entry.integration };
}

export function tellNotice(
  entry: Extract<LedgerEntry, { kind: 'notice' }>,
  attempt: Attempted | undefined,
): Told {
  const to = integrationWords(entry.integration);
  const update = entry.why.startsWith('incident-');
  const what = {
    delivered: update ? `${to}: what was posted is updated` : `${to} was told`,
    superseded: `${to}: a newer message took its place`,
    refused: `${to} refused it to the end`,
    'gave-up': `${to} could not be told; given up`,
    moved: `${to}: a new configuration took it elsewhere`,
    'receiver-removed': `${to} is no longer configured`,
  }[entry.reason];
  const tries = attempt && attempt.attempt > 1 ? `, at attempt ${attempt.attempt}` : '';
  const detail = `${entry.why}, ${count(entry.alerts.length, 'alert')}${tries}`;
  return {
    what,
    detail,
    reason: entry.reason,
    negative: entry.reason !== 'delivered',
    integration: entry.integration,
  };
}
