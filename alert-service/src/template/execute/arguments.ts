import type { Frame } from './frame.ts';
import { describe, type OperandNode } from '#template/parse/node';
import type { NumberConstant } from '#template/parse/number';
import {
  anyType,
  canBeNil,
  isAssignable,
  stringType,
  type GoType,
  type Signature,
} from '#template/value/type';
import { GoPointer, GoScalar, typeOf, zeroOf, type Value } from '#template/value/value';

/** A generator that yields what it has to wait for and is given the outcome. */
export type Step<T> = Generator<Promise<Value>, T, Value>;

/** Stands for "nothing was piped in", which is not the same as a nil that was. */
export const missing = Symbol('missing');
export type Final = Value | typeof missing;

interface Given {
  readonly name: string;
  readonly signature: Signature;
  readonly args: readonly OperandNode[];
  readonly final: Final;
}

type EvaluateOperand = (frame: Frame, dot: Value, node: OperandNode) => Step<Value>;

/** Checks the arguments of a call against its signature, as Go's compiler would have done. */
export class Arguments {
  private readonly evaluate: EvaluateOperand;

  constructor(evaluate: EvaluateOperand) {
    this.evaluate = evaluate;
  }

  checkCount(frame: Frame, { name, signature, args, final }: Given): void {
    const wanted = signature.params.length;
    const count = args.length + (final === missing ? 0 : 1);
    if (signature.variadic !== undefined) {
      if (count < wanted) {
        frame.fail(`wrong number of args for ${name}: want at least ${wanted} got ${args.length}`);
      }
    } else if (count !== wanted) frame.fail(`wrong number of args for ${name}: want ${wanted} got ${count}`);
  }

  *check(frame: Frame, dot: Value, given: Given): Step<Value[]> {
    const { signature, args, final } = given;
    this.checkCount(frame, given);
    const checked: Value[] = [];
    for (const node of args) {
      const type = signature.params[checked.length] ?? signature.variadic;
      checked.push(yield* this.one(frame, dot, { node, type }));
    }
    if (final !== missing) {
      checked.push(this.validate(frame, final, signature.params[checked.length] ?? signature.variadic));
    }
    return checked;
  }

  /** One argument; what a literal becomes is decided by the type that is wanted. */
  *one(
    frame: Frame,
    dot: Value,
    { node, type = anyType }: { node: OperandNode; type: GoType | undefined },
  ): Step<Value> {
    frame.at(node);
    switch (node.kind) {
      case 'nil':
        return canBeNil(type) ? this.nothing(type) : frame.fail(`cannot assign nil to ${type.name}`);
      case 'bool':
      case 'string':
      case 'number':
        return yield* this.literal(frame, dot, { node, type });
      default:
        return this.validate(frame, yield* this.evaluate(frame, dot, node), type);
    }
  }

  private nothing(type: GoType): Value {
    return type.kind === 'reflect' ? undefined : zeroOf(type);
  }

  private *literal(frame: Frame, dot: Value, use: { node: OperandNode; type: GoType }): Step<Value> {
    const { node, type } = use;
    switch (type.kind) {
      case 'bool':
        return node.kind === 'bool' ? node.value : frame.fail(`expected bool; found ${describe(node)}`);
      case 'string':
        if (node.kind !== 'string') return frame.fail(`expected string; found ${describe(node)}`);
        return type === stringType ? node.text : new GoScalar(type, node.text);
      case 'int':
      case 'uint':
      case 'float':
        if (node.kind === 'number') return this.number(frame, node.constant, type);
        return frame.fail(`expected ${type.kind === 'float' ? 'float' : 'integer'}; found ${describe(node)}`);
      case 'interface':
      case 'reflect':
        return yield* this.evaluate(frame, dot, node);
      default:
        return frame.fail(`can't handle ${describe(node)} for arg of type ${type.name}`);
    }
  }

  private number(frame: Frame, constant: NumberConstant, type: GoType): Value {
    const value = type.kind === 'float' ? constant.float : constant.int;
    if (value === undefined) return frame.fail(`expected integer; found ${constant.text}`);
    return type.underlying === undefined && type.name !== 'int64' ? value : new GoScalar(type, value);
  }

  /** A value that was computed has its type already; it must fit. */
  private validate(frame: Frame, value: Value, type: GoType = anyType): Value {
    if (value === undefined) {
      return canBeNil(type) ? this.nothing(type) : frame.fail(`invalid value; expected ${type.name}`);
    }
    const from = typeOf(value) ?? anyType;
    if (type.kind === 'reflect' || isAssignable(from, type)) return value;
    if (value instanceof GoPointer && isAssignable(from.elem ?? anyType, type)) {
      return value.target === undefined
        ? frame.fail(`dereference of nil pointer of type ${type.name}`)
        : value.target;
    }
    return frame.fail(`wrong type for value; expected ${type.name}; got ${from.name}`);
  }
}
