import type { Alert } from '@tocsin/model';
import type { Facts } from '../facts.ts';
import { capped } from '#lib/plain-text';
import { lineWords } from '../sentences.ts';

/** The three characters that begin Slack's markup; without them no value can mention, link or call anybody. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A name between backticks; its own backticks would end it. */
export const code = (text: string): string => `\`${escaped(text).replaceAll('`', 'ˋ')}\``;

export const link = (url: string, text: string): string =>
  `<${escaped(url).replaceAll('|', '%7C')}|${escaped(text).replaceAll('|', '¦')}>`;

/** As much of `text` as has at most `max` characters once escaped: a cut inside `&amp;` would show. */
export function escapedWithin(text: string, max: number): string {
  if (escaped(text).length <= max) return escaped(text);
  let room = Math.floor(max / 5);
  for (let more = room; more > 0; more = Math.floor(more / 2)) {
    while (room + more < text.length && escaped(capped(text, room + more)).length <= max) room += more;
  }
  return escaped(capped(text, room));
}

/** The lines of the alerts as bullets, as many whole ones as fit, and how many alerts are left out. */
export function bullets({ alerts }: Facts, max: number): string {
  const room = max - 40;
  let text = '';
  let left = alerts.moreAlerts;
  for (const [index, line] of alerts.shown.entries()) {
    const bullet = `• ${escapedWithin(lineWords(line), Math.min(700, room))}\n`;
    if (text.length + bullet.length > room) {
      left += alerts.shown.slice(index).reduce((sum, { count }) => sum + count, 0);
      break;
    }
    text += bullet;
  }
  return (left > 0 ? `${text}and ${left} more` : text).trimEnd();
}

const broadcast = /<!(?:channel|here|everyone)(?:\|[^>]*)?>/gu;

/**
 * Users' templates see values as they are, as upstream has it. Only calling a whole channel must have been meant: written in
 * the template or in an annotation of the rule, not smuggled in by a label of whatever was scraped.
 */
export function withoutForeignBroadcasts(
  expanded: string,
  { template, alerts }: { readonly template: string; readonly alerts: readonly Alert[] },
): string {
  return expanded.replace(broadcast, (call) => {
    const meant =
      template.includes(call) ||
      alerts.some(({ annotations }) => Object.values(annotations).some((text) => text.includes(call)));
    return meant ? call : escaped(call);
  });
}
