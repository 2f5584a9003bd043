import { quote } from '#template/format/quote';
import { type Context, failed } from './context.ts';
import { decodeCss } from './css-escapes.ts';
import { type Move, withUrl } from './move.ts';

/** `url(` as a word of its own, and the quote behind it. */
const urlStart = /(?<![-\w]|[^\0-\x7f])url[\t\n\f\r ]*$/i;

export function inCss(context: Context, text: string): Move {
  const marks = /[("'/]/g;
  for (let found = marks.exec(text); found !== null; found = marks.exec(text)) {
    const at = found.index;
    switch (found[0]) {
      case '(':
        if (urlStart.test(text.slice(0, at))) return atUrl(context, text, at + 1);
        break;
      case '/':
        if (text[at + 1] === '/') return { context: { ...context, state: 'CSSLineCmt' }, read: at + 2 };
        if (text[at + 1] === '*') return { context: { ...context, state: 'CSSBlockCmt' }, read: at + 2 };
        break;
      case '"':
        return { context: { ...context, state: 'CSSDqStr' }, read: at + 1 };
      default:
        return { context: { ...context, state: 'CSSSqStr' }, read: at + 1 };
    }
  }
  return { context, read: text.length };
}

function atUrl(context: Context, text: string, from: number): Move {
  const start = from + (/^[\t\n\f\r ]*/.exec(text.slice(from))?.[0].length ?? 0);
  if (text[start] === '"') return { context: { ...context, state: 'CSSDqURL' }, read: start + 1 };
  if (text[start] === "'") return { context: { ...context, state: 'CSSSqURL' }, read: start + 1 };
  return { context: { ...context, state: 'CSSURL' }, read: start };
}

function ends(state: Context['state']): RegExp {
  if (state === 'CSSDqStr' || state === 'CSSDqURL') return /[\\"]/g;
  return state === 'CSSURL' ? /[\\\t\n\f\r )]/g : /[\\']/g;
}

/** Every text in a style is taken for a URL, which it mostly is. */
export function inCssText(context: Context, text: string): Move {
  const marks = ends(context.state);
  let at = context;
  let from = 0;
  for (let found = marks.exec(text); found !== null; found = marks.exec(text)) {
    if (found[0] !== '\\') return { context: { ...at, state: 'CSS' }, read: found.index + 1 };
    from = found.index + 2;
    if (from > text.length) {
      const description = `unfinished escape sequence in CSS string: ${quote(text)}`;
      return { context: failed({ code: 'ErrPartialEscape', description }), read: text.length };
    }
    at = withUrl(at, decodeCss(text.slice(0, from)));
    marks.lastIndex = from;
  }
  return { context: withUrl(at, decodeCss(text.slice(from))), read: text.length };
}
