import type { DigestPart, Notice } from '@tocsin/model';
import type { Facts } from './facts.ts';
import type { Message } from './channel.ts';
import { incidentsPage } from './links.ts';
import { counted } from '#lib/plain-text';

const groupsTogether =
  'Told together: this receiver has a rate_limit, so all but what is critical had to wait for its turn.';

const pagesTogether =
  'Told together: you have had as many messages in a minute as you want, so all but what is critical had to wait.';

/** What waited for its turn, several groups at once: no one alert of it speaks for the others. */
export function digestFacts(facts: Facts, message: Message, parts: readonly DigestPart[]): Facts {
  const {
    description: _,
    reading: __,
    incident: ___,
    who: ____,
    holder: _____,
    soFar: ______,
    changed: _______,
    evidence: ________,
    ...kept
  } = facts;
  const together = { ...kept, digest: true as const };
  return message.notice.page ? ofPages(together, message, parts) : ofGroups(together, message.notice, parts);
}

function ofGroups(facts: Facts, notice: Notice, parts: readonly DigestPart[]): Facts {
  const { alerts } = facts.links;
  return {
    ...facts,
    headline: headlineOf(notice, parts),
    preface: [facts.preface, groupsTogether].filter(Boolean).join(' '),
    next: 'Each is told again until it ends.',
    links: { main: alerts, alert: alerts, alerts },
  };
}

/** `12 more incidents, none critical`: each has its alert below, and goes on along its policy. */
function ofPages(facts: Facts, { externalUrl }: Message, parts: readonly DigestPart[]): Facts {
  const main = incidentsPage(externalUrl);
  return {
    ...facts,
    headline: `${counted(parts.length, 'more incident')}, none critical`,
    preface: pagesTogether,
    next: 'Each goes on along its policy until somebody has it.',
    links: { main, alert: main, alerts: facts.links.alerts },
  };
}

/** `37 more alerts in 12 groups, none critical`, `…, and 2 have ended`, `2 alerts in 2 groups have ended`. */
function headlineOf({ firing, resolved }: Notice, parts: readonly DigestPart[]): string {
  const groups = counted(parts.length, 'group');
  const ended = resolved.length;
  const have = ended === 1 ? 'has' : 'have';
  if (firing.length === 0) return `${counted(ended, 'alert')} in ${groups} ${have} ended`;
  const more = `${firing.length} more ${firing.length === 1 ? 'alert' : 'alerts'} in ${groups}, none critical`;
  return ended === 0 ? more : `${more}, and ${ended} ${have} ended`;
}
