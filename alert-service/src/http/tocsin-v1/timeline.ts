import type { TimelineEvent } from '@tocsin/api';
import {
  type Attempted,
  type Flushed,
  type InsteadOf,
  type LedgerEntry,
  type LedgerPage,
  type Mute,
  reasonTexts,
} from '@tocsin/model';
import { count, integrationWords, listWords } from './words.ts';

export interface About {
  readonly fingerprint: string;
  readonly rule?: string;
  /** `8.4 %, limit 5 %` for a sample of the alert's rule. */
  readonly reading: (value: string) => string | undefined;
  /** What is known of what hid it. */
  readonly causes: (mute: Mute) => Pick<TimelineEvent, 'detail' | 'causes'>;
}

type Told = Pick<TimelineEvent, 'what' | 'reason'> &
  Partial<Pick<TimelineEvent, 'detail' | 'negative' | 'integration' | 'causes'>>;

/** The life of one alert as the ledger tells it, oldest first: what was not sent is an event like any other. */
export function timelineOf(pages: readonly LedgerPage[], about: About): TimelineEvent[] {
  const notices = noticesOf(pages, about.fingerprint);
  const attempts = deliveredAttempts(pages);
  return pages.flatMap((page) =>
    page.entries.flatMap((entry, index) => {
      if (!speaksOf(entry, about, notices)) return [];
      const told = tell(entry, attempts, about);
      return told ? [event(page, { entry, index, told })] : [];
    }),
  );
}

/** Notices that carry the alert, so that attempts (which name only their notice) find it. */
function noticesOf(pages: readonly LedgerPage[], fingerprint: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const page of pages)
    for (const entry of page.entries) {
      if ((entry.kind !== 'flush' && entry.kind !== 'notice') || entry.notice === undefined) continue;
      if (entry.alerts.includes(fingerprint)) found.add(entry.notice);
    }
  return found;
}

function deliveredAttempts(pages: readonly LedgerPage[]): ReadonlyMap<string, Attempted> {
  const found = new Map<string, Attempted>();
  for (const page of pages)
    for (const entry of page.entries)
      if (entry.kind === 'attempt' && entry.outcome === 'delivered') found.set(entry.notice, entry);
  return found;
}

function speaksOf(entry: LedgerEntry, { fingerprint, rule }: About, notices: ReadonlySet<string>): boolean {
  switch (entry.kind) {
    case 'joined':
    case 'ended':
    case 'flush':
      return entry.alerts.includes(fingerprint);
    case 'notice':
      return entry.alerts.includes(fingerprint) || notices.has(entry.notice);
    case 'attempt':
      return notices.has(entry.notice);
    case 'incident':
      return entry.alerts === undefined || entry.alerts.includes(fingerprint);
    case 'rule':
      return entry.rule === rule && (entry.alert === undefined || entry.alert === fingerprint);
    case 'silence':
    case 'rule-group':
    case 'clock':
    case 'configuration':
    case 'imported':
    case 'receiver-tested':
    case 'escalation':
    case 'page':
    case 'contact':
    case 'on-call':
    case 'contact-method':
      return false;
  }
}

function event(
  page: LedgerPage,
  { entry, index, told }: { entry: LedgerEntry; index: number; told: Told },
): TimelineEvent {
  const explanation = reasonTexts[told.reason];
  return {
    id: `${page.seq}.${index}`,
    at: new Date(page.at).toISOString(),
    kind: entry.kind,
    negative: false,
    ...told,
    ...(explanation !== undefined && { explanation }),
  };
}

function tell(entry: LedgerEntry, attempts: ReadonlyMap<string, Attempted>, about: About): Told | undefined {
  switch (entry.kind) {
    case 'rule':
      return tellRule(entry, about.reading);
    case 'joined':
      return {
        what: `Routed to ${entry.receiver}`,
        detail: `in group ${groupWords(entry.group)}`,
        reason: 'joined',
      };
    case 'ended':
      return {
        what: entry.cause === 'resolved' ? 'Ended' : 'Ended: nobody said any more that it fires',
        reason: entry.cause,
      };
    case 'flush':
      return tellFlush(entry, about);
    case 'attempt':
      return tellAttempt(entry);
    case 'notice':
      return tellNotice(entry, attempts.get(entry.notice));
    case 'incident':
      return tellIncident(entry);
    case 'silence':
    case 'rule-group':
    case 'clock':
    case 'configuration':
    case 'imported':
    case 'receiver-tested':
    case 'escalation':
    case 'page':
    case 'contact':
    case 'on-call':
    case 'contact-method':
      return undefined;
  }
}

function tellFlush(entry: Flushed, { fingerprint, causes }: About): Told {
  const mute = entry.because?.find(({ alerts }) => alerts.includes(fingerprint));
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
const groupWords = (key: string): string => key.slice(key.lastIndexOf(':{') + 1);

function tellRule(entry: Extract<LedgerEntry, { kind: 'rule' }>, reading: About['reading']): Told {
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
  const detail = entry.error ?? (entry.value === undefined ? undefined : reading(entry.value));
  return { what, reason: entry.change, ...(detail !== undefined && { detail }) };
}

/** A delivered attempt is told by its notice. */
function tellAttempt(entry: Attempted): Told | undefined {
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

function tellNotice(entry: Extract<LedgerEntry, { kind: 'notice' }>, attempt: Attempted | undefined): Told {
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

function tellIncident(entry: Extract<LedgerEntry, { kind: 'incident' }>): Told {
  const who = entry.by ?? 'Somebody';
  const what = {
    opened: `${entry.incident} opened, ${entry.severity}`,
    joined: `Joined ${entry.incident}`,
    acknowledged: `${who} acknowledged ${entry.incident}`,
    'handed-back': `${who} handed ${entry.incident} back`,
    'severity-raised': `${entry.incident} is now ${entry.severity}`,
    reopened: `${entry.incident} reopened`,
    resolved: `${entry.incident} resolved`,
    snoozed: `${who} put ${entry.incident} off`,
    woken: `${entry.incident} is back from its snooze`,
    'acknowledgement-expired': 'The acknowledgement ended: it was not renewed',
    'service-joined': `${entry.incident} has reached another service`,
    assigned: `${who} gave ${entry.incident} to ${entry.to ?? 'somebody'}`,
    noted: `${who} wrote a note`,
    prioritized: `${who} set the priority`,
    'severity-set': `${who} made it ${entry.severity}`,
    merged: `${who} merged it into ${entry.to ?? 'another incident'}`,
    split: `${who} split ${entry.to ?? 'an incident'} off`,
    related: `${who} linked ${entry.to ?? 'an incident'}`,
    declared: `${who} declared it publicly`,
  }[entry.change];
  return { what, reason: entry.change };
}
