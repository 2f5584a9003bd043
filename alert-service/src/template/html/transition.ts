import { toLower } from '#template/functions/case';
import { quote } from '#template/format/quote';
import { truncateRunes } from '#template/value/bytes';
import { attributeOf } from './attribute.ts';
import { type Attribute, type Context, type Element, failed, type State, textContext } from './context.ts';
import { isComment, isInScriptLiteral } from './context.ts';
import { type Move, spaceLength, stay, type Transition, withUrl } from './move.ts';
import { inCss, inCssText } from './transition-css.ts';
import { inJs, inJsDelimited, inTemplateLiteral } from './transition-js.ts';

const badHtml = (description: string, text: string): Move => ({
  context: failed({ code: 'ErrBadHTML', description }),
  read: text.length,
});

const elements: ReadonlyMap<string, Element> = new Map([
  ['script', 'Script'],
  ['style', 'Style'],
  ['textarea', 'Textarea'],
  ['title', 'Title'],
  ['meta', 'Meta'],
]);
/** A letter, then letters and digits; dashes and colons only between two of them. */
const opening = /<(?:(!--)|(\/?)([A-Za-z](?:[A-Za-z\d]|[:-][A-Za-z\d])*))/;

const inText: Transition = (context, text) => {
  const found = opening.exec(text);
  if (found === null) return stay(context, text);
  const read = found.index + found[0].length;
  if (found[1] !== undefined) return { context: { ...textContext, state: 'HTMLCmt' }, read };
  const element = found[2] === '' ? elements.get(toLower(found[3] ?? '')) : undefined;
  return { context: { ...textContext, state: 'Tag', element: element ?? 'None' }, read };
};

const contents: Readonly<Record<Element, State>> = {
  None: 'Text',
  Script: 'JS',
  Style: 'CSS',
  Textarea: 'RCDATA',
  Title: 'RCDATA',
  Meta: 'Text',
};

