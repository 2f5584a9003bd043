import { FunctionError } from '#template/error';
import { GoTime, timeType } from '#template/time/time';
import { durationType } from '#template/time/duration';
import { anyType, anysType, reflectType, stringType, stringsType } from '#template/value/type';
import type { GoType, Signature } from '#template/value/type';
import { bare, GoList, type Value } from '#template/value/value';

/** What a function needs to know about the execution that calls it. */
export interface CallContext {
  /** No text may become longer than this. */
  readonly maxLength: number;
}

/** A template function: Go's argument types, which the evaluator checks, and what it does. */
export interface TemplateFunction extends Signature {
  /** `and` and `or` decide for themselves which arguments are evaluated. */
  readonly shortCircuit?: 'and' | 'or';
  call(args: readonly Value[], context: CallContext): Value | Promise<Value>;
}

/** Functions by name; a Map is one. */
export type Functions = Pick<ReadonlyMap<string, TemplateFunction>, 'get' | 'has'>;

/** A parameter: its Go type, and how a checked argument reads in TypeScript. */
export interface Param<T> {
  readonly type: GoType;
  read(value: Value): T;
}

/** Go type checks stand before every call, so this is a fault of ours, not of the template. */
const mismatch = (value: Value): never => {
  throw new FunctionError(`internal: unexpected argument ${typeof value}`);
};

export const text: Param<string> = {
  type: stringType,
  read: (value) => {
    const plain = bare(value);
    return typeof plain === 'string' ? plain : mismatch(value);
  },
};

const itemsOf = (value: Value): readonly Value[] => (value instanceof GoList ? value.items : []);

export const texts: Param<readonly string[]> = {
  type: stringsType,
  read: (value) => itemsOf(value).map((item) => text.read(item)),
};

export const anything: Param<Value> = {
  type: anyType,
  read: (value) => (value === undefined ? null : value),
};
export const reflected: Param<Value> = {
  type: reflectType,
  read: (value) => (value === null ? undefined : value),
};
export const list: Param<readonly Value[]> = { type: anysType, read: itemsOf };

export const time: Param<GoTime> = {
  type: timeType,
  read: (value) => (value instanceof GoTime ? value : mismatch(value)),
};

export const length: Param<bigint> = {
  type: durationType,
  read: (value) => {
    const plain = bare(value);
    return typeof plain === 'bigint' ? plain : mismatch(value);
  },
};

type Result = Value | Promise<Value>;

export const fn0 = (run: () => Result): TemplateFunction => ({ params: [], call: () => run() });

export const fn1 = <A>(a: Param<A>, run: (a: A, context: CallContext) => Result): TemplateFunction => ({
  params: [a.type],
  call: (args, context) => run(a.read(args[0]), context),
});

export const fn2 = <A, B>(
  params: readonly [Param<A>, Param<B>],
  run: (a: A, b: B) => Result,
): TemplateFunction => ({
  params: params.map((param) => param.type),
  call: (args) => run(params[0].read(args[0]), params[1].read(args[1])),
});

export const fn3 = <A, B, C>(
  params: readonly [Param<A>, Param<B>, Param<C>],
  run: (values: readonly [A, B, C], context: CallContext) => Result,
): TemplateFunction => ({
  params: params.map((param) => param.type),
  call: (args, context) =>
    run([params[0].read(args[0]), params[1].read(args[1]), params[2].read(args[2])], context),
});

/** A function of `...T`. */
export const variadic = <A>(
  rest: Param<A>,
  run: (rest: readonly A[], context: CallContext) => Result,
): TemplateFunction => ({
  params: [],
  variadic: rest.type,
  call: (args, context) =>
    run(
      args.map((arg) => rest.read(arg)),
      context,
    ),
});

/** A function of one argument and `...T`. */
export const variadic1 = <A, B>(
  params: readonly [Param<A>, Param<B>],
  run: (first: A, rest: readonly B[], context: CallContext) => Result,
): TemplateFunction => ({
  params: [params[0].type],
  variadic: params[1].type,
  call: (args, context) =>
    run(
      params[0].read(args[0]),
      args.slice(1).map((arg) => params[1].read(arg)),
      context,
    ),
});
