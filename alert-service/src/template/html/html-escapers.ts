import { toLower } from '#template/functions/case';
import { isEscapedByte } from '#template/value/bytes';
import { attributeKind } from './attribute.ts';
import type { Content } from './content.ts';
import { isInTag, type Context, textContext } from './context.ts';
import { move } from './transition.ts';

/** Stands for a value that cannot be made safe; a word to search for. */
export const failsafe = 'ZgotmplZ';

const entities: Readonly<Record<string, string>> = {
  '\0': '\ufffd',
  '"': '&#34;',
  '&': '&amp;',
  "'": '&#39;',
  '+': '&#43;',
  '<': '&lt;',
  '>': '&gt;',
};
const entityOf = (character: string): string => entities[character] ?? character;

const escaped = (text: string): string => text.replace(/[\0"&'+<>]/g, entityOf);
/** Of HTML, whose entities stay. */
const normalized = (text: string): string => text.replace(/[\0"'+<>]/g, entityOf);

const isLast = (point: number): boolean =>
  (point >= 0xfdd0 && point <= 0xfdef) || (point >= 0xfff0 && point <= 0xffff);

/** Without quotes around it a value ends at any space, and some browsers at a few characters more. */
function bareEntity(character: string): string {
  const known = entities[character];
  if (character === '\0') return '&#xfffd;';
  if (known !== undefined) return known;
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x80) return `&#${point};`;
  if (isEscapedByte(point)) return '&#xfffd;';
  return isLast(point) ? `&#x${point.toString(16)};` : character;
}

const unquoted = (text: string): string => text.replace(/[\0\t-\r "'+<=>`&]|[^\0-\x7f]/gu, bareEntity);
const unquotedHtml = (text: string): string => text.replace(/[\0\t-\r "'+<=>`]|[^\0-\x7f]/gu, bareEntity);

export const inHtml = ({ text, kind }: Content): string => (kind === 'html' ? text : escaped(text));

export const inRcdata = ({ text, kind }: Content): string =>
  kind === 'html' ? normalized(text) : escaped(text);

export const inQuotedAttribute = ({ text, kind }: Content): string =>
  kind === 'html' ? normalized(withoutTags(text)) : escaped(text);

export function inBareAttribute({ text, kind }: Content): string {
  if (text === '') return failsafe;
  return kind === 'html' ? unquotedHtml(withoutTags(text)) : unquoted(text);
}

/** Part of the name of a tag or attribute, unless it is an attribute that means something. */
export function asName({ text, kind }: Content): string {
  if (kind === 'attribute') return text;
  const name = toLower(text);
  return /^[\da-z]+$/.test(name) && attributeKind(name) === 'plain' ? name : failsafe;
}

/** Nobody reads what is in a comment. */
export const inComment = (): string => '';

const valueEnds = { DoubleQuote: '"', SingleQuote: "'" } as const;

function behindValue(context: Context, rest: string): number | undefined {
  if (context.delim === 'None') return undefined;
  if (context.delim === 'SpaceOrTagEnd') {
    const end = rest.search(/[ \t\n\f\r>]/);
    return end < 0 ? undefined : end;
  }
  const end = rest.indexOf(valueEnds[context.delim]);
  return end < 0 ? undefined : end + 1;
}

/** The text between the tags. */
function withoutTags(html: string): string {
  let kept = '';
  let context = textContext;
  let isAllText = true;
  for (let at = 0; at < html.length;) {
    const rest = html.slice(at);
    if (context.delim !== 'None') {
      const end = behindValue(context, rest);
      if (end === undefined) break;
      context = { ...textContext, state: 'Tag', element: context.element };
      at += end;
      continue;
    }
    const isContent = context.element !== 'None' && !isInTag(context.state);
    const next = move(context, rest, isContent ? 'RCDATA' : context.state);
    if (context.state === 'Text' || context.state === 'RCDATA') {
      const isSame = next.context.state === context.state;
      const open = isSame ? -1 : rest.slice(0, next.read).lastIndexOf('<');
      kept += rest.slice(0, open < 0 ? next.read : open);
    } else isAllText = false;
    context = next.context;
    at += next.read;
  }
  return isAllText ? html : kept;
}
