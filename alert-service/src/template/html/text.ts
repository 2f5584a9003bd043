import { decodeHTML } from 'entities';
import { quote } from '#template/format/quote';
import { type Context, failed, isComment, isInScriptLiteral, textContext } from './context.ts';
import type { Move } from './move.ts';
import { move, toEndTag } from './transition.ts';

const quotes = { DoubleQuote: /"/, SingleQuote: /'/, SpaceOrTagEnd: /[ \t\n\f\r>]/ } as const;

const scriptType =
  /^(?:|module|(?:application|text)\/(?:x-)?(?:ecma|java)script|application\/(?:ld\+)?json|text\/(?:javascript1\.[0-5]|jscript|livescript))$/;

/** Whether a script of this type is JavaScript, or JSON. */
const isScriptType = (type: string): boolean =>
  scriptType.test((type.split(';')[0] ?? '').toLowerCase().trim());

/** The value of an attribute is read with its entities resolved, as the browser will. */
function inValue(context: Context, text: string, ends: RegExp): Move {
  const end = text.search(ends);
  const value = end < 0 ? text : text.slice(0, end);
  const wrong = context.delim === 'SpaceOrTagEnd' ? /["'<=`]/.exec(value)?.[0] : undefined;
  if (wrong !== undefined) {
    const description = `${quote(wrong)} in unquoted attr: ${quote(value)}`;
    return { context: failed({ code: 'ErrBadHTML', description }), read: text.length };
  }
  if (end < 0) {
    let at = context;
    for (let rest = decodeHTML(text); rest !== '';) {
      const next = move(at, rest);
      at = next.context;
      rest = rest.slice(next.read);
    }
    return { context: at, read: text.length };
  }
  const isOtherScript =
    context.state === 'Attr' &&
    context.element === 'Script' &&
    context.attr === 'ScriptType' &&
    !isScriptType(value);
  return {
    context: { ...textContext, state: 'Tag', element: isOtherScript ? 'None' : context.element },
    read: context.delim === 'SpaceOrTagEnd' ? end : end + 1,
  };
}

function next(context: Context, text: string): Move {
  if (context.delim !== 'None') return inValue(context, text, quotes[context.delim]);
  const inside = toEndTag(context, text);
  return inside.read === 0 ? inside : move(context, text.slice(0, inside.read));
}

/** A tag's `<` stays, any other one is text. */
function withoutStrayTags(text: string, { context, after }: { context: Context; after: Context }): string {
  const tag = after.state === context.state ? -1 : text.lastIndexOf('<');
  const end = tag < 0 ? text.length : tag;
  return text.slice(0, end).replace(/<(?!!doctype)/gi, '&lt;') + text.slice(end);
}

const commentStarts: Partial<Record<Context['state'], number>> = {
  HTMLCmt: 4,
  JSHTMLOpenCmt: 4,
  JSHTMLCloseCmt: 3,
};

/** What the text of a comment becomes: a space or line break where one is needed to keep words apart. */
function comment({ state }: Context, text: string): string {
  if (state === 'CSSBlockCmt') return ' ';
  if (state !== 'JSBlockCmt') return '';
  return /[\n\r\u2028\u2029]/.test(text) ? '\n' : ' ';
}

const isDropped = ({ state, delim }: Context): boolean => isComment(state) && delim === 'None';

/** What is written for a piece of text, in what context it began and in which it ended. */
function written(text: string, around: { context: Context; after: Context }): string {
  const { context, after } = around;
  if (isDropped(context)) return comment(context, text);
  const isPlain = context.state === 'Text' || context.state === 'RCDATA';
  let kept = isPlain ? withoutStrayTags(text, around) : text;
  if (context.state !== after.state && isDropped(after))
    kept = kept.slice(0, kept.length - (commentStarts[after.state] ?? 2));
  return isInScriptLiteral(context.state) ? kept.replace(/<(script|\/script|!--)/gi, '\\x3C$1') : kept;
}

/** The text as it is written, without comments, and the context behind it. */
export function escapeText(start: Context, text: string): { context: Context; text: string } {
  let context = start;
  let output = '';
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at);
    const { context: after, read } = next(context, rest);
    output += written(rest.slice(0, read), { context, after });
    at += read;
    context = after;
  }
  return { context, text: output };
}
