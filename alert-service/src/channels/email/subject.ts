import type { Notice } from '@tocsin/model';
import type { Facts } from '../facts.ts';
import { capped, oneLine } from '#lib/plain-text';
import { saysAlready } from '../sentences.ts';

const longestSubject = 190;

const changes: Partial<Record<Notice['why'], string>> = {
  'new-alerts': ', more alerts',
  'newly-resolved': ', fewer alerts',
  'repeat-interval': ', still firing',
};

/** `[Critical] One in 12 card payments fails: 8.4 % (limit 5 %), since 03:05 CEST`: a phone's lock screen shows no more. */
export function subjectOf(facts: Facts, { why, page }: Pick<Notice, 'why' | 'page'>): string {
  if (page?.why === 'test') return plain(`[Test, nothing is wrong] ${facts.headline}`);
  if (facts.digest) return plain(`[Digest] ${facts.headline}`);
  if (facts.state === 'resolved') return plain(`[Resolved] ${facts.headline}, after ${facts.lasted}`);
  return plain(
    `[${facts.severityWord}${changes[why] ?? ''}] ${headlineWithReading(facts)}, since ${facts.since}`,
  );
}

function headlineWithReading({ headline, reading }: Facts): string {
  const title = capped(headline, 110);
  if (!reading) return title;
  const limit = reading.limit === undefined ? '' : ` (limit ${reading.limit})`;
  return saysAlready(title, reading) ? `${title}${limit}` : `${title}: ${reading.value}${limit}`;
}

const plain = (text: string): string => oneLine(text.replaceAll('\u00a0', ' '), longestSubject);
