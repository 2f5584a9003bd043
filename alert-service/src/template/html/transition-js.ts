import { quote } from '#template/format/quote';
import { truncateRunes } from '#template/value/bytes';
import { type Context, type ErrorCode, failed, type Slash, type State } from './context.ts';
import type { Move } from './move.ts';

const fault = (code: ErrorCode, description: string, text: string): Move => ({
  context: failed({ code, description }),
  read: text.length,
});

const keywordBeforeRegexp =
  /(?:^|[^$\w])(?:break|case|continue|delete|do|else|finally|in|instanceof|return|throw|try|typeof|void)$/;

/** Whether a slash behind these tokens divides or begins a regular expression. */
export function slashAfter(text: string, before: Slash): Slash {
  const tokens = text.replace(
    /[\f\n\r\t\v \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+$/,
    '',
  );
  if (tokens === '') return before;
  const signs = /(?:\++|-+)$/.exec(tokens)?.[0];
  // Of `---` the first two are one operator, and the last begins an operand.
  if (signs !== undefined) return signs.length % 2 === 1 ? 'Regexp' : 'DivOp';
  if (tokens.endsWith('.')) return /\d\.$/.test(tokens) ? 'DivOp' : 'Regexp';
  if (/[,<>=*%&|^?!~([:;{}]$/.test(tokens)) return 'Regexp';
  return keywordBeforeRegexp.test(tokens) ? 'Regexp' : 'DivOp';
}

const quotes: ReadonlyMap<string, State> = new Map([
  ['"', 'JSDqStr'],
  ["'", 'JSSqStr'],
  ['`', 'JSTmplLit'],
]);

export function inJs(context: Context, text: string): Move {
  const at = text.search(/["`'/{}<\-#]/);
  if (at < 0) return { context: { ...context, slash: slashAfter(text, context.slash) }, read: text.length };
  const before: Context = { ...context, slash: slashAfter(text.slice(0, at), context.slash) };
  const mark = text.charAt(at);
  const quoted = quotes.get(mark);
  if (quoted !== undefined) return { context: { ...before, state: quoted, slash: 'Regexp' }, read: at + 1 };
  if (mark === '/') return atSlash(before, text, at);
  if (mark === '{' || mark === '}') return atBrace(before, mark, at);
  return atComment(before, text.slice(at), at);
}

function atSlash(context: Context, text: string, at: number): Move {
  if (text[at + 1] === '/') return { context: { ...context, state: 'JSLineCmt' }, read: at + 2 };
  if (text[at + 1] === '*') return { context: { ...context, state: 'JSBlockCmt' }, read: at + 2 };
  if (context.slash === 'Regexp') return { context: { ...context, state: 'JSRegexp' }, read: at + 1 };
  if (context.slash === 'DivOp') return { context: { ...context, slash: 'Regexp' }, read: at + 1 };
  const rest = quote(truncateRunes(text.slice(at), 32));
  return fault('ErrSlashAmbig', `'/' could start a division or regexp: ${rest}`, text);
}

/** Browsers take `<!--` and `-->` for comments to the end of the line, and `#!` too. */
function atComment(context: Context, rest: string, at: number): Move {
  if (rest.startsWith('<!--')) return { context: { ...context, state: 'JSHTMLOpenCmt' }, read: at + 4 };
  if (rest.startsWith('-->')) return { context: { ...context, state: 'JSHTMLCloseCmt' }, read: at + 3 };
  if (rest.startsWith('#!')) return { context: { ...context, state: 'JSLineCmt' }, read: at + 2 };
  return { context, read: at + 1 };
}

/** Braces are counted only inside `${…}`, to know where it ends. */
function atBrace(context: Context, mark: string, at: number): Move {
  const read = at + 1;
  const inner = context.braces?.at(-1);
  if (inner === undefined) return { context: { ...context, slash: 'Regexp' }, read };
  const outer = context.braces?.slice(0, -1) ?? [];
  const depth = mark === '{' ? inner + 1 : inner - 1;
  if (depth >= 0) return { context: { ...context, slash: 'Regexp', braces: [...outer, depth] }, read };
  return { context: { ...context, state: 'JSTmplLit', braces: outer }, read };
}

export function inTemplateLiteral(context: Context, text: string): Move {
  const found = /^(?:[^`\\$]|\\[^]|\$(?!\{))*/.exec(text)?.[0].length ?? 0;
  if (found === text.length) return { context, read: found };
  if (text[found] === '\\') return unfinished(text);
  if (text[found] === '`') return { context: { ...context, state: 'JS' }, read: found + 1 };
  return { context: { ...context, state: 'JS', braces: [...(context.braces ?? []), 0] }, read: found + 2 };
}

const unfinished = (text: string): Move =>
  fault('ErrPartialEscape', `unfinished escape sequence in JS string: ${quote(text)}`, text);

/** A string in quotes or a regular expression. */
export function inJsDelimited(context: Context, text: string): Move {
  return context.state === 'JSRegexp' ? inRegexp(context, text) : inJsString(context, text);
}

function inJsString(context: Context, text: string): Move {
  const body = context.state === 'JSDqStr' ? /^(?:[^\\"]|\\[^])*/ : /^(?:[^\\']|\\[^])*/;
  const end = body.exec(text)?.[0].length ?? 0;
  if (end === text.length) return { context, read: end };
  if (text[end] === '\\') return unfinished(text);
  return { context: { ...context, state: 'JS', slash: 'DivOp' }, read: end + 1 };
}

function inRegexp(context: Context, text: string): Move {
  let inCharset = false;
  for (let at = 0; at < text.length; at++) {
    const mark = text[at];
    if (mark === '\\' && ++at === text.length) return unfinished(text);
    if (mark === '[') inCharset = true;
    if (mark === ']') inCharset = false;
    if (mark !== '/') continue;
    // The slash of an end tag that is written inside the expression: the tag is defused later.
    if (/^<\/script$/i.test(text.slice(Math.max(at - 1, 0), at + 7))) at++;
    else if (!inCharset) return { context: { ...context, state: 'JS', slash: 'DivOp' }, read: at + 1 };
  }
  if (!inCharset) return { context, read: text.length };
  return fault('ErrPartialCharset', `unfinished JS regexp charset: ${quote(text)}`, text);
}