/** How long the name of an attribute is at the start of `text`; or what cannot be in one, told of the `whole`. */
function nameLength(text: string, whole: string): number | Move {
  const end = text.search(/[ \t\n\f\r=>'"<]/);
  if (end < 0) return text.length;
  const stop = text.charAt(end);
  if (!`'"<`.includes(stop)) return end;
  return badHtml(`${quote(stop)} in attribute name: ${quote(truncateRunes(whole, 32))}`, whole);
}

function attributeIn(element: Element, name: string): Attribute {
  if (element === 'Script' && name === 'type') return 'ScriptType';
  if (element === 'Meta' && name === 'content') return 'MetaContent';
  return attributeOf(name);
}

const inTag: Transition = (context, text) => {
  const start = spaceLength(text);
  const { element } = context;
  if (start === text.length) return stay(context, text);
  if (text[start] === '>') {
    const inside: Element = element === 'Meta' ? 'None' : element;
    return { context: { ...textContext, state: contents[element], element: inside }, read: start + 1 };
  }
  const rest = text.slice(start);
  const length = nameLength(rest, text);
  if (typeof length !== 'number') return length;
  if (length === 0) return badHtml(`expected space, attr name, or end of tag, but got ${quote(rest)}`, text);
  const state = length === rest.length ? 'AttrName' : 'AfterName';
  const attr = attributeIn(element, toLower(rest.slice(0, length)));
  return { context: { ...textContext, state, element, attr }, read: start + length };
};

const inAttributeName: Transition = (context, text) => {
  const length = nameLength(text, text);
  if (typeof length !== 'number') return length;
  return { context: length === text.length ? context : { ...context, state: 'AfterName' }, read: length };
};

const afterName: Transition = (context, text) => {
  const start = spaceLength(text);
  if (start === text.length) return stay(context, text);
  if (text[start] !== '=') return { context: { ...context, state: 'Tag' }, read: start };
  return { context: { ...context, state: 'BeforeValue' }, read: start + 1 };
};

/** What the value of an attribute is at its beginning. */
export const valueStates: Readonly<Record<Attribute, State>> = {
  None: 'Attr',
  Script: 'JS',
  ScriptType: 'Attr',
  Style: 'CSS',
  URL: 'URL',
  Srcset: 'Srcset',
  MetaContent: 'MetaContent',
};

const beforeValue: Transition = (context, text) => {
  const start = spaceLength(text);
  if (start === text.length) return stay(context, text);
  const state = valueStates[context.attr];
  if (text[start] === '"') return { context: { ...context, state, delim: 'DoubleQuote' }, read: start + 1 };
  if (text[start] === "'") return { context: { ...context, state, delim: 'SingleQuote' }, read: start + 1 };
  return { context: { ...context, state, delim: 'SpaceOrTagEnd' }, read: start };
};

const inHtmlComment: Transition = (context, text) => {
  const end = text.indexOf('-->');
  return end < 0 ? stay(context, text) : { context: textContext, read: end + 3 };
};

/** The end tag that alone ends what is inside an element. */
const endTags: Readonly<Record<Element, RegExp | undefined>> = {
  None: undefined,
  Script: /<\/script[> \t\n\f/]/i,
  Style: /<\/style[> \t\n\f/]/i,
  Textarea: /<\/textarea[> \t\n\f/]/i,
  Title: /<\/title[> \t\n\f/]/i,
  Meta: /<\/[> \t\n\f/]/,
};

/** Inside script, style, textarea and title: up to the end tag, or all of it. */
export const toEndTag: Transition = (context, text) => {
  const ignoresEnd =
    context.element === 'Script' && (isInScriptLiteral(context.state) || isComment(context.state));
  const end = ignoresEnd ? -1 : (endTags[context.element]?.exec(text)?.index ?? -1);
  return end < 0 ? stay(context, text) : { context: textContext, read: end };
};

const inUrl: Transition = (context, text) => ({ context: withUrl(context, text), read: text.length });

/** `content="5; url=…"`: what follows the equals sign is a URL. */
const inMetaContent: Transition = (context, text) => {
  const found = /url[ \t\n\f\r]*=/i.exec(text);
  if (found === null) return stay(context, text);
  return { context: { ...context, state: 'MetaContentURL' }, read: found.index + found[0].length };
};

const inMetaContentUrl: Transition = (context, text) => {
  const end = text.indexOf(';');
  return end < 0 ? stay(context, text) : { context: { ...context, state: 'MetaContent' }, read: end + 1 };
};

const inBlockComment =
  (outside: State): Transition =>
  (context, text) => {
    const end = text.indexOf('*/');
    return end < 0 ? stay(context, text) : { context: { ...context, state: outside }, read: end + 2 };
  };

/** The line's end belongs to what follows. */
const inLineComment =
  (outside: State, ends: RegExp): Transition =>
  (context, text) => {
    const end = text.search(ends);
    return end < 0 ? stay(context, text) : { context: { ...context, state: outside }, read: end };
  };

const inJsLine = inLineComment('JS', /[\n\r\u2028\u2029]/);

const transitions: Readonly<Record<State, Transition>> = {
  Text: inText,
  Tag: inTag,
  AttrName: inAttributeName,
  AfterName: afterName,
  BeforeValue: beforeValue,
  HTMLCmt: inHtmlComment,
  RCDATA: toEndTag,
  Attr: stay,
  URL: inUrl,
  Srcset: inUrl,
  MetaContent: inMetaContent,
  MetaContentURL: inMetaContentUrl,
  JS: inJs,
  JSDqStr: inJsDelimited,
  JSSqStr: inJsDelimited,
  JSRegexp: inJsDelimited,
  JSTmplLit: inTemplateLiteral,
  JSBlockCmt: inBlockComment('JS'),
  JSLineCmt: inJsLine,
  JSHTMLOpenCmt: inJsLine,
  JSHTMLCloseCmt: inJsLine,
  CSS: inCss,
  CSSDqStr: inCssText,
  CSSSqStr: inCssText,
  CSSDqURL: inCssText,
  CSSSqURL: inCssText,
  CSSURL: inCssText,
  CSSBlockCmt: inBlockComment('CSS'),
  CSSLineCmt: inLineComment('CSS', /[\n\f\r]/),
  Error: stay,
  Dead: stay,
};

/** Reads from the beginning of a text until something changes. */
export const move = (context: Context, text: string, state: State = context.state): Move =>
  transitions[state](context, text);
