import type { SyntaxNode } from '@lezer/common';
import { PromqlRefused } from './problem.ts';
import { unquote } from './strings.ts';
import type { Matcher, Matching, Selector } from './tree.ts';

const all = (node: SyntaxNode, names: readonly string[]): SyntaxNode[] => {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (names.includes(child.name)) found.push(child);
  }
  return found;
};

const textOf = (node: SyntaxNode | null, text: string): string =>
  node ? text.slice(node.from, node.to) : '';

/** A selector with the name before its braces, and its matchers; a name in quotes alone is the metric's. */
export function readSelector(node: SyntaxNode, text: string): Selector {
  const name = node.getChild('Identifier');
  const braces = node.getChild('LabelMatchers');
  const kinds = ['UnquotedLabelMatcher', 'QuotedLabelMatcher', 'QuotedLabelName'];
  return {
    from: node.from,
    to: node.to,
    kind: 'selector',
    ...(name && { name: textOf(name, text) }),
    matchers: braces ? all(braces, kinds).map((matcher) => readMatcher(matcher, text)) : [],
  };
}

function readMatcher(node: SyntaxNode, text: string): Matcher {
  const place = { from: node.from, to: node.to };
  if (node.name === 'QuotedLabelName') {
    return { ...place, name: '__name__', op: '=', value: quoted(node, text) };
  }
  const plain = node.getChild('LabelName');
  const quotedName = node.getChild('QuotedLabelName');
  return {
    ...place,
    name: quotedName ? quoted(quotedName, text) : textOf(plain, text),
    op: matchOp(textOf(node.getChild('MatchOp'), text)),
    value: quoted(node.getChild('StringLiteral'), text),
  };
}

/** The value of a string, or of the string in a quoted name. */
export function quoted(node: SyntaxNode | null, text: string): string {
  const source = textOf(node, text);
  const value = unquote(source);
  if (value !== undefined) return value;
  const place = { from: node?.from ?? 0, to: node?.to ?? 0 };
  throw new PromqlRefused(
    `the string ${source} is not closed or holds an unknown escape`,
    place,
    'close its quotes; write a backslash as \\\\, or use backquotes',
  );
}

function matchOp(text: string): Matcher['op'] {
  return text === '!=' || text === '=~' || text === '!~' ? text : '=';
}

export function readMatching(node: SyntaxNode, text: string): Matching {
  const [labels, include] = all(node, ['GroupingLabels']);
  const group = node.getChild('GroupLeft') ? 'left' : node.getChild('GroupRight') ? 'right' : undefined;
  return {
    on: node.getChild('On') !== null,
    labels: labels ? labelNames(labels, text) : [],
    ...(group && { group }),
    include: include ? labelNames(include, text) : [],
  };
}

const labelNames = (node: SyntaxNode, text: string): string[] =>
  all(node, ['LabelName', 'QuotedLabelName']).map((label) =>
    label.name === 'LabelName' ? textOf(label, text) : quoted(label, text),
  );
