import { clockWords, type NoticePage, type PageReason } from '@tocsin/model';
import { oneLine } from '#lib/plain-text';

interface Zone {
  readonly now: number;
  readonly timeZone: string;
}

const longestName = 80;

/** Why the reader gets it, in the order a sleeper wants it: is it real, why me. Nothing of a code: that speaks for itself. */
export function pageWords(page: NoticePage, zone: Zone): string | undefined {
  if (page.code !== undefined) return undefined;
  return [cause(page), duty(page, zone)].filter(Boolean).join(' ');
}

const causes: Readonly<Record<PageReason, string>> = {
  'policy-step': '',
  'last-resort': 'Nobody else answered or could be told: this is the last resort.',
  'severity-raised': 'It is more severe now than when it was taken.',
  'new-service': 'It has reached another service since it was taken.',
  'acknowledgement-expired': 'Whoever had it has not said in time that they still do.',
  'snooze-ended': 'It was snoozed, the time is over, and it still fires.',
  'handed-back': 'Whoever had it gave it back.',
  reopened: 'It fires again.',
  assigned: 'Somebody gave it to you.',
  asked: 'Somebody asked for you.',
  test: 'This is a test: nothing is wrong. Answer it as you would answer a real one.',
};

function cause({ why, person }: NoticePage): string {
  if (person === undefined && (why === 'assigned' || why === 'asked')) return 'Somebody asked for it here.';
  return causes[why];
}

function duty({ person, schedule, onCallUntil, policy, level }: NoticePage, zone: Zone): string {
  const step = [policy && `the policy ${named(policy)}`, level !== undefined && `level ${level}`]
    .filter(Boolean)
    .join(', ');
  if (person === undefined) return step && `Told here by ${step}.`;
  if (schedule === undefined) return step && `You are told by ${step}.`;
  const until = onCallUntil === undefined ? '' : ` until ${clockWords(onCallUntil, zone)}`;
  return `You are on call in ${named(schedule)}${until}.`;
}

const named = (name: string): string => oneLine(name, longestName);
