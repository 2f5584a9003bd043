import type { Token } from './lexer.ts';
import { isEmptyTree, type BranchNode, type Source, type Statement, type Tree } from './node.ts';
import { PipelineParser, Scope } from './pipeline.ts';
import { Tokens } from './tokens.ts';

/** Deeper than anyone writes, and shallow enough for the stack. An `else if` chain counts once. */
const maxNesting = 200;

/** How a list of statements ended: `{{end}}`, or `{{else}}` with what stands behind it left to read. */
interface Ending {
  readonly token: Token;
  readonly isElse: boolean;
}

type Branch = Omit<BranchNode, 'otherwise'>;

/** Parses the statements of one definition, and puts the definitions inside it into `trees`. */
class DefinitionParser {
  private readonly tokens: Tokens;
  private readonly trees: Map<string, Tree>;
  private readonly scope = new Scope();
  private readonly pipelines: PipelineParser;
  private readonly nesting: number;
  private rangeDepth = 0;
  private depth = 0;

  constructor(tokens: Tokens, trees: Map<string, Tree>, nesting = 0) {
    this.tokens = tokens;
    this.trees = trees;
    this.nesting = nesting;
    this.pipelines = new PipelineParser(tokens, this.scope);
  }

  /** A whole text, the only place where `define` may stand. */
  top(name: string): void {
    const body: Statement[] = [];
    while (this.tokens.peek().kind !== 'eof') {
      const mark = this.tokens.mark();
      const isDefinition =
        this.tokens.next().kind === 'left' && this.tokens.isKeyword(this.tokens.nextNonSpace(), 'define');
      if (isDefinition) {
        this.child().definition();
        continue;
      }
      this.tokens.rewind(mark);
      const found = this.statement();
      if ('token' in found) this.unexpectedEnding(found);
      else body.push(found);
    }
    this.add(name, body);
  }

  private child(): DefinitionParser {
    return new DefinitionParser(this.tokens, this.trees, this.nesting + this.depth);
  }

  private add(name: string, body: readonly Statement[]): void {
    const tree: Tree = { name, source: this.tokens.source, body };
    const existing = this.trees.get(name);
    if (existing === undefined || isEmptyTree(existing)) this.trees.set(name, tree);
    else if (!isEmptyTree(tree)) this.tokens.fail(`template: multiple definition of template "${name}"`);
  }

  private unexpectedEnding(ending: Ending, context = ''): never {
    this.tokens.fail(`unexpected {{${ending.isElse ? 'else' : 'end'}}}${context}`, ending.token);
  }

  private definition(): void {
    const context = 'define clause';
    const name = this.name(context);
    this.tokens.expect('right', context);
    this.named(name, context);
  }

  /** The body of a define or block, up to its end. */
  private named(name: string, context: string): void {
    const { body, ending } = this.list();
    if (ending.isElse) this.unexpectedEnding(ending, ` in ${context}`);
    this.add(name, body);
  }

  private name(context: string): string {
    const token = this.tokens.nextNonSpace();
    if (token.kind !== 'string' && token.kind !== 'raw') this.tokens.unexpected(token, context);
    return this.pipelines.unquoted(token);
  }

  private list(): { body: Statement[]; ending: Ending } {
    if (this.nesting + ++this.depth > maxNesting) this.tokens.fail('blocks are nested too deep');
    const body: Statement[] = [];
    while (this.tokens.peekNonSpace().kind !== 'eof') {
      const found = this.statement();
      if ('token' in found) {
        this.depth--;
        return { body, ending: found };
      }
      body.push(found);
    }
    return this.tokens.fail('unexpected EOF');
  }

  private statement(): Statement | Ending {
    const token = this.tokens.nextNonSpace();
    if (token.kind === 'text') return { kind: 'text', at: token.at, text: token.text };
    if (token.kind !== 'left') this.tokens.unexpected(token, 'input');
    this.tokens.actionLine = token.line;
    const found = this.action();
    this.tokens.actionLine = 0;
    return found;
  }

