import type {
  BranchNode,
  JumpNode,
  Statement,
  TemplateNode,
  TemplateNodeAny,
  Tree,
} from '#template/parse/node';
import { placeOf } from '#template/parse/tokens';
import { escapersOf } from './action.ts';
import {
  type Context,
  contextText,
  deadContext,
  type EscapeFault,
  failed,
  isSame,
  nameIn,
  textContext,
} from './context.ts';
import { escapeError } from './escape-error.ts';
import { failedAt, join, type Where } from './join.ts';
import { addEdits, edited, type Edits, noEdits } from './rewrite.ts';
import { escapeText } from './text.ts';

/** Statements looked at; loops within loops are looked at twice at each level. */
const maxVisits = 1_000_000;
/** Contexts that a template which calls itself may be in at once: more means that each call opens something new. */
const maxContexts = 20;

interface Jump {
  readonly node: JumpNode;
  readonly context: Context;
}

/** What a whole run shares. */
interface Run {
  readonly trees: ReadonlyMap<string, Tree>;
  visits: number;
  /** How often each template is being looked at. */
  readonly open: Map<string, number>;
}

/** Infers in which context every text and action stands, through all templates that one calls. */
class Inference {
  /** The context behind a template, by its name in the context before it. */
  readonly behind: Map<string, Context>;
  /** Templates as they are in a context other than plain text. */
  readonly derived = new Map<string, Tree>();
  readonly called = new Set<string>();
  readonly edits: Edits = noEdits();
  private readonly run: Run;
  private jumps: Jump[];

  constructor(run: Run, behind: ReadonlyMap<string, Context>, jumps: Jump[] = []) {
    this.run = run;
    this.behind = new Map(behind);
    this.jumps = jumps;
  }

  private list(start: Context, tree: Tree, statements: readonly Statement[]): Context {
    let context = start;
    for (const node of statements) {
      if (context.state === 'Dead') break;
      context = this.statement(context, tree, node);
    }
    return context;
  }

  private statement(context: Context, tree: Tree, node: Statement): Context {
    if (++this.run.visits > maxVisits) throw new Error('the template is too complex to be escaped');
    switch (node.kind) {
      case 'text': {
        const found = escapeText(context, node.text);
        this.edits.texts.set(node, found.text);
        return found.context;
      }
      case 'action': {
        if (node.pipe.declared.length > 0) return context;
        const found = escapersOf(context, node);
        if ('code' in found) return failedAt({ tree, node }, found);
        this.edits.actions.set(node, found.escapers);
        return found.context;
      }
      case 'template':
        return this.call(context, tree, node);
      case 'break':
      case 'continue':
        this.jumps.push({ node, context });
        return deadContext;
      case 'range':
        return this.range(context, tree, node);
      default: {
        const taken = this.list(context, tree, node.body);
        return join(taken, this.list(context, tree, node.otherwise), { tree, node, name: node.kind });
      }
    }
  }

  /** A loop may run once, more than once, or not at all. */
  private range(context: Context, tree: Tree, node: BranchNode): Context {
    const outer = this.jumps;
    this.jumps = [];
    const once = this.withJumps(this.list(context, tree, node.body), tree);
    this.jumps = outer;
    if (once.state === 'Error') return once;
    const again = new Inference(this.run, this.behind);
    const twice = join(once, again.list(once, tree, node.body), { tree, node, name: 'range' });
    if (twice.state === 'Error') return explained(twice, { tree, node, when: 'on range loop re-entry' });
    const looped = again.withJumps(twice, tree);
    if (looped.state === 'Error') return looped;
    return join(looped, this.list(context, tree, node.otherwise), { tree, node, name: 'range' });
  }

  private withJumps(start: Context, tree: Tree): Context {
    let context = start;
    for (const kind of ['break', 'continue'] as const) {
      for (const jump of this.jumps.filter(({ node }) => node.kind === kind)) {
        if (context.state === 'Error') return context;
        context = join(context, jump.context, { tree, node: jump.node, name: 'range' });
        if (context.state === 'Error')
          return explained(context, { tree, node: jump.node, when: `at range loop ${kind}` });
      }
    }
    return context;
  }

