import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { nearestName } from './functions.ts';
import { checkDuration, numberOf } from './numbers.ts';
import { PromqlRefused } from './problem.ts';
import { attach } from './attach.ts';
import { quoted, readMatching, readSelector } from './read-parts.ts';
import type { Expr, Modifier, Place } from './tree.ts';

/** Prometheus 2 called double_exponential_smoothing so; the grammar is of 3. A known name of the same length keeps offsets. */
const legacy = /\bholt_winters(?=\s*\()/g;
const standIn = 'day_of_month';

/** What Prometheus reads and the grammar does not, in words of the same length: `5.`, and `by (job:name)`. */
const inGrammar = (text: string): string =>
  text
    .replace(legacy, standIn)
    .replace(/(?<![\w.])(\d+)\.(?!\w|\.\d)|(?<![\w.])(\d+)\.(?=[eE][+-]?\d)/g, '$1$20')
    .replace(groupingLabels, (clause) => clause.replaceAll(':', '_'));
const groupingLabels = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()"'`]*\)/gi;

/** The expression as a tree, or PromqlRefused with the first place where it is not PromQL. */
export function readPromql(text: string): Expr {
  if (text.trim() === '') {
    throw new PromqlRefused(
      'the expression is empty',
      { from: 0, to: text.length },
      'write a PromQL expression',
    );
  }
  const written = inGrammar(text);
  if (text.length > longToMend) refuseBroken(written, text);
  const tree = parser.parse(written);
  const broken = firstError(tree);
  if (broken) {
    checkStrings(tree, text);
    throw syntaxError(text, broken);
  }
  checkSpaces(tree, text);
  const top = tree.topNode.firstChild;
  const body = top?.name === 'LineComment' ? childrenOf(tree.topNode)[0] : top;
  if (!body) throw syntaxError(text, { from: text.length, to: text.length });
  return read(body, text);
}

/** Beyond it the parser may try for seconds how a broken text could go on. */
const longToMend = 1_000;
const strict = parser.configure({ strict: true });

function refuseBroken(written: string, text: string): void {
  try {
    strict.parse(written);
  } catch (error) {
    const place = error instanceof SyntaxError ? /\d+$/.exec(error.message) : undefined;
    if (!place) throw error;
    throw syntaxError(text, { from: Number(place[0]), to: text.length });
  }
}

function firstError(tree: Tree): Place | undefined {
  let found: Place | undefined;
  tree.iterate({
    enter: ({ type, from, to }) => {
      if (type.isError && (!found || from < found.from)) found = { from, to };
    },
  });
  return found;
}

/** Only these four are spaces to Prometheus; the grammar takes all that Unicode has. */
function checkSpaces(tree: Tree, text: string): void {
  for (const { index: from, 0: space } of text.matchAll(/[^\S \t\n\r]/g)) {
    if (/String|Quoted|Comment/.test(tree.resolveInner(from, 1).name)) continue;
    const code = (space.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    throw new PromqlRefused(
      `U+${code} is no space to Prometheus`,
      { from, to: from + 1 },
      'write an ordinary one',
    );
  }
}

/** A string left open swallows what follows; the error would then be told at the end, far from its cause. */
function checkStrings(tree: Tree, text: string): void {
  tree.iterate({
    enter: (found) => {
      if (found.name === 'StringLiteral') quoted(found.node, text);
    },
  });
}

function syntaxError(text: string, place: Place): PromqlRefused {
  const skipped = /^(\s|#[^\n]*)*/.exec(text.slice(place.from))?.[0].length ?? 0;
  const from = place.from + skipped;
  const token = /^([\w:.]+|"[^"\n]*"?|'[^'\n]*'?|[=!<>]=|[=!]~|[^\s\w])/.exec(text.slice(from))?.[0];
  if (token === undefined) {
    return new PromqlRefused(
      'the expression ends too early',
      { from: text.length, to: text.length },
      'complete it, or close what is open',
    );
  }
  const called = /([a-zA-Z_]\w*)\s*$/.exec(text.slice(0, from))?.[1];
  if (token === '(' && called) {
    const start = text.slice(0, from).lastIndexOf(called);
    const near = nearestName(called);
    const remedy = near ? `did you mean "${near}"?` : 'use a function that PromQL has';
    return new PromqlRefused(
      `unknown function "${called}"`,
      { from: start, to: start + called.length },
      remedy,
    );
  }
  const at = { from, to: from + token.length };
  return new PromqlRefused(
    `unexpected ${JSON.stringify(token)}`,
    at,
    'remove it, or mend what stands before it',
  );
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const all: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'LineComment') all.push(child);
  }
  return all;
}

const modifiers: Readonly<Record<string, Modifier>> = {
  OffsetExpr: 'offset',
  StepInvariantExpr: '@',
  AnchoredExpr: 'anchored',
  SmoothedExpr: 'smoothed',
};

function read(node: SyntaxNode, text: string): Expr {
  const place = { from: node.from, to: node.to };
  const source = text.slice(node.from, node.to);
  const children = childrenOf(node);
  const first = (): Expr => readChild(children[0], text, place);
  const modifier = modifiers[node.name];
  if (modifier)
    return attach(first(), place.to, (inner) => ({
      ...place,
      from: inner.from,
      kind: 'modified',
      modifier,
      inner,
    }));
  switch (node.name) {
    case 'NumberDurationLiteral':
      checkDuration(source, place);
      return { ...place, kind: 'number', value: numberOf(source) };
    case 'StringLiteral':
      return { ...place, kind: 'string', value: quoted(node, text) };
    case 'VectorSelector':
      return readSelector(node, text);
    case 'MatrixSelector':
      return attach(first(), place.to, (inner) => ({
        ...place,
        from: inner.from,
        kind: 'range',
        inner,
        length: lengthOf(children, text),
      }));
    case 'SubqueryExpr':
      return attach(first(), place.to, (inner) => ({
        ...place,
        from: inner.from,
        kind: 'subquery',
        inner,
        length: lengthOf(children, text),
      }));
    case 'ParenExpr':
      return { ...place, kind: 'paren', inner: first() };
    case 'UnaryExpr':
      return { ...place, kind: 'unary', op: source.charAt(0), inner: readChild(children[1], text, place) };
    case 'BinaryExpr':
      return readBinary(node, text);
    default:
      return readCall(node, text);
  }
}

function readChild(node: SyntaxNode | undefined, text: string, place: Place): Expr {
  if (!node) throw new PromqlRefused('an expression is missing', place, 'complete it');
  return read(node, text);
}

/** The text between the brackets, before a colon. */
const lengthOf = (children: readonly SyntaxNode[], text: string): string =>
  children[1] ? text.slice(children[1].from, children[1].to) : '';

function readBinary(node: SyntaxNode, text: string): Expr {
  const children = childrenOf(node);
  const place = { from: node.from, to: node.to };
  const [left, op, ...rest] = children;
  const right = rest.pop();
  const opAt = { from: op?.from ?? place.from, to: op?.to ?? place.to };
  const matching = rest.find(({ name }) => name === 'MatchingModifierClause');
  return {
    ...place,
    kind: 'binary',
    op: text.slice(opAt.from, opAt.to).toLowerCase(),
    opAt,
    bool: rest.some(({ name }) => name === 'BoolModifier'),
    fill: rest.some(({ name }) => name === 'FillModifier'),
    ...(matching && { matching: readMatching(matching, text) }),
    left: readChild(left, text, place),
    right: readChild(right, text, place),
  };
}

function readCall(node: SyntaxNode, text: string): Expr {
  const place = { from: node.from, to: node.to };
  const children = childrenOf(node);
  const head = children[0];
  const body = children.find(({ name }) => name === 'FunctionCallBody');
  if (!head || (node.name !== 'FunctionCall' && node.name !== 'AggregateExpr')) {
    throw new PromqlRefused(
      'this is not an expression',
      place,
      'write a selector, a number or a function call',
    );
  }
  const args = body ? childrenOf(body).map((arg) => read(arg, text)) : [];
  const name = text.slice(head.from, head.to);
  return node.name === 'FunctionCall'
    ? { ...place, kind: 'call', name, args }
    : { ...place, kind: 'aggregate', name: name.toLowerCase(), args };
}
