import type { ActionNode, CommandNode, PipeNode } from '#template/parse/node';
import { describe } from '#template/parse/node';
import { type Context, type EscapeFault, isComment, type State } from './context.ts';
import { type Escaper, functionName, joinArguments } from './escapers.ts';
import { valueStates } from './transition.ts';

/** Functions of a template's author that do what an escaper does. */
const predefined: ReadonlySet<string> = new Set(['html', 'urlquery']);

/** Where an action stands that has something to write: `<a href=` is a value as soon as there is one. */
export function nudged(context: Context): Context {
  switch (context.state) {
    case 'Tag':
      return { ...context, state: 'AttrName' };
    case 'BeforeValue':
      return { ...context, state: valueStates[context.attr], delim: 'SpaceOrTagEnd', attr: 'None' };
    case 'AfterName':
      return { ...context, state: 'AttrName', attr: 'None' };
    default:
      return context;
  }
}

const identifier = ({ first }: CommandNode): string => (first.kind === 'identifier' ? first.name : '');

/** An escaper of the author's own must come last, and `html` is not enough for a value without quotes. */
function misplacedEscaper(context: Context, { commands }: PipeNode): string | undefined {
  const isBare = context.state === 'Attr' && context.delim === 'SpaceOrTagEnd';
  return commands
    .map(identifier)
    .find((name, at) => predefined.has(name) && (at < commands.length - 1 || (isBare && name === 'html')));
}

const byState: Partial<Readonly<Record<State, Escaper>>> = {
  Text: 'htmlescaper',
  RCDATA: 'rcdataescaper',
  AttrName: 'htmlnamefilter',
  Tag: 'htmlnamefilter',
  Srcset: 'srcsetescaper',
  MetaContentURL: 'urlfilter',
  JS: 'jsvalescaper',
  JSDqStr: 'jsstrescaper',
  JSSqStr: 'jsstrescaper',
  JSTmplLit: 'jstmpllitescaper',
  JSRegexp: 'jsregexpescaper',
  CSS: 'cssvaluefilter',
};

const urls: ReadonlySet<State> = new Set<State>([
  'URL',
  'CSSDqStr',
  'CSSSqStr',
  'CSSDqURL',
  'CSSSqURL',
  'CSSURL',
]);

function urlEscapers({ state, urlPart }: Context): Escaper[] {
  if (urlPart === 'QueryOrFrag') return ['urlescaper'];
  const last: Escaper = state === 'CSSDqStr' || state === 'CSSSqStr' ? 'cssescaper' : 'urlnormalizer';
  return urlPart === 'None' ? ['urlfilter', last] : [last];
}

function stateEscapers(context: Context): Escaper[] {
  if (urls.has(context.state)) return urlEscapers(context);
  if (isComment(context.state)) return ['commentescaper'];
  const escaper = byState[context.state];
  return escaper === undefined ? [] : [escaper];
}

/** What the value of an action goes through in this context, and the context behind it. */
export function escapersOf(
  before: Context,
  node: ActionNode,
): { context: Context; escapers: Escaper[] } | Pick<EscapeFault, 'code' | 'description'> {
  const context = nudged(before);
  const misplaced = misplacedEscaper(context, node.pipe);
  if (misplaced !== undefined) {
    const description = `predefined escaper "${misplaced}" disallowed in template`;
    return { code: 'ErrPredefinedEscaper', description };
  }
  if (urls.has(context.state) && context.urlPart === 'Unknown') {
    const description = `${describe(node)} appears in an ambiguous context within a URL`;
    return { code: 'ErrAmbigContext', description };
  }
  const escapers = stateEscapers(context);
  if (context.delim === 'SpaceOrTagEnd') escapers.push('nospaceescaper');
  else if (context.delim !== 'None') escapers.push('attrescaper');
  // A slash behind a value divides.
  return { context: context.state === 'JS' ? { ...context, slash: 'DivOp' } : context, escapers };
}

const equivalents: Readonly<Record<string, string>> = {
  _html_template_attrescaper: 'html',
  _html_template_htmlescaper: 'html',
  _html_template_rcdataescaper: 'html',
  _html_template_urlescaper: 'urlquery',
  _html_template_urlnormalizer: 'urlquery',
};
const normal = (name: string): string => equivalents[name] ?? name;

/** Escapers that find nothing to do behind these. */
const redundant: Readonly<Record<string, readonly string[]>> = {
  _html_template_commentescaper: ['_html_template_attrescaper', '_html_template_htmlescaper'],
  _html_template_cssescaper: ['_html_template_attrescaper'],
  _html_template_jsregexpescaper: ['_html_template_attrescaper'],
  _html_template_jsstrescaper: ['_html_template_attrescaper'],
  _html_template_jstmpllitescaper: ['_html_template_attrescaper'],
  _html_template_urlescaper: ['_html_template_urlnormalizer'],
};

const call = (name: string, at: number): CommandNode => ({
  kind: 'command',
  at,
  first: { kind: 'identifier', at, name },
  args: [],
});

/** The author's own escaper at the end, apart from its arguments: `html a b` is `a b | html`. */
function separated({ commands, at }: PipeNode): readonly CommandNode[] {
  const [only, ...others] = commands;
  if (only === undefined || others.length > 0 || only.args.length === 0) return commands;
  const join = { ...only, first: call(joinArguments, only.at).first };
  return [join, call(identifier(only), at)];
}

/** The pipeline with these escapers at its end; one of the author's own stands in for its equivalent. */
export function escapedPipe(pipe: PipeNode, escapers: readonly Escaper[]): PipeNode {
  if (escapers.length === 0) return pipe;
  let names = escapers.map(functionName);
  let commands = [...pipe.commands];
  const own = identifier(commands.at(-1) ?? call('', pipe.at));
  if (predefined.has(own)) {
    commands = [...separated(pipe)];
    if (names.some((name) => normal(name) === own)) {
      commands.pop();
      names = names.map((name) => (normal(name) === own ? own : name));
    }
  }
  const present = new Set(commands.map((command) => normal(identifier(command))));
  for (const name of names) {
    if (present.has(normal(name))) continue;
    const last = identifier(commands.at(-1) ?? call('', pipe.at));
    if (!redundant[last]?.includes(name)) commands.push(call(name, pipe.at));
  }
  return { ...pipe, commands };
}
