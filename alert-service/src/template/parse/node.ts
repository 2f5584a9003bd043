import { quote } from '#template/format/quote';
import type { NumberConstant } from './number.ts';

/** Offsets are into the source text, in UTF-16 units. */
interface At {
  readonly at: number;
}

export interface FieldNode extends At {
  readonly kind: 'field';
  readonly names: readonly string[];
}
/** The first name is the variable's, with its dollar; the others are fields. */
export interface VariableNode extends At {
  readonly kind: 'variable';
  readonly names: readonly string[];
}
export interface ChainNode extends At {
  readonly kind: 'chain';
  readonly base: OperandNode;
  readonly names: readonly string[];
}
export interface IdentifierNode extends At {
  readonly kind: 'identifier';
  readonly name: string;
}
export interface DotNode extends At {
  readonly kind: 'dot';
}
export interface NilNode extends At {
  readonly kind: 'nil';
}
export interface BoolNode extends At {
  readonly kind: 'bool';
  readonly value: boolean;
}
export interface NumberNode extends At {
  readonly kind: 'number';
  readonly constant: NumberConstant;
}
export interface StringNode extends At {
  readonly kind: 'string';
  readonly quoted: string;
  readonly text: string;
}
export interface PipeNode extends At {
  readonly kind: 'pipe';
  readonly declared: readonly VariableNode[];
  readonly isAssignment: boolean;
  readonly commands: readonly CommandNode[];
}
export interface CommandNode extends At {
  readonly kind: 'command';
  readonly first: OperandNode;
  readonly args: readonly OperandNode[];
}

export type OperandNode =
  | FieldNode
  | VariableNode
  | ChainNode
  | IdentifierNode
  | DotNode
  | NilNode
  | BoolNode
  | NumberNode
  | StringNode
  | PipeNode;

export interface TextNode extends At {
  readonly kind: 'text';
  readonly text: string;
}
export interface ActionNode extends At {
  readonly kind: 'action';
  readonly pipe: PipeNode;
}
export interface BranchNode extends At {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipe: PipeNode;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}
export interface TemplateNode extends At {
  readonly kind: 'template';
  readonly name: string;
  readonly pipe: PipeNode | undefined;
}
export interface JumpNode extends At {
  readonly kind: 'break' | 'continue';
}

export type Statement = TextNode | ActionNode | BranchNode | TemplateNode | JumpNode;
export type TemplateNodeAny = Statement | OperandNode | CommandNode;

/** A text that was parsed at once, and its name for messages. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

export interface Tree {
  readonly name: string;
  readonly source: Source;
  readonly body: readonly Statement[];
}

/** Nothing but space and comments: such a definition does not replace another. */
export function isEmptyTree(tree: Tree): boolean {
  return tree.body.every((node) => node.kind === 'text' && /^\s*$/.test(node.text));
}

function describePipe(pipe: PipeNode): string {
  const names = pipe.declared.map((variable) => variable.names.join('.')).join(', ');
  const declaration = names === '' ? '' : `${names} ${pipe.isAssignment ? '=' : ':='} `;
  return declaration + pipe.commands.map(describe).join(' | ');
}

const grouped = (node: OperandNode): string =>
  node.kind === 'pipe' ? `(${describe(node)})` : describe(node);

function describeBranch(node: BranchNode): string {
  const otherwise = node.otherwise.length === 0 ? '' : `{{else}}${node.otherwise.map(describe).join('')}`;
  return `{{${node.kind} ${describePipe(node.pipe)}}}${node.body.map(describe).join('')}${otherwise}{{end}}`;
}

/** The node as template source, for messages. */
export function describe(node: TemplateNodeAny): string {
  switch (node.kind) {
    case 'field':
      return node.names.map((name) => `.${name}`).join('');
    case 'variable':
      return node.names.join('.');
    case 'chain':
      return grouped(node.base) + node.names.map((name) => `.${name}`).join('');
    case 'identifier':
      return node.name;
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'bool':
      return String(node.value);
    case 'number':
      return node.constant.text;
    case 'string':
      return node.quoted;
    case 'pipe':
      return describePipe(node);
    case 'command':
      return [node.first, ...node.args].map(grouped).join(' ');
    case 'text':
      return node.text;
    case 'action':
      return `{{${describePipe(node.pipe)}}}`;
    case 'template':
      return `{{template ${quote(node.name)}${node.pipe === undefined ? '' : ` ${describePipe(node.pipe)}`}}}`;
    case 'break':
    case 'continue':
      return `{{${node.kind}}}`;
    default:
      return describeBranch(node);
  }
}
