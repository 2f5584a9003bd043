import { TemplateError } from './error.ts';
import type { MissingKey } from './execute/evaluate.ts';
import type { Functions } from './execute/function.ts';
import { defaultLimits, Machine, type Limits } from './execute/machine.ts';
import { escapeTrees } from './html/escape-trees.ts';
import { escapingFunctions } from './html/escapers.ts';
import { isEmptyTree, type Source, type Tree } from './parse/node.ts';
import { parseSource } from './parse/parser.ts';
import { goString, toText } from './value/bytes.ts';
import { fromPlain, type Value } from './value/value.ts';

export interface TemplateOptions {
  /** What a missing key of a map gives; Prometheus and Alertmanager both use `zero`, the default here. */
  readonly missingKey?: MissingKey;
  readonly limits?: Partial<Limits>;
  /** As html/template: every value is escaped for the place in the document where it is written. */
  readonly html?: boolean;
}

function merge(known: ReadonlyMap<string, Tree>, added: ReadonlyMap<string, Tree>): Map<string, Tree> {
  const trees = new Map(known);
  // A later definition replaces an earlier one, unless there is nothing in it.
  for (const [name, tree] of added) if (!trees.has(name) || !isEmptyTree(tree)) trees.set(name, tree);
  return trees;
}

/** Inline texts repeat with every notification; this many stay parsed. */
const rememberedTexts = 200;

/** Templates that see each other, with their functions. Does not change once it is made. */
export class TemplateSet {
  private readonly functions: Functions;
  private readonly options: TemplateOptions;
  private readonly trees: ReadonlyMap<string, Tree>;
  private readonly texts = new Map<string, Prepared>();
  private readonly named = new Map<string, Prepared>();

  /** Throws TemplateError for the first source that does not parse. */
  constructor(sources: readonly Source[], functions: Functions, options: TemplateOptions = {}) {
    this.functions = functions;
    this.options = options;
    let trees = new Map<string, Tree>();
    for (const source of sources) trees = merge(trees, this.parse(source));
    this.trees = trees;
  }

  get names(): readonly string[] {
    return [...this.trees.keys()];
  }

  /** The output of a named template. Functions that wait need `executeAsync`. Throws TemplateError. */
  execute(name: string, data: unknown, functions?: Functions): string {
    return this.finish(this.start(this.preparedName(name), data, functions));
  }

  async executeAsync(name: string, data: unknown, functions?: Functions): Promise<string> {
    return this.await(this.start(this.preparedName(name), data, functions));
  }

  /** The output of a text that sees the set's definitions, and whose own definitions come first. */
  executeText(text: string, data: unknown, functions?: Functions): string {
    return text === '' ? '' : this.finish(this.start(this.preparedText(text), data, functions));
  }

  async executeTextAsync(text: string, data: unknown, functions?: Functions): Promise<string> {
    return text === '' ? '' : this.await(this.start(this.preparedText(text), data, functions));
  }

  /** Throws the TemplateError that executing the text would give before it begins. */
  checkText(text: string): void {
    this.parse({ name: '', text });
  }

  private parse(source: Source): ReadonlyMap<string, Tree> {
    return parseSource({ name: source.name, text: goString(source.text) }, (name) =>
      this.functions.has(name),
    );
  }

  private find(name: string): Tree {
    const tree = this.trees.get(name);
    if (tree !== undefined) return tree;
    throw new TemplateError({
      stage: 'execute',
      template: name,
      line: 1,
      column: 1,
      goText: `template: no template "${name}" is defined`,
      remedy: `known templates: ${this.names.join(', ')}`,
    });
  }

  private preparedName(name: string): Prepared {
    const known = this.named.get(name) ?? this.prepared(this.find(name), this.trees);
    this.named.set(name, known);
    return known;
  }

  private preparedText(text: string): Prepared {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    const added = this.parse({ name: '', text });
    const found = this.prepared(added.get('') ?? this.find(''), merge(this.trees, added));
    if (this.texts.size >= rememberedTexts) this.texts.clear();
    this.texts.set(text, found);
    return found;
  }

  private prepared(tree: Tree, trees: ReadonlyMap<string, Tree>): Prepared {
    if (this.options.html !== true) return { tree, trees };
    const escaped = guarded(tree, () => escapeTrees(trees, tree));
    return { tree: escaped.get(tree.name) ?? tree, trees: escaped };
  }

  private start({ tree, trees }: Prepared, data: unknown, own?: Functions): Run {
    const functions = own ?? this.functions;
    const machine = new Machine({
      trees,
      functions: this.options.html === true ? withEscaping(functions) : functions,
      missingKey: this.options.missingKey ?? 'zero',
      limits: { ...defaultLimits, ...this.options.limits },
    });
    return { tree, steps: machine.run(tree, fromPlain(data)) };
  }

  private finish({ tree, steps }: Run): string {
    const result = guarded(tree, () => steps.next());
    if (result.done === true) return toText(result.value);
    // The promise is nobody's business any more; its failure must not become an unhandled one.
    result.value.catch(() => undefined);
    throw problem(tree, 'a function of this template has to wait; it cannot be executed at once');
  }

  private async await({ tree, steps }: Run): Promise<string> {
    let result = guarded(tree, () => steps.next());
    while (result.done !== true) {
      const settled = await result.value.then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
      result = guarded(tree, () =>
        'value' in settled ? steps.next(settled.value) : steps.throw(settled.error),
      );
    }
    return toText(result.value);
  }
}

/** A template ready to run, and those that it may call. */
interface Prepared {
  readonly tree: Tree;
  readonly trees: ReadonlyMap<string, Tree>;
}

const withEscaping = (functions: Functions): Functions => ({
  get: (name) => escapingFunctions.get(name) ?? functions.get(name),
  has: (name) => escapingFunctions.has(name) || functions.has(name),
});

interface Run {
  readonly tree: Tree;
  readonly steps: Generator<Promise<Value>, string, Value>;
}

function problem(tree: Tree, message: string): TemplateError {
  const goText = `template: ${tree.name}: ${message}`;
  return new TemplateError({ stage: 'execute', template: tree.name, line: 1, column: 1, goText, remedy: '' });
}

/** Whatever goes wrong inside (the stack, a text too long for the platform) comes out as a TemplateError. */
function guarded<T>(tree: Tree, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof TemplateError) throw error;
    throw problem(tree, error instanceof Error ? error.message : String(error));
  }
}