  private call(context: Context, tree: Tree, node: TemplateNode): Context {
    const name = nameIn(context, node.name);
    if (name !== node.name) this.edits.calls.set(node, name);
    return this.template(context, node.name, { tree, node });
  }

  /** The context behind a template that begins in this one. */
  template(context: Context, name: string, from: Where): Context {
    const derivedName = nameIn(context, name);
    this.called.add(derivedName);
    const known = this.behind.get(derivedName);
    if (known !== undefined) return known;
    const tree = this.run.trees.get(name);
    if (tree === undefined) {
      return failedAt(from, { code: 'ErrNoSuchTemplate', description: `no such template "${name}"` });
    }
    const open = this.run.open.get(name) ?? 0;
    if (open > maxContexts) return unknownEnd(tree);
    this.run.open.set(name, open + 1);
    const behind = this.body(context, derivedName === name ? tree : this.derivation(tree, derivedName));
    this.run.open.set(name, open);
    return behind;
  }

  private derivation(tree: Tree, name: string): Tree {
    // A copy, since the same statements are escaped otherwise here.
    const copy = this.derived.get(name) ?? { ...tree, name, body: structuredClone(tree.body) };
    this.derived.set(name, copy);
    return copy;
  }

  /** A template that calls itself ends in the context that we guess, if it does when we have guessed it. */
  private body(context: Context, tree: Tree): Context {
    const first = this.assuming(context, tree);
    if (first.isRight) return first.context;
    const second = this.assuming(first.context, tree);
    if (second.isRight) return second.context;
    return first.context.state === 'Error' ? first.context : unknownEnd(tree);
  }

  private assuming(context: Context, tree: Tree): { context: Context; isRight: boolean } {
    this.behind.set(tree.name, context);
    const trial = new Inference(this.run, this.behind, this.jumps);
    const end = trial.list(context, tree, tree.body);
    const isRight = end.state !== 'Error' && (!trial.called.has(tree.name) || isSame(context, end));
    if (isRight) this.take(trial);
    return { context: end, isRight };
  }

  private take(trial: Inference): void {
    for (const [name, context] of trial.behind) this.behind.set(name, context);
    for (const [name, tree] of trial.derived) this.derived.set(name, tree);
    for (const name of trial.called) this.called.add(name);
    addEdits(this.edits, trial.edits);
  }
}

function unknownEnd(tree: Tree): Context {
  const description = `cannot compute output context for template ${tree.name}`;
  return failed({
    code: 'ErrOutputContext',
    description,
    at: { source: tree.source, offset: startOf(tree) },
  });
}

/** Where a template's text begins: a definition's, behind its `define`. */
function startOf({ name, source, body }: Tree): number {
  const [first] = body;
  if (name === source.name || first === undefined) return 0;
  return first.kind === 'text' ? first.at : Math.max(source.text.lastIndexOf('{{', first.at), 0);
}

function explained(context: Context, { tree, node, when }: Where & { when: string }): Context {
  const { fault } = context;
  if (fault === undefined) return context;
  const { line } = placeOf(tree.source.text, node.at);
  return failed({ ...fault, line, description: `${when}: ${fault.description}` });
}

/**
 * The templates as html/template would execute them from this one: each action passes what it writes through the
 * escapers that its place in the document needs. Throws TemplateError where that cannot be known.
 */
export function escapeTrees(trees: ReadonlyMap<string, Tree>, root: Tree): ReadonlyMap<string, Tree> {
  const known = new Map(trees).set(root.name, root);
  const inference = new Inference({ trees: known, visits: 0, open: new Map() }, new Map());
  const node: TemplateNodeAny = { kind: 'dot', at: 0 };
  const end = inference.template(textContext, root.name, { tree: root, node });
  const fault: EscapeFault | undefined =
    end.state === 'Text'
      ? undefined
      : (end.fault ?? {
          code: 'ErrEndContext',
          description: `ends in a non-text context: ${contextText(end)}`,
        });
  if (fault !== undefined) throw escapeError(fault, root.name);
  for (const tree of [...known.values(), ...inference.derived.values()])
    known.set(tree.name, { ...tree, body: edited(tree.body, inference.edits) });
  return known;
}
