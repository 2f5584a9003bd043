import type { Step } from './arguments.ts';
import { Evaluator, type EvaluationOptions, tooSlow } from './evaluate.ts';
import { Frame } from './frame.ts';
import { isTrue } from './truth.ts';
import { formatValue, printed } from '#template/format/print';
import { quote } from '#template/format/quote';
import {
  describe,
  type ActionNode,
  type BranchNode,
  type Statement,
  type TemplateNode,
  type Tree,
} from '#template/parse/node';
import { bare, GoList, GoMap, GoScalar, indirect, typeName, typeOf, type Value } from '#template/value/value';

export interface Limits {
  /** Templates within templates; Go's is the same. */
  readonly maxDepth: number;
  /** Characters, of the whole output and of any text on the way. */
  readonly maxLength: number;
  /** Statements and rounds of ranges. */
  readonly maxSteps: number;
  /** Asked before each of them and each call of a function: who gave the template waits no longer. */
  readonly isOver?: () => boolean;
}

export const defaultLimits: Limits = { maxDepth: 100_000, maxLength: 4_000_000, maxSteps: 5_000_000 };

export interface Program extends Omit<EvaluationOptions, 'maxLength' | 'isOver'> {
  readonly trees: ReadonlyMap<string, Tree>;
  readonly limits: Limits;
  /** Where a contextual escaper comes in: what an action prints, by the node that prints it. */
  readonly escape?: (node: ActionNode, text: string) => string;
}

type Round = readonly [index: Value, element: Value];

/** A list of statements under way. */
interface List {
  readonly kind: 'list';
  readonly frame: Frame;
  readonly statements: readonly Statement[];
  readonly dot: Value;
  /** Variables above this are dropped at the end. */
  readonly mark: number;
  next: number;
}

/** A range between two rounds. */
interface Loop {
  readonly kind: 'loop';
  readonly frame: Frame;
  readonly node: BranchNode;
  readonly dot: Value;
  /** Where the variables of the range itself begin, and where those of a round do. */
  readonly mark: number;
  readonly roundMark: number;
  readonly rounds: Iterator<Round>;
  ran: boolean;
}

/** Runs statements. Templates, branches and loops are on a stack of our own, never on JavaScript's. */
export class Machine {
  private readonly program: Program;
  private readonly evaluator: Evaluator;
  private readonly stack: (List | Loop)[] = [];
  private readonly output: string[] = [];
  private length = 0;
  private steps = 0;

  constructor(program: Program) {
    this.program = program;
    const { maxLength, isOver } = program.limits;
    this.evaluator = new Evaluator({ ...program, maxLength, ...(isOver && { isOver }) });
  }

  /** Runs a template and returns its output. */
  *run(tree: Tree, data: Value): Step<string> {
    this.enter(new Frame(tree, data, 0), tree.body, { dot: data, mark: 1 });
    for (let top = this.stack.at(-1); top !== undefined; top = this.stack.at(-1)) {
      if (top.kind === 'loop') this.nextRound(top);
      else {
        const statement = top.statements[top.next++];
        if (statement === undefined) this.leave(top);
        else yield* this.statement(top, statement);
      }
    }
    return this.output.join('');
  }

  private enter(frame: Frame, statements: readonly Statement[], at: { dot: Value; mark: number }): void {
    this.stack.push({ kind: 'list', frame, statements, ...at, next: 0 });
  }

  private leave(top: List | Loop): void {
    this.stack.pop();
    top.frame.pop(top.mark);
  }

  private *statement(list: List, statement: Statement): Step<void> {
    list.frame.at(statement);
    this.countStep(list.frame);
    switch (statement.kind) {
      case 'text':
        return this.write(list.frame, statement.text);
      case 'action':
        return yield* this.action(list, statement);
      case 'range':
        return yield* this.range(list, statement);
      case 'template':
        return yield* this.template(list, statement);
      case 'break':
      case 'continue':
        return this.jump(statement.kind);
      default:
        return yield* this.branch(list, statement);
    }
  }

  private countStep(frame: Frame): void {
    const { maxSteps, isOver } = this.program.limits;
    if (isOver?.()) frame.fail(tooSlow);
    if (++this.steps > maxSteps) frame.fail(`more than ${maxSteps} steps; the template loops too often`);
  }

