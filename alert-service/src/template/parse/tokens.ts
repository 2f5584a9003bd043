import { TemplateError } from '#template/error';
import { describeToken, Lexer, type Token, type TokenKind } from './lexer.ts';
import type { Source } from './node.ts';

/** 1-based line and column (in characters) of an offset. */
export function placeOf(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: Array.from(before.slice(lineStart)).length + 1 };
}

/** What the author should do about a complaint of the parser; the first pattern that fits. */
const remedies: readonly (readonly [RegExp, string])[] = [
  [/^function ".*" not defined/, 'use a function that exists here, or a leading dot for a field'],
  [/^undefined variable/, 'declare it first with {{ $name := … }}; a variable ends with its block'],
  [/^unclosed action|unterminated/, 'close it on the same action: }} ends an action, quotes end a string'],
  [/^unexpected EOF/, 'add the missing {{ end }}'],
  [/^unexpected \{\{end\}\}|^unexpected \{\{else\}\}/, 'remove it or open its if, range, with or define'],
  [/^unclosed left paren/, 'add the missing )'],
  [/^unexpected right paren/, 'remove the ) or add the ( that it closes'],
  [/^unexpected "\\?=/, 'compare with eq, as in {{ if eq .a .b }}'],
  [
    /^bad character|^unrecognized character/,
    'write labels with such names as {{ index .Labels "the-name" }}',
  ],
  [/^missing value/, 'write a value or a function between the delimiters'],
  [/^bad number|^illegal number|overflow/, 'write the number as 12, 1.5, 1e3 or 0x1f'],
  [/^\{\{(break|continue)\}\} outside/, 'use it only between {{ range }} and its {{ end }}'],
  [/multiple definition/, 'give one of the definitions another name'],
];

const remedyFor = (message: string): string => remedies.find(([pattern]) => pattern.test(message))?.[1] ?? '';

/** The tokens of one source, read with as much looking back as one likes, and the errors about them. */
export class Tokens {
  readonly source: Source;
  readonly hasFunction: (name: string) => boolean;
  /** The line of the action being parsed; 0 outside of one. */
  actionLine = 0;
  private readonly tokens: readonly Token[];
  private position = 0;
  private farthest = 0;

  constructor(source: Source, hasFunction: (name: string) => boolean) {
    this.source = source;
    this.hasFunction = hasFunction;
    this.tokens = new Lexer(source.text, hasFunction).run();
  }

  next(): Token {
    const token = this.peek();
    this.position++;
    return token;
  }

  peek(): Token {
    const at = Math.min(this.position, this.tokens.length - 1);
    this.farthest = Math.max(this.farthest, at);
    return this.tokens[at] ?? { kind: 'eof', text: 'EOF', at: this.source.text.length, line: 1 };
  }

  nextNonSpace(): Token {
    this.skipSpace();
    return this.next();
  }

  peekNonSpace(): Token {
    this.skipSpace();
    return this.peek();
  }

  private skipSpace(): void {
    while (this.peek().kind === 'space') this.position++;
  }

  mark(): number {
    return this.position;
  }

  rewind(mark: number): void {
    this.position = mark;
  }

  isKeyword(token: Token, text: string): boolean {
    return token.kind === 'keyword' && token.text === text;
  }

  expect(kind: TokenKind, context: string): Token {
    const token = this.nextNonSpace();
    if (token.kind !== kind) this.unexpected(token, context);
    return token;
  }

  /** Gives up; Go reports the line of the last token it looked at. */
  fail(message: string, token?: Token): never {
    const last = this.tokens[this.farthest];
    const { line, column } = placeOf(this.source.text, (token ?? last)?.at ?? 0);
    throw new TemplateError({
      stage: 'parse',
      template: this.source.name,
      line,
      column,
      goText: `template: ${this.source.name}:${last?.line ?? 1}: ${message}`,
      remedy: remedyFor(message),
    });
  }

  unexpected(token: Token, context: string): never {
    if (token.kind !== 'error') this.fail(`unexpected ${describeToken(token)} in ${context}`, token);
    if (this.actionLine === 0 || this.actionLine === token.line) this.fail(token.text, token);
    const started = `action started at ${this.source.name}:${this.actionLine}`;
    const extra = token.text.endsWith(' action') ? started.replace('action', '') : ` in ${started}`;
    this.fail(token.text + extra, token);
  }
}
