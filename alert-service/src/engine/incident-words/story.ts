import {
  clockWords,
  type Contacted,
  type Escalated,
  type IncidentChanged,
  type Paged,
  spokenDuration,
  type Via,
} from '@tocsin/model';
import type { Directory } from '#core/on-call/directory';
import { askedWords, contactName, nameOf } from './names.ts';

/** A ledger entry in words. */
export interface Told {
  readonly what: string;
  readonly reason: string;
  readonly detail?: string;
  readonly negative?: boolean;
  readonly integration?: string;
}

/** What became of an incident, and of telling people of it. */
export type StoryEntry = IncidentChanged | Escalated | Paged | Contacted;

/** When and where it is told. */
export interface Telling {
  readonly directory: Directory;
  /** Of the entry: people are called as they were then. */
  readonly at: number;
  readonly timeZone: string;
}

const viaWords: Readonly<Partial<Record<Via, string>>> = {
  slack: 'from Slack',
  email: 'from a mail',
  sms: 'by SMS',
  call: 'by phone',
  telegram: 'from Telegram',
  push: 'from a push message',
  teams: 'from Teams',
  discord: 'from Discord',
  mattermost: 'from Mattermost',
  pagerduty: 'from PagerDuty',
  opsgenie: 'from Opsgenie',
  api: 'over the API',
};

const quoted = (text: string): string => `“${text}”`;

const clockOf = (at: number, { at: now, timeZone }: Telling): string => clockWords(at, { now, timeZone });

function tellIncident(entry: IncidentChanged, telling: Telling): Told {
  const detail = incidentDetail(entry);
  return { what: incidentWords(entry, telling), reason: entry.change, ...(detail && { detail }) };
}

