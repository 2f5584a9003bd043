import type { Message } from '../channel.ts';
import { factsOf } from '../facts.ts';
import { oneLine } from '#lib/plain-text';
import { titleWords } from '../sentences.ts';
import { fitted, plain } from './gsm7.ts';

/** Two SMS at most, whatever the alert says: the title gives way, not the reply codes. */
export function smsText(message: Message): string {
  const { page } = message.notice;
  if (page?.code !== undefined)
    return `${page.code} is your code for Tocsin. It proves that this number is yours, for 10 minutes.`;
  const facts = factsOf(message);
  const since = facts.state === 'resolved' || facts.digest ? '' : `, since ${facts.since}`;
  const reading = facts.reading && !facts.digest ? `: ${facts.reading.both}` : '';
  const before = page?.why === 'test' ? 'Test, nothing is wrong. ' : '';
  const after = plain(`${since}.${hintOf(message)}`);
  return fitted({ before, middle: `${titleWords(facts)}${reading}`, after });
}

/** A bare number answers the only incident they were paged for; of several, the incident's own goes with it. */
function hintOf({ notice: { page, digest }, incident }: Message): string {
  if (!page || digest) return '';
  const id = oneLine(incident?.id ?? page.incident, 20);
  if (page.person === undefined || incident?.status === 'resolved') return ` ${id}.`;
  const number = id.replace(/^INC-/u, '');
  return ` ${id}. Reply 1 acknowledge, 2 resolve, 3 snooze 1 h, 4 awake; of several, 1 ${number}`;
}
