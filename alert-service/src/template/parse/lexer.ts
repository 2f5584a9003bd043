import { quote } from '#template/format/quote';
import { truncateRunes, byteLength } from '#template/value/bytes';

export type TokenKind =
  | 'error'
  | 'eof'
  | 'text'
  | 'left'
  | 'right'
  | 'space'
  | 'keyword'
  | 'dot'
  | 'nil'
  | 'bool'
  | 'identifier'
  | 'field'
  | 'variable'
  | 'number'
  | 'complex'
  | 'char'
  | 'string'
  | 'raw'
  | 'pipe'
  | 'open'
  | 'close'
  | 'assign'
  | 'declare'
  | 'mark';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
  readonly line: number;
}

const keywords = new Set([
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'range',
  'template',
  'with',
]);

const word = /[\p{L}\p{Nd}_]*/uy;
const alphanumeric = /[\p{L}\p{Nd}_]/uy;
const terminator = /$|[ \t\r\n.,|:()]|\}\}/y;
const rightTrim = /[ \t\r\n]-\}\}/y;
const numberPart =
  /[+-]?(?:0[xX][\da-fA-F_]*(?:\.[\da-fA-F_]*)?(?:[pP][+-]?[\d_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?[\d_]*)?)i?/y;

/** Go's way to name a character in a message: U+0040 '@'. */
function named(character: string | undefined): string {
  if (character === undefined || character === '') return 'U+FFFFFFFFFFFFFFFF';
  const digits = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${digits} '${character}'`;
}

/** How a token reads in a message. */
export function describeToken(token: Token): string {
  if (token.kind === 'eof') return 'EOF';
  if (token.kind === 'error') return token.text;
  if (token.kind === 'keyword' || token.kind === 'dot' || token.kind === 'nil') return `<${token.text}>`;
  return byteLength(token.text) > 10 ? `${quote(truncateRunes(token.text, 10))}...` : quote(token.text);
}

/** Cuts a template into tokens; the last is `eof` or `error`. */
export class Lexer {
  private readonly text: string;
  private readonly hasFunction: (name: string) => boolean;
  private readonly tokens: Token[] = [];
  private at = 0;
  private line = 1;
  private counted = 0;

  constructor(text: string, hasFunction: (name: string) => boolean) {
    this.text = text;
    this.hasFunction = hasFunction;
  }

  run(): readonly Token[] {
    for (;;) {
      const next = this.literal();
      if (next === 'end' || (next === 'action' && !this.action())) return this.tokens;
    }
  }

  private emit(kind: TokenKind, end: number): void {
    this.push(kind, this.text.slice(this.at, end));
    this.at = end;
  }

  private push(kind: TokenKind, text: string): void {
    for (; this.counted < this.at; this.counted++) if (this.text[this.counted] === '\n') this.line++;
    this.tokens.push({ kind, text, at: this.at, line: this.line });
  }

  private fail(message: string): false {
    this.push('error', message);
    return false;
  }

  private matches(pattern: RegExp, at: number): string | undefined {
    pattern.lastIndex = at;
    return pattern.exec(this.text)?.[0];
  }

  private spaceAt(at: number): boolean {
    return ' \t\r\n'.includes(this.text[at] ?? 'x');
  }

  private skipSpace(): void {
    while (this.spaceAt(this.at)) this.at++;
  }

  /** Text up to the next action and the delimiter that opens it; a comment vanishes here. */
  private literal(): 'action' | 'literal' | 'end' {
    const left = this.text.indexOf('{{', this.at);
    const end = left < 0 ? this.text.length : left;
    const trims = left >= 0 && this.text[left + 2] === '-' && this.spaceAt(left + 3);
    let kept = end;
    while (trims && kept > this.at && this.spaceAt(kept - 1)) kept--;
    if (kept > this.at) this.emit('text', kept);
    this.at = end;
    if (left < 0) {
      this.push('eof', 'EOF');
      return 'end';
    }
    const inner = left + (trims ? 4 : 2);
    if (this.text.startsWith('/*', inner)) return this.comment(inner) ? 'literal' : 'end';
    this.emit('left', left + 2);
    this.at = inner;
    return 'action';
  }

  private comment(start: number): boolean {
    this.at = start;
    const close = this.text.indexOf('*/', start + 2);
    if (close < 0) return this.fail('unclosed comment');
    this.at = close + 2;
    const trims = this.matches(rightTrim, this.at) !== undefined;
    if (!trims && !this.text.startsWith('}}', this.at)) {
      this.at = start;
      return this.fail('comment ends before closing delimiter');
    }
    this.at += trims ? 4 : 2;
    if (trims) this.skipSpace();
    return true;
  }

  /** Everything up to and with the closing delimiter. */
  private action(): boolean {
    let depth = 0;
    for (;;) {
      const trims = this.matches(rightTrim, this.at) !== undefined;
      if (trims || this.text.startsWith('}}', this.at)) {
        if (depth > 0) return this.fail('unclosed left paren');
        if (trims) this.at += 2;
        this.emit('right', this.at + 2);
        if (trims) this.skipSpace();
        return true;
      }
      const next = this.text[this.at];
      if (next === undefined) return this.fail('unclosed action');
      if (next === '(') depth++;
      if (next === ')' && --depth < 0) return this.fail('unexpected right paren');
      if (!this.token(next)) return false;
    }
  }

  private token(next: string): boolean {
    const single = { '=': 'assign', '|': 'pipe', '(': 'open', ')': 'close' } as const;
    if (this.spaceAt(this.at)) return this.space();
    if (next === '=' || next === '|' || next === '(' || next === ')') {
      this.emit(single[next], this.at + 1);
      return true;
    }
    if (next === ':') {
      if (this.text[this.at + 1] !== '=') return this.fail('expected :=');
      this.emit('declare', this.at + 2);
      return true;
    }
    if (next === '"' || next === "'") return this.quoted(next);
    if (next === '`') return this.raw();
    if (next === '$') return this.name('variable');
    if (next === '.' && !/\d/.test(this.text[this.at + 1] ?? '0')) return this.name('field');
    if (/[\d.+-]/.test(next)) return this.number();
    return this.identifier();
  }

  private space(): boolean {
    let end = this.at + 1;
    while (this.spaceAt(end) && this.matches(rightTrim, end) === undefined) end++;
    this.emit('space', end);
    return true;
  }

  private quoted(mark: '"' | "'"): boolean {
    let end = this.at + 1;
    for (; this.text[end] !== mark; end++) {
      if (this.text[end] === '\\') end++;
      if (this.text[end] === undefined || this.text[end] === '\n') {
        return this.fail(mark === '"' ? 'unterminated quoted string' : 'unterminated character constant');
      }
    }
    this.emit(mark === '"' ? 'string' : 'char', end + 1);
    return true;
  }

  private raw(): boolean {
    const close = this.text.indexOf('`', this.at + 1);
    if (close < 0) return this.fail('unterminated raw quoted string');
    this.emit('raw', close + 1);
    return true;
  }

  /** A variable or field: its sign and the word behind it, which may be missing. */
  private name(kind: 'variable' | 'field'): boolean {
    const end = this.at + 1 + (this.matches(word, this.at + 1)?.length ?? 0);
    if (this.matches(terminator, end) === undefined) return this.badCharacter(end);
    this.emit(end === this.at + 1 && kind === 'field' ? 'dot' : kind, end);
    return true;
  }

  private identifier(): boolean {
    const end = this.at + (this.matches(word, this.at)?.length ?? 0);
    if (end === this.at) return this.mark();
    if (this.matches(terminator, end) === undefined) return this.badCharacter(end);
    const text = this.text.slice(this.at, end);
    const replaced = (text === 'break' || text === 'continue') && this.hasFunction(text);
    if (keywords.has(text) && !replaced) this.emit('keyword', end);
    else if (text === 'nil') this.emit('nil', end);
    else this.emit(text === 'true' || text === 'false' ? 'bool' : 'identifier', end);
    return true;
  }

  private badCharacter(at: number): false {
    return this.fail(`bad character ${named(String.fromCodePoint(this.text.codePointAt(at) ?? 0))}`);
  }

  private mark(): boolean {
    const character = String.fromCodePoint(this.text.codePointAt(this.at) ?? 0);
    if (!/^[!-~]$/.test(character)) return this.fail(`unrecognized character in action: ${named(character)}`);
    this.emit('mark', this.at + 1);
    return true;
  }

  private number(): boolean {
    let end = this.at + (this.matches(numberPart, this.at)?.length ?? 0);
    const bad = (): false => this.fail(`bad number syntax: ${quote(this.text.slice(this.at, end + 1))}`);
    if (this.matches(alphanumeric, end) !== undefined) return bad();
    if (!/[+-]/.test(this.text[end] ?? '')) {
      this.emit('number', end);
      return true;
    }
    end += this.matches(numberPart, end)?.length ?? 0;
    if (this.text[end - 1] !== 'i' || this.matches(alphanumeric, end) !== undefined) return bad();
    this.emit('complex', end);
    return true;
  }
}