  private write(frame: Frame, text: string): void {
    const { maxLength } = this.program.limits;
    this.length += text.length;
    if (this.length > maxLength) frame.fail(`the output is longer than ${maxLength} characters`);
    this.output.push(text);
  }

  private *action({ frame, dot }: List, node: ActionNode): Step<void> {
    const value = yield* this.evaluator.pipeline(frame, dot, node.pipe);
    if (node.pipe.declared.length > 0) return;
    frame.at(node);
    if (typeOf(value)?.kind === 'func')
      frame.fail(`can't print ${describe(node)} of type ${typeName(value)}`);
    const text = printed(value);
    this.write(frame, this.program.escape?.(node, text) ?? text);
  }

  private *branch({ frame, dot }: List, node: BranchNode): Step<void> {
    const mark = frame.mark();
    const value = yield* this.evaluator.pipeline(frame, dot, node.pipe);
    const isTaken = isTrue(value);
    const inner = isTaken && node.kind === 'with' ? value : dot;
    this.enter(frame, isTaken ? node.body : node.otherwise, { dot: inner, mark });
  }

  private *template({ frame, dot }: List, node: TemplateNode): Step<void> {
    const tree = this.program.trees.get(node.name);
    if (tree === undefined) return frame.fail(`template ${quote(node.name)} not defined`);
    const { maxDepth } = this.program.limits;
    if (frame.depth >= maxDepth) frame.fail(`exceeded maximum template depth (${maxDepth})`);
    const data = node.pipe === undefined ? undefined : yield* this.evaluator.pipeline(frame, dot, node.pipe);
    this.enter(new Frame(tree, data, frame.depth + 1), tree.body, { dot: data, mark: 1 });
  }

  private *range({ frame, dot }: List, node: BranchNode): Step<void> {
    const mark = frame.mark();
    const { value } = indirect(yield* this.evaluator.pipeline(frame, dot, node.pipe));
    const rounds = this.rounds(frame, node, value);
    this.stack.push({ kind: 'loop', frame, node, dot, mark, roundMark: frame.mark(), rounds, ran: false });
  }

  private rounds(frame: Frame, node: BranchNode, value: Value): Iterator<Round> {
    if (value instanceof GoList) return listRounds(value);
    if (value instanceof GoMap) return value.sorted().values();
    if (value === undefined || value === null) return [].values();
    const count = bare(value);
    const shown = formatValue(value, 'v');
    if (typeof count !== 'bigint') return frame.fail(`range can't iterate over ${shown}`);
    if (node.pipe.declared.length > 1)
      frame.fail(`can't use ${shown} to iterate over more than one variable`);
    return countRounds(value, count);
  }

  private nextRound(loop: Loop): void {
    const { frame, node } = loop;
    this.countStep(frame);
    const round = loop.rounds.next();
    if (round.done === true) {
      this.stack.pop();
      if (loop.ran) frame.pop(loop.mark);
      else this.enter(frame, node.otherwise, { dot: loop.dot, mark: loop.mark });
      return;
    }
    loop.ran = true;
    setVariables(frame, node, round.value);
    this.enter(frame, node.body, { dot: round.value[1], mark: loop.roundMark });
  }

  private jump(kind: 'break' | 'continue'): void {
    for (let top = this.stack.at(-1); top !== undefined; top = this.stack.at(-1)) {
      if (top.kind === 'loop' && kind === 'continue') return;
      this.leave(top);
      if (top.kind === 'loop') return;
    }
  }
}

function* listRounds({ items }: GoList): Generator<Round> {
  for (const [index, item] of items.entries()) yield [BigInt(index), item];
}

function* countRounds(of: Value, count: bigint): Generator<Round> {
  for (let at = 0n; at < count; at++)
    yield [undefined, of instanceof GoScalar ? new GoScalar(of.type, at) : at];
}

/** One variable gets the element, two the index and the element. */
function setVariables(frame: Frame, { pipe }: BranchNode, [index, element]: Round): void {
  const names = pipe.declared.map((variable) => variable.names[0] ?? '');
  const values = names.length > 1 ? [index, element] : [element];
  names.forEach((name, at) => {
    if (pipe.isAssignment) frame.set(name, values[at]);
    else frame.setTop(names.length - at, values[at]);
  });
}
