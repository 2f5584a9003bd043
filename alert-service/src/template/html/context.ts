import type { Source } from '#template/parse/node';

/** The names are the endings of Go's, which its messages show: `stateText`, `delimNone`. */
export type State =
  | 'Text'
  | 'Tag'
  | 'AttrName'
  | 'AfterName'
  | 'BeforeValue'
  | 'HTMLCmt'
  | 'RCDATA'
  | 'Attr'
  | 'URL'
  | 'Srcset'
  | 'MetaContent'
  | 'MetaContentURL'
  | 'JS'
  | 'JSDqStr'
  | 'JSSqStr'
  | 'JSTmplLit'
  | 'JSRegexp'
  | 'JSBlockCmt'
  | 'JSLineCmt'
  | 'JSHTMLOpenCmt'
  | 'JSHTMLCloseCmt'
  | 'CSS'
  | 'CSSDqStr'
  | 'CSSSqStr'
  | 'CSSDqURL'
  | 'CSSSqURL'
  | 'CSSURL'
  | 'CSSBlockCmt'
  | 'CSSLineCmt'
  | 'Error'
  | 'Dead';
export type Delimiter = 'None' | 'DoubleQuote' | 'SingleQuote' | 'SpaceOrTagEnd';
export type UrlPart = 'None' | 'PreQuery' | 'QueryOrFrag' | 'Unknown';
/** What a slash would begin. */
export type Slash = 'Regexp' | 'DivOp' | 'Unknown';
export type Element = 'None' | 'Script' | 'Style' | 'Textarea' | 'Title' | 'Meta';
export type Attribute = 'None' | 'Script' | 'ScriptType' | 'Style' | 'URL' | 'Srcset' | 'MetaContent';

/** Why a template cannot be escaped, by Go's name for it. */
export type ErrorCode =
  | 'ErrAmbigContext'
  | 'ErrBadHTML'
  | 'ErrBranchEnd'
  | 'ErrEndContext'
  | 'ErrNoSuchTemplate'
  | 'ErrOutputContext'
  | 'ErrPartialCharset'
  | 'ErrPartialEscape'
  | 'ErrSlashAmbig'
  | 'ErrPredefinedEscaper';

export interface EscapeFault {
  readonly code: ErrorCode;
  readonly description: string;
  /** The node that it is about; plain text has none. */
  readonly at?: { readonly source: Source; readonly offset: number };
  /** Of the loop that plain text fails in. */
  readonly line?: number;
}

/** Where in a document the output stands. */
export interface Context {
  readonly state: State;
  readonly delim: Delimiter;
  readonly urlPart: UrlPart;
  readonly slash: Slash;
  /** For each `${` that is open: how many braces are open inside it. */
  readonly braces: readonly number[] | undefined;
  readonly attr: Attribute;
  readonly element: Element;
  readonly fault?: EscapeFault;
}

/** The beginning of a document. */
export const textContext: Context = {
  state: 'Text',
  delim: 'None',
  urlPart: 'None',
  slash: 'Regexp',
  braces: undefined,
  attr: 'None',
  element: 'None',
};

export const failed = (fault: EscapeFault): Context => ({ ...textContext, state: 'Error', fault });

/** What comes behind a break or continue is never written. */
export const deadContext: Context = { ...textContext, state: 'Dead' };

export const isSame = (a: Context, b: Context): boolean =>
  a.state === b.state &&
  a.delim === b.delim &&
  a.urlPart === b.urlPart &&
  a.slash === b.slash &&
  (a.braces ?? []).join() === (b.braces ?? []).join() &&
  a.attr === b.attr &&
  a.element === b.element;

const comments: ReadonlySet<State> = new Set<State>([
  'HTMLCmt',
  'JSBlockCmt',
  'JSLineCmt',
  'JSHTMLOpenCmt',
  'JSHTMLCloseCmt',
  'CSSBlockCmt',
  'CSSLineCmt',
]);
export const isComment = (state: State): boolean => comments.has(state);

const inTag: ReadonlySet<State> = new Set<State>(['Tag', 'AttrName', 'AfterName', 'BeforeValue', 'Attr']);
export const isInTag = (state: State): boolean => inTag.has(state);

const literals: ReadonlySet<State> = new Set<State>(['JSDqStr', 'JSSqStr', 'JSTmplLit', 'JSRegexp']);
export const isInScriptLiteral = (state: State): boolean => literals.has(state);

const bracesText = (braces: Context['braces']): string => `[${(braces ?? []).join(' ')}]`;

/** As Go prints it in messages. */
export const contextText = (context: Context): string => {
  const { state, delim, urlPart, slash, braces, attr, element } = context;
  return `{state${state} delim${delim} urlPart${urlPart} jsCtx${slash} ${bracesText(braces)} attr${attr} element${element} <nil>}`;
};

/** The name of a template as it is where it begins in this context. */
export function nameIn(context: Context, name: string): string {
  const { state, delim, urlPart, slash, braces, attr, element } = context;
  if (state === 'Text') return name;
  const parts = [
    `${name}$htmltemplate`,
    `state${state}`,
    ...(delim === 'None' ? [] : [`delim${delim}`]),
    ...(urlPart === 'None' ? [] : [`urlPart${urlPart}`]),
    ...(slash === 'Regexp' ? [] : [`jsCtx${slash}`]),
    ...(braces === undefined ? [] : [`jsBraceDepth(${bracesText(braces)})`]),
    ...(attr === 'None' ? [] : [`attr${attr}`]),
    ...(element === 'None' ? [] : [`element${element}`]),
  ];
  return parts.join('_');
}
