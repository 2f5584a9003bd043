import { type Reading } from '@tocsin/model';
import { type AlertLine, moreWords, spotWords } from './alert-lines.ts';
import type { Facts } from './facts.ts';

/** `Critical: One in 12 card payments fails`, `Resolved: …`. */
export const titleWords = ({ state, severityWord, headline, digest }: Facts): string =>
  digest ? headline : `${state === 'resolved' ? 'Resolved' : severityWord}: ${headline}`;

/** `Since 03:05 CEST, 12 min.` `Lasted 22 min, from 23:21 CEST.` Seconds are left out while it goes on: a message does not tick. */
export function sinceWords({ state, since, lasted }: Facts): string {
  if (state === 'resolved') return `Lasted ${lasted}, from ${since}.`;
  return / s$/u.test(lasted) ? `Since ${since}.` : `Since ${since}, ${lasted}.`;
}

/** The whole of it in one line, for lock screens and fallbacks: no markup. */
export const oneSentence = (facts: Facts): string =>
  [`${titleWords(facts)}.`, readingSentence(facts), sinceWords(facts), facts.who, facts.preface]
    .filter(Boolean)
    .join(' ');

/** A headline that already says the number is not told it twice. */
function readingSentence({ headline, reading }: Facts): string {
  if (!reading) return '';
  if (!saysAlready(headline, reading)) return `${reading.both}.`;
  return reading.limit === undefined ? '' : `Limit ${reading.limit}.`;
}

export const saysAlready = (headline: string, reading: Reading): boolean =>
  headline.replaceAll('\u00a0', ' ').includes(reading.value.replaceAll('\u00a0', ' '));

/** `22 min, Jonas had it`; `22 min` when nobody did: over is over. */
export const overWords = ({ lasted, holder }: Facts): string =>
  holder ? `${lasted}, ${holder} had it` : lasted;

export interface LinkWord {
  readonly text: string;
  readonly url: string;
}

/** What else to open, the reader's order. */
export function linkWords({ links }: Facts): readonly LinkWord[] {
  const named = [
    ['Runbook', links.runbook],
    ['Dashboard', links.dashboard],
    ['Silence', links.silence],
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

/** The one alert there is; its value is the message's and stands above. */
export function onlyAlertWords({ alerts }: Facts): { name: string; on: string } | undefined {
  const [line, ...others] = alerts.shown;
  if (!line || others.length > 0 || line.count > 1) return undefined;
  return { name: line.name, on: line.spots[0]?.where ?? '' };
}

export function listWords(facts: Facts): readonly string[] {
  const only = onlyAlertWords(facts);
  if (only) return [only.on ? `${only.name} on ${only.on}` : only.name];
  const more = moreWords(facts.alerts);
  return [...facts.alerts.shown.map(lineWords), ...(more ? [more] : [])];
}