function incidentDetail({ via, claimed, comment, relate }: IncidentChanged): string | undefined {
  const parts = [
    ...(comment === undefined ? [] : [relate === undefined ? quoted(comment) : comment]),
    ...(claimed === undefined ? [] : [`said to be for ${claimed}`]),
    ...(via && viaWords[via] ? [viaWords[via]] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : undefined;
}

function incidentWords(entry: IncidentChanged, telling: Telling): string {
  const { incident, change, severity, by, to, until } = entry;
  const who = by ?? 'Somebody';
  const end = until === undefined ? '' : ` until ${clockOf(until, telling)}`;
  switch (change) {
    case 'opened':
      return by === undefined ? `${incident} opened, ${severity}` : `${by} opened ${incident}, ${severity}`;
    case 'joined':
      return to === undefined ? `Joined ${incident}` : `${to} is part of ${incident} now`;
    case 'acknowledged':
      return `${who} acknowledged ${incident}${end}`;
    case 'handed-back':
      return `${who} handed ${incident} back`;
    case 'severity-raised':
      return `${incident} is now ${severity}`;
    case 'reopened':
      return by === undefined ? `${incident} reopened: it fires again` : `${by} reopened ${incident}`;
    case 'resolved':
      return by === undefined ? `${incident} resolved` : `${by} resolved ${incident}`;
    case 'snoozed':
      return `${who} put ${incident} off${end}`;
    case 'woken':
      return by === undefined ? `${incident} is back from its snooze` : `${by} woke ${incident}`;
    case 'acknowledgement-expired':
      return to === undefined
        ? 'The acknowledgement ended: it was not renewed'
        : `${to} has it no more: the acknowledgement was not renewed`;
    case 'service-joined':
      return to === undefined ? `${incident} has reached another service` : `${incident} has reached ${to}`;
    case 'assigned':
      return `${who} gave ${incident} to ${to ?? 'somebody'}`;
    case 'noted':
      return `${who} wrote a note`;
    case 'prioritized':
      return to === undefined ? `${who} took its priority away` : `${who} gave it the priority ${to}`;
    case 'severity-set':
      return `${who} made it ${severity}`;
    case 'merged':
      return by === undefined
        ? `It is part of ${to ?? 'another incident'} from the start`
        : `${who} merged it into ${to ?? 'another incident'}`;
    case 'split':
      return `${who} split ${to ?? 'an incident'} off`;
    case 'related':
      return by === undefined
        ? `${to ?? 'Another incident'} may have to do with it`
        : `${who} linked ${to ?? 'an incident'}`;
    case 'declared':
      return `${who} declared it publicly`;
  }
}

function tellEscalation(entry: Escalated, telling: Telling): Told {
  const { policy, change, level, step, why, asked, nextAt } = entry;
  const name = nameOf(telling.directory, { kind: 'policy', id: policy }, telling.at);
  // A test of one person goes along no policy.
  const alone = policy === '';
  const ofPolicy = step === undefined ? `A step of ${name}` : `Step ${step + 1} of ${name}`;
  const placed = alone ? 'The page of the test' : ofPolicy;
  const told = asked === undefined ? placed : askedWords(telling.directory, asked, telling.at);
  const what: Record<Escalated['change'], string> = {
    started: alone ? 'A test begins' : `Escalates along ${name}`,
    stepped: placed,
    'told-nobody': `${capital(told)}: nobody is told`,
    skipped: `${placed} is skipped`,
    repeated: step === undefined ? `${name} begins once more` : `${placed}, once more`,
    paused: 'The escalation pauses',
    resumed: `The escalation along ${name} begins again`,
    stopped: 'The escalation ends',
    finished: `${name} has come to its end`,
    'last-resort': 'The last resort is told',
    waits: `${name} waits`,
    'found-stuck': 'The escalation was stuck, and goes on',
  };
  const detail = [
    ...(level === undefined || change === 'told-nobody' ? [] : [`level ${level}`]),
    ...(nextAt === undefined ? [] : [`the next step is due at ${clockOf(nextAt, telling)}`]),
  ];
  return {
    what: what[change],
    reason: entry.fault ?? why ?? change,
    ...(detail.length > 0 && { detail: detail.join(', ') }),
    negative: change === 'told-nobody' || change === 'skipped',
  };
}

function tellPage(entry: Paged, telling: Telling): Told {
  const { page, target, why, level, schedule } = entry;
  const name = nameOf(telling.directory, target, telling.at);
  const verb = target.kind === 'person' ? 'paged' : target.kind === 'receiver' ? 'told' : 'run';
  const detail = [
    ...(level === undefined ? [] : [`level ${level}`]),
    ...(schedule === undefined
      ? []
      : [`on call in ${nameOf(telling.directory, { kind: 'schedule', id: schedule }, telling.at)}`]),
  ];
  return {
    what: `${name} is ${page === undefined ? 'not ' : ''}${verb}`,
    reason: why,
    negative: page === undefined,
    ...(detail.length > 0 && { detail: detail.join(', ') }),
  };
}

function tellContact(entry: Contacted, telling: Telling): Told {
  const { integration, change, reason, until } = entry;
  const { who, how } = contactName(telling.directory, integration, telling.at);
  const to = integration.startsWith('@') ? `${who} by ${how}` : how;
  const what: Record<Contacted['change'], string> = {
    delivered: how === 'automation' ? `${who} has answered` : `${to}: told`,
    retry: `${to}: not told yet; it is tried again`,
    refused: `${to}: refused`,
    ambiguous: `${to}: may have been told; the service ended meanwhile, so it is told again`,
    waits: `${to}: waits${until === undefined ? '' : ` until ${clockOf(until, telling)}`}`,
    stopped: `${to}: stopped`,
    failed: `${to}: could not be told`,
  };
  const detail = contactDetail(entry);
  return {
    what: what[change],
    reason: reason ?? change,
    negative: change !== 'delivered',
    integration,
    ...(detail && { detail }),
  };
}

function contactDetail({ change, attempt = 1, tookMs, error, answer }: Contacted): string {
  const parts = [
    ...(change === 'delivered' && tookMs !== undefined ? [`in ${secondsWords(tookMs)}`] : []),
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
    ...(error === undefined ? [] : [error]),
    ...(answer === undefined || answer === '' ? [] : [quoted(answer)]),
  ];
  return parts.join(', ');
}

const secondsWords = (lengthMs: number): string =>
  lengthMs < 10_000 ? `${(lengthMs / 1_000).toFixed(1)} s` : spokenDuration(lengthMs);

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

export function tellStory(entry: StoryEntry, telling: Telling): Told {
  switch (entry.kind) {
    case 'incident':
      return tellIncident(entry, telling);
    case 'escalation':
      return tellEscalation(entry, telling);
    case 'page':
      return tellPage(entry, telling);
    case 'contact':
      return tellContact(entry, telling);
  }
}
