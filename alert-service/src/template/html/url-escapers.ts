import { toBytes } from '#template/value/bytes';
import type { Content } from './content.ts';
import { failsafe } from './html-escapers.ts';

const percent = (character: string): string =>
  [...toBytes(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

/** A URL as it may be written; what is escaped already stays. */
const normalized = (text: string): string =>
  text.replace(/%(?![\da-fA-F]{2})|[^\w\-.~!#$&*+,/:;=?@[\]%]/gu, percent);

const isSafe = (text: string): boolean => {
  const colon = text.indexOf(':');
  const scheme = text.slice(0, colon);
  return colon < 0 || scheme.includes('/') || /^(?:https?|mailto)$/iu.test(scheme);
};

/** A link that could run a script is none. */
export const asSafeUrl = ({ text, kind }: Content): string =>
  kind === 'url' || isSafe(text) ? text : `#${failsafe}`;

export const asUrl = ({ text }: Content): string => normalized(text);

/** Part of a query: everything that means something in a URL is escaped. */
export const inUrl = ({ text, kind }: Content): string =>
  kind === 'url' ? normalized(text) : text.replace(/[^\w\-.~]/gu, percent);

/** One of the pictures that a srcset offers: a URL, and for which screens. */
function picture(text: string): string {
  const [, before = '', url = '', rest = ''] = /^([\t\n\f\r ]*)([^\t\n\f\r ]*)([^]*)$/.exec(text) ?? [];
  const isRight = isSafe(url) && /^[\t\n\f\r \dA-Za-z]*$/.test(rest);
  return isRight ? before + normalized(url) + rest : `#${failsafe}`;
}

export function asSrcset({ text, kind }: Content): string {
  if (kind === 'srcset') return text;
  if (kind === 'url') return normalized(text).replaceAll(',', '%2c');
  return text.split(',').map(picture).join(',');
}
