import { Arguments, type Step } from './arguments.ts';
import { FieldReader } from './field.ts';
import type { Frame } from './frame.ts';
import type { CallContext, Functions, TemplateFunction } from './function.ts';
import { isTrue } from './truth.ts';
import { TemplateError } from '#template/error';
import {
  describe,
  type CommandNode,
  type OperandNode,
  type PipeNode,
  type TemplateNodeAny,
} from '#template/parse/node';
import type { NumberConstant } from '#template/parse/number';
import type { Method, Signature } from '#template/value/type';
import { missing, type Final } from './arguments.ts';
import type { Value } from '#template/value/value';

export type MissingKey = 'default' | 'zero' | 'error';

export interface EvaluationOptions extends CallContext {
  readonly functions: Functions;
  readonly missingKey: MissingKey;
  readonly isOver?: () => boolean;
}

export const tooSlow = 'the template takes too long; let it loop less, or over less';

interface Call {
  readonly name: string;
  /** What an error of the function itself is about. */
  readonly node: TemplateNodeAny;
  readonly args: readonly OperandNode[];
  readonly final: Final;
}

/**
 * Evaluates pipelines. Everything is a generator that yields the promises of functions that wait (`query`), so
 * that one evaluator serves the execution that waits and the one that does not.
 */
export class Evaluator {
  readonly options: EvaluationOptions;
  private readonly fields: FieldReader;
  private readonly arguments: Arguments;

  constructor(options: EvaluationOptions) {
    this.options = options;
    this.fields = new FieldReader(options.missingKey);
    this.arguments = new Arguments((frame, dot, node) => this.operand(frame, dot, node));
  }

  *pipeline(frame: Frame, dot: Value, pipe: PipeNode): Step<Value> {
    frame.at(pipe);
    let value: Final = missing;
    for (const command of pipe.commands) {
      const result: Value = yield* this.command(frame, { dot, final: value }, command);
      // A nil interface is nothing at all once it has been through a pipeline.
      value = result === null ? undefined : result;
    }
    const result = value === missing ? undefined : value;
    for (const { names } of pipe.declared) {
      const name = names[0] ?? '';
      if (pipe.isAssignment) frame.set(name, result);
      else frame.push(name, result);
    }
    return result;
  }

  private *command(frame: Frame, input: { dot: Value; final: Final }, command: CommandNode): Step<Value> {
    const { first, args } = command;
    const { dot, final } = input;
    switch (first.kind) {
      case 'field':
        frame.at(first);
        return yield* this.chain(
          frame,
          { dot, receiver: dot },
          { node: first, names: first.names, args, final },
        );
      case 'chain':
        frame.at(first);
        if (first.base.kind === 'nil') frame.fail(`indirection through explicit nil in ${describe(first)}`);
        return yield* this.chain(
          frame,
          { dot, receiver: yield* this.operand(frame, dot, first.base) },
          { node: first, names: first.names, args, final },
        );
      case 'variable':
        return yield* this.variable(frame, dot, { node: first, names: first.names, args, final });
      case 'identifier':
        frame.at(first);
        return yield* this.function(frame, dot, { name: first.name, node: command, args, final });
      case 'pipe':
        this.noArguments(frame, first, { args, final });
        return yield* this.pipeline(frame, dot, first);
      default:
        frame.at(first);
        this.noArguments(frame, first, { args, final });
        if (first.kind === 'nil') frame.fail('nil is not a command');
        return yield* this.operand(frame, dot, first);
    }
  }

  private noArguments(
    frame: Frame,
    node: OperandNode,
    given: { args: readonly OperandNode[]; final: Final },
  ): void {
    if (given.args.length > 0 || given.final !== missing) {
      frame.fail(`can't give argument to non-function ${describe(node)}`);
    }
  }

