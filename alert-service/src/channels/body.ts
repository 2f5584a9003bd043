import type { Facts } from './facts.ts';
import { capped, oneLine } from '#lib/plain-text';
import { linkWords, listWords, onlyAlertWords, overWords, sinceWords } from './sentences.ts';
import type { TextStyle } from './text-style.ts';

interface Shape {
  readonly style: TextStyle;
  /** Whether the receiver takes a text of this length. */
  readonly fits: (body: string) => boolean;
}

interface Parts {
  readonly first: string;
  readonly description: string;
  readonly bullets: readonly string[];
  readonly last: string;
}

const longestBullet = 300;

/**
 * What stands below the title, in our words and the receiver's markup. Where it is too long whole lines are left out, those
 * that matter least first: nothing is cut inside of a link or an escape.
 */
export function bodyOf(facts: Facts, { style, fits }: Shape): string {
  const said = facts.state === 'resolved' ? overParts(facts, style) : firingParts(facts, style);
  const parts = facts.preface ? prefaced(said, style.text(facts.preface), style) : said;
  return versions(parts, style).find(fits) ?? '';
}

const prefaced = (parts: Parts, preface: string, { newLine }: TextStyle): Parts => ({
  ...parts,
  first: `${preface}${newLine}${parts.first}`,
});

function firingParts(facts: Facts, style: TextStyle): Parts {
  const { reading, description = '' } = facts;
  const value = reading ? `${style.strong(style.text(reading.value))}` : '';
  const limit = reading?.limit ? style.text(`, limit ${reading.limit}`) : '';
  const since = style.text(`${sinceWords(facts)} ${facts.who ?? ''}`.trim());
  const only = onlyAlertWords(facts);
  return {
    first: reading ? `${value}${limit}. ${since}` : since,
    description: description
      .split('\n')
      .map((line) => style.text(line))
      .join(style.newLine),
    bullets: listWords(facts).map(
      (line) => `${only ? '' : style.bullet}${style.text(capped(line, longestBullet))}`,
    ),
    last: placeAndLinks(facts, style),
  };
}

const overParts = (facts: Facts, style: TextStyle): Parts => ({
  first: style.text([...(facts.incident ? [facts.incident] : []), overWords(facts)].join(' · ')),
  description: '',
  bullets: [],
  last: placeAndLinks(facts, style),
});

const mainWord = ({ digest, incident }: Facts): string =>
  digest ? 'Alerts' : incident ? 'Incident' : 'Alert';

function placeAndLinks(facts: Facts, style: TextStyle): string {
  const place = style.text(facts.where.join(' · '));
  const links = [{ text: mainWord(facts), url: facts.links.main }, ...linkWords(facts)];
  const unique = links.filter(({ url }, index) => links.findIndex((other) => other.url === url) === index);
  const linked = unique.slice(0, 6).map(({ text, url }) => style.link(url, text));
  return [place, linked.filter(Boolean).join(style.between)].filter(Boolean).join(style.newLine);
}

/** From all of it to the first line alone. */
function versions({ first, description, bullets, last }: Parts, style: TextStyle): string[] {
  const joined = (...lines: readonly string[]): string => lines.filter(Boolean).join(style.newLine);
  const fewer = bullets.map((_, left) => {
    const shown = bullets.slice(0, bullets.length - left);
    return [...shown, ...(left > 0 ? [`${style.bullet}${style.text('and more')}`] : [])];
  });
  return [
    ...fewer.map((shown) => joined(first, description, ...shown, last)),
    joined(first, description, last),
    joined(first, last),
    first,
  ];
}

/** The error of a user's template, as a line above our own words. */
export const faultLine = (fault: string | undefined, style: TextStyle): string =>
  fault === undefined
    ? ''
    : style.text(oneLine(`A template of this receiver fails, so this is the built-in text. ${fault}`, 400)) +
      style.newLine;
