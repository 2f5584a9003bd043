import { quote } from '#template/format/quote';
import type { Token } from './lexer.ts';
import { describe, type CommandNode, type OperandNode, type PipeNode, type VariableNode } from './node.ts';
import { BadNumber, parseCharacter, parseNumber } from './number.ts';
import type { Tokens } from './tokens.ts';
import { unquote } from './unquote.ts';

/** Deeper than anyone writes, and shallow enough for the stack. Go allows 10,000. */
const maxDepth = 100;

/** The names of the variables in sight. */
export class Scope {
  private names: string[] = ['$'];

  declare(name: string): void {
    this.names.push(name);
  }
  has(name: string): boolean {
    return this.names.includes(name);
  }
  mark(): number {
    return this.names.length;
  }
  pop(mark: number): void {
    this.names.length = mark;
  }
}

/** Parses what stands between the delimiters: pipelines, commands and operands. */
export class PipelineParser {
  private readonly tokens: Tokens;
  private readonly scope: Scope;
  private depth = 0;

  constructor(tokens: Tokens, scope: Scope) {
    this.tokens = tokens;
    this.scope = scope;
  }

  /** A pipeline up to and with its end. */
  pipeline(context: string, end: 'right' | 'close' = 'right'): PipeNode {
    const at = this.tokens.peekNonSpace().at;
    const { declared, isAssignment } = this.declarations(context);
    const commands: CommandNode[] = [];
    for (;;) {
      const mark = this.tokens.mark();
      const token = this.tokens.nextNonSpace();
      if (token.kind === end) break;
      this.tokens.rewind(mark);
      if (!this.startsOperand(token)) this.tokens.unexpected(this.tokens.nextNonSpace(), context);
      commands.push(this.command());
    }
    this.check(commands, context);
    return { kind: 'pipe', at, declared, isAssignment, commands };
  }

  private startsOperand(token: Token): boolean {
    switch (token.kind) {
      case 'bool':
      case 'char':
      case 'complex':
      case 'dot':
      case 'field':
      case 'identifier':
      case 'number':
      case 'nil':
      case 'raw':
      case 'string':
      case 'variable':
      case 'open':
        return true;
      default:
        return false;
    }
  }

  private declarations(context: string): { declared: VariableNode[]; isAssignment: boolean } {
    const declared: VariableNode[] = [];
    for (;;) {
      const mark = this.tokens.mark();
      const token = this.tokens.peekNonSpace();
      if (token.kind !== 'variable') return { declared, isAssignment: false };
      this.tokens.next();
      const next = this.tokens.nextNonSpace();
      const isComma = next.kind === 'mark' && next.text === ',';
      if (next.kind !== 'assign' && next.kind !== 'declare' && !isComma) {
        this.tokens.rewind(mark);
        return { declared, isAssignment: false };
      }
      declared.push({ kind: 'variable', at: token.at, names: [token.text] });
      this.scope.declare(token.text);
      if (!isComma) return { declared, isAssignment: next.kind === 'assign' };
      this.secondVariable(context, declared.length);
    }
  }

  private secondVariable(context: string, count: number): void {
    if (context !== 'range' || count >= 2) this.tokens.fail(`too many declarations in ${context}`);
    const { kind } = this.tokens.peekNonSpace();
    if (!['variable', 'right', 'close'].includes(kind))
      this.tokens.fail('range can only initialize variables');
  }

  private check(commands: readonly CommandNode[], context: string): void {
    if (commands.length === 0) this.tokens.fail(`missing value for ${context}`);
    commands.forEach(({ first }, stage) => {
      if (stage > 0 && ['bool', 'dot', 'nil', 'number', 'string'].includes(first.kind)) {
        this.tokens.fail(`non executable command in pipeline stage ${stage + 1}`);
      }
    });
  }

  private command(): CommandNode {
    const at = this.tokens.peekNonSpace().at;
    const operands: OperandNode[] = [];
    for (;;) {
      this.tokens.peekNonSpace();
      const operand = this.operand();
      if (operand !== undefined) operands.push(operand);
      const mark = this.tokens.mark();
      const token = this.tokens.next();
      if (token.kind === 'space') continue;
      if (token.kind === 'right' || token.kind === 'close') this.tokens.rewind(mark);
      else if (token.kind !== 'pipe') this.tokens.unexpected(token, 'operand');
      break;
    }
    const [first, ...args] = operands;
    return first === undefined ? this.tokens.fail('empty command') : { kind: 'command', at, first, args };
  }

  private operand(): OperandNode | undefined {
    const node = this.term();
    const first = this.tokens.peek();
    if (node === undefined || first.kind !== 'field') return node;
    const names: string[] = [];
    while (this.tokens.peek().kind === 'field') names.push(this.tokens.next().text.slice(1));
    const at = first.at;
    switch (node.kind) {
      case 'field':
      case 'variable':
        return { kind: node.kind, at, names: [...node.names, ...names] };
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return this.tokens.fail(`unexpected . after term ${quote(describe(node))}`, first);
      default:
        return { kind: 'chain', at, base: node, names };
    }
  }

  private term(): OperandNode | undefined {
    const mark = this.tokens.mark();
    const token = this.tokens.nextNonSpace();
    const { at, text } = token;
    switch (token.kind) {
      case 'identifier':
        return this.identifier(token);
      case 'dot':
        return { kind: 'dot', at };
      case 'nil':
        return { kind: 'nil', at };
      case 'variable':
        if (!this.scope.has(text)) this.tokens.fail(`undefined variable ${quote(text)}`, token);
        return { kind: 'variable', at, names: [text] };
      case 'field':
        return { kind: 'field', at, names: [text.slice(1)] };
      case 'bool':
        return { kind: 'bool', at, value: text === 'true' };
      case 'char':
      case 'complex':
      case 'number':
        return this.number(token);
      case 'open':
        return this.group(token);
      case 'string':
      case 'raw':
        return { kind: 'string', at, quoted: text, text: this.unquoted(token) };
      default:
        this.tokens.rewind(mark);
        return undefined;
    }
  }

  private identifier(token: Token): OperandNode {
    if (!this.tokens.hasFunction(token.text))
      this.tokens.fail(`function ${quote(token.text)} not defined`, token);
    return { kind: 'identifier', at: token.at, name: token.text };
  }

  private group(token: Token): OperandNode {
    if (this.depth >= maxDepth) this.tokens.fail('max expression depth exceeded', token);
    this.depth++;
    const pipe = this.pipeline('parenthesized pipeline', 'close');
    this.depth--;
    return pipe;
  }

  private number(token: Token): OperandNode {
    const { at, text, kind } = token;
    if (kind === 'complex' || text.endsWith('i')) {
      this.tokens.fail(`complex number ${text} is not supported`, token);
    }
    try {
      return { kind: 'number', at, constant: kind === 'char' ? parseCharacter(text) : parseNumber(text) };
    } catch (error) {
      if (error instanceof BadNumber) this.tokens.fail(error.message, token);
      throw error;
    }
  }

  /** The text of a string literal. */
  unquoted(token: Token): string {
    const text = unquote(token.text);
    return text === undefined ? this.tokens.fail('invalid syntax', token) : text;
  }
}