  /** An operand by itself, where any type will do. */
  *operand(frame: Frame, dot: Value, node: OperandNode): Step<Value> {
    frame.at(node);
    switch (node.kind) {
      case 'dot':
        return dot;
      case 'nil':
        return undefined;
      case 'bool':
        return node.value;
      case 'string':
        return node.text;
      case 'number':
        return this.constant(frame, node.constant);
      case 'pipe':
        return yield* this.pipeline(frame, dot, node);
      case 'identifier':
        return yield* this.function(frame, dot, { name: node.name, node, args: [], final: missing });
      default: {
        // A field, a variable or a chain without arguments.
        const command: CommandNode = { kind: 'command', at: node.at, first: node, args: [] };
        return yield* this.command(frame, { dot, final: missing }, command);
      }
    }
  }

  private constant(frame: Frame, { looksFloat, float, int, text }: NumberConstant): Value {
    if (looksFloat) return float;
    return int ?? frame.fail(`${text} overflows int`);
  }

  private *variable(
    frame: Frame,
    dot: Value,
    use: Omit<Call, 'name'> & { names: readonly string[] },
  ): Step<Value> {
    frame.at(use.node);
    const [name = '', ...names] = use.names;
    const receiver = frame.get(name);
    if (names.length > 0) return yield* this.chain(frame, { dot, receiver }, { ...use, names });
    if (use.args.length > 0 || use.final !== missing) {
      frame.fail(`can't give argument to non-function ${describe(use.node)}`);
    }
    return receiver;
  }

  /** `.X.Y.Z`, where only the last may take arguments. */
  private *chain(
    frame: Frame,
    start: { dot: Value; receiver: Value },
    use: Omit<Call, 'name'> & { names: readonly string[] },
  ): Step<Value> {
    let { receiver } = start;
    for (const [at, name] of use.names.entries()) {
      const isLast = at === use.names.length - 1;
      const call: Call = {
        name,
        node: use.node,
        args: isLast ? use.args : [],
        final: isLast ? use.final : missing,
      };
      const method = this.fields.method(receiver, name);
      if (method === undefined) {
        const hasArguments = call.args.length > 0 || call.final !== missing;
        receiver = this.fields.read(frame, receiver, { name, hasArguments });
      } else {
        receiver = yield* this.method(frame, start.dot, { ...call, ...method });
      }
    }
    return receiver;
  }

  private *method(frame: Frame, dot: Value, call: Call & { self: Value; method: Method }): Step<Value> {
    const args = yield* this.checked(frame, dot, { signature: call.method, call });
    return yield* this.run(frame, call, () => call.method.run(call.self, args));
  }

  private *checked(frame: Frame, dot: Value, use: { signature: Signature; call: Call }): Step<Value[]> {
    const { name, args, final } = use.call;
    return yield* this.arguments.check(frame, dot, { name, signature: use.signature, args, final });
  }

  private *function(frame: Frame, dot: Value, call: Call): Step<Value> {
    const found = this.options.functions.get(call.name);
    if (found === undefined) return frame.fail(`"${call.name}" is not a defined function`);
    if (found.shortCircuit !== undefined)
      return yield* this.shortCircuit(frame, dot, { ...call, function: found });
    const args = yield* this.checked(frame, dot, { signature: found, call });
    return yield* this.run(frame, call, () => found.call(args, this.options));
  }

  private *shortCircuit(frame: Frame, dot: Value, call: Call & { function: TemplateFunction }): Step<Value> {
    this.arguments.checkCount(frame, { ...call, signature: call.function });
    let value: Value;
    for (const arg of call.args) {
      value = yield* this.arguments.one(frame, dot, { node: arg, type: call.function.params[0] });
      if (isTrue(value) === (call.function.shortCircuit === 'or')) return value;
    }
    return call.final === missing ? value : call.final;
  }

  private *run(frame: Frame, call: Call, run: () => Value | Promise<Value>): Step<Value> {
    try {
      if (this.options.isOver?.()) throw new Error(tooSlow);
      const result = run();
      const value: Value = result instanceof Promise ? yield result : result;
      if (typeof value !== 'string' || value.length <= this.options.maxLength) return value;
    } catch (error) {
      if (error instanceof TemplateError) throw error;
      frame.at(call.node);
      return frame.fail(
        `error calling ${call.name}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    frame.at(call.node);
    return frame.fail(`the result of ${call.name} is longer than ${this.options.maxLength} characters`);
  }
}