  private action(): Statement | Ending {
    const mark = this.tokens.mark();
    const token = this.tokens.nextNonSpace();
    switch (token.kind === 'keyword' ? token.text : '') {
      case 'block':
        return this.block();
      case 'break':
        return this.jump(token, 'break');
      case 'continue':
        return this.jump(token, 'continue');
      case 'else':
        return this.otherwise();
      case 'end':
        return { token: this.tokens.expect('right', 'end'), isElse: false };
      case 'if':
        return this.branch('if');
      case 'range':
        return this.branch('range');
      case 'template':
        return this.call();
      case 'with':
        return this.branch('with');
      default:
        this.tokens.rewind(mark);
        return {
          kind: 'action',
          at: this.tokens.peekNonSpace().at,
          pipe: this.pipelines.pipeline('command'),
        };
    }
  }

  private jump(token: Token, kind: 'break' | 'continue'): Statement {
    const next = this.tokens.nextNonSpace();
    if (next.kind !== 'right') this.tokens.unexpected(next, `{{${kind}}}`);
    if (this.rangeDepth === 0) this.tokens.fail(`{{${kind}}} outside {{range}}`, token);
    return { kind, at: token.at };
  }

  /** Leaves the `if` or `with` of an `else if` to be read by the branch. */
  private otherwise(): Ending {
    const next = this.tokens.peekNonSpace();
    if (this.tokens.isKeyword(next, 'if') || this.tokens.isKeyword(next, 'with')) {
      return { token: next, isElse: true };
    }
    return { token: this.tokens.expect('right', 'else'), isElse: true };
  }

  /** One if, with or range and its whole chain of `else if`, built from its end. */
  private branch(kind: Branch['kind']): BranchNode {
    const scope = this.scope.mark();
    const chain: Branch[] = [];
    let last: readonly Statement[] = [];
    for (;;) {
      const pipe = this.pipelines.pipeline(kind);
      if (kind === 'range') this.rangeDepth++;
      const { body, ending } = this.list();
      if (kind === 'range') this.rangeDepth--;
      chain.push({ kind, at: pipe.at, pipe, body });
      if (!ending.isElse) break;
      if (kind !== 'range' && this.tokens.isKeyword(this.tokens.peek(), kind)) {
        this.tokens.next();
        continue;
      }
      const otherwise = this.list();
      if (otherwise.ending.isElse) this.tokens.fail('expected end; found {{else}}', otherwise.ending.token);
      last = otherwise.body;
      break;
    }
    this.scope.pop(scope);
    const [outer, ...inner] = chain;
    if (outer === undefined) return this.tokens.fail('unexpected EOF');
    for (const branch of inner.reverse()) last = [{ ...branch, otherwise: last }];
    return { ...outer, otherwise: last };
  }

  private block(): Statement {
    const context = 'block clause';
    const at = this.tokens.peekNonSpace().at;
    const name = this.name(context);
    const pipe = this.pipelines.pipeline(context);
    this.child().named(name, context);
    return { kind: 'template', at, name, pipe };
  }

  private call(): Statement {
    const context = 'template clause';
    const at = this.tokens.peekNonSpace().at;
    const name = this.name(context);
    const mark = this.tokens.mark();
    if (this.tokens.nextNonSpace().kind === 'right') return { kind: 'template', at, name, pipe: undefined };
    this.tokens.rewind(mark);
    return { kind: 'template', at, name, pipe: this.pipelines.pipeline(context) };
  }
}

/** All definitions of a text; the text's own is under the source's name. Throws TemplateError. */
export function parseSource(
  source: Source,
  hasFunction: (name: string) => boolean,
): ReadonlyMap<string, Tree> {
  const trees = new Map<string, Tree>();
  new DefinitionParser(new Tokens(source, hasFunction), trees).top(source.name);
  return trees;
}
