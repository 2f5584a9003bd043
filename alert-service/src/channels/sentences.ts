import { type AlertLine, moreWords, spotWords } from './alert-lines.ts';
import type { Facts } from './facts.ts';

/** `Critical: One in 12 card payments fails`, `Resolved: …`. */
export const titleWords = ({ state, severityWord, headline }: Facts): string =>
  `${state === 'resolved' ? 'Resolved' : severityWord}: ${headline}`;

/** `Since 03:05 CEST, 12 min.` `Lasted 22 min, from 23:21 CEST.` Seconds are left out while it goes on: a message does not tick. */
export function sinceWords({ state, since, lasted }: Facts): string {
  if (state === 'resolved') return `Lasted ${lasted}, from ${since}.`;
  return / s$/u.test(lasted) ? `Since ${since}.` : `Since ${since}, ${lasted}.`;
}

/** The whole of it in one line, for subjects of phones and fallbacks: no markup. */
export function oneSentence(facts: Facts): string {
  const reading = facts.reading ? `${facts.reading.both}. ` : '';
  return `${titleWords(facts)}. ${reading}${sinceWords(facts)} ${facts.who}`;
}

/** `22 min, Tom had it`; `22 min` when nobody did: over is over. */
export const overWords = ({ lasted, who }: Facts): string =>
  who.startsWith('Nobody') ? lasted : `${lasted}, ${who.replace(/\.$/u, '')}`;

export interface LinkWord {
  readonly text: string;
  readonly url: string;
}

/** What else to open, the reader's order. */
export function linkWords({ links }: Facts): readonly LinkWord[] {
  const named = [
    ['Runbook', links.runbook],
    ['Dashboard', links.dashboard],
    ['Alert', links.incident ? links.alert : undefined],
    ['Query', links.source],
  ] as const;
  return named.flatMap(([text, url]) => (url ? [{ text, url }] : []));
}

/** `SlowCheckout (2): checkout-1 1.9 s, checkout-3 1.7 s`. */
export function lineWords(line: AlertLine): string {
  const spots = spotWords(line);
  const count = line.count > 1 ? ` (${line.count})` : '';
  const ended = line.state === 'ended' ? 'ended: ' : '';
  return `${ended}${line.name}${count}${spots ? `: ${spots}` : ''}`;
}

export function listWords({ alerts }: Facts): readonly string[] {
  const more = moreWords(alerts);
  return [...alerts.shown.map(lineWords), ...(more ? [more] : [])];
}
