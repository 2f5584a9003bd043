import { comparisons } from './compare.ts';
import { escapeHtml, escapeJs, escapeQuery } from './escape.ts';
import { FunctionError } from '#template/error';
import { anything, fn1, reflected, text, variadic, variadic1 } from '#template/execute/function';
import type { Functions, Param, TemplateFunction } from '#template/execute/function';
import { isTrue } from '#template/execute/truth';
import { sprint, sprintln } from '#template/format/print';
import { sprintf } from '#template/format/printf';
import { byteAt, byteLength, byteSlice } from '#template/value/bytes';
import {
  canBeNil,
  isAssignable,
  reflectType,
  stringType,
  uint8Type,
  anyType,
  type GoType,
} from '#template/value/type';
import {
  bare,
  GoFunc,
  GoList,
  GoMap,
  GoPointer,
  GoScalar,
  indirect,
  typeName,
  typeOf,
  zeroOf,
} from '#template/value/value';
import type { Value } from '#template/value/value';

function offset(index: Value, capacity: number): number {
  if (index === undefined) throw new FunctionError('cannot index slice/array with nil');
  const at = bare(index);
  if (typeof at !== 'bigint')
    throw new FunctionError(`cannot index slice/array with type ${typeName(index)}`);
  if (at < 0n || at > BigInt(capacity)) throw new FunctionError(`index out of range: ${at}`);
  return Number(at);
}

function outOfRange(kind: 'slice' | 'string'): never {
  throw new FunctionError(`reflect: ${kind} index out of range`);
}

function mapItem(map: GoMap, index: Value): Value {
  if (index === undefined) throw new FunctionError('value is nil; should be of type string');
  const key = bare(index);
  const type = typeOf(index) ?? anyType;
  if (typeof key !== 'string' || !isAssignable(type, stringType)) {
    throw new FunctionError(`value has type ${type.name}; should be string`);
  }
  return map.entries.has(key) ? map.entries.get(key) : zeroOf(map.type.elem ?? anyType);
}

function item(of: Value, index: Value): Value {
  const plain = bare(of);
  if (of instanceof GoMap) return mapItem(of, index);
  if (of instanceof GoList) {
    const at = offset(index, of.items.length);
    return at < of.items.length ? of.items[at] : outOfRange('slice');
  }
  if (typeof plain !== 'string') throw new FunctionError(`can't index item of type ${typeName(of)}`);
  const size = byteLength(plain);
  const at = offset(index, size);
  return at < size ? new GoScalar(uint8Type, BigInt(byteAt(plain, at))) : outOfRange('string');
}

function indexItem(of: Value, indexes: readonly Value[]): Value {
  if (of === undefined) throw new FunctionError('index of untyped nil');
  return indexes.reduce((value: Value, index) => {
    const { value: inner, isNil } = indirect(value);
    if (isNil) throw new FunctionError('index of nil pointer');
    return item(inner, index);
  }, of);
}

function slice(of: Value, indexes: readonly Value[]): Value {
  if (of === undefined) throw new FunctionError('slice of untyped nil');
  const { value, isNil } = indirect(of);
  if (isNil) throw new FunctionError('slice of nil pointer');
  if (indexes.length > 3) throw new FunctionError(`too many slice indexes: ${indexes.length}`);
  const plain = bare(value);
  if (typeof plain !== 'string' && !(value instanceof GoList)) {
    throw new FunctionError(`can't slice item of type ${typeName(value)}`);
  }
  if (typeof plain === 'string' && indexes.length === 3)
    throw new FunctionError('cannot 3-index slice a string');
  const size =
    typeof plain === 'string' ? byteLength(plain) : value instanceof GoList ? value.items.length : 0;
  const [start = 0, end = size, capacity] = indexes.map((index) => offset(index, size));
  if (start > end) throw new FunctionError(`invalid slice index: ${start} > ${end}`);
  if (capacity !== undefined && end > capacity)
    throw new FunctionError(`invalid slice index: ${end} > ${capacity}`);
  if (value instanceof GoList) return new GoList(value.type, value.items.slice(start, end));
  const part = byteSlice(typeof plain === 'string' ? plain : '', start, end);
  return value instanceof GoScalar ? new GoScalar(value.type, part) : part;
}

/** Tells a nil interface from no value at all. */
const untouched: Param<Value> = { type: reflectType, read: (value) => value };

function lengthOf(of: Value): Value {
  const { value, isNil } = indirect(of);
  if (value instanceof GoPointer || (isNil && of !== undefined))
    throw new FunctionError('len of nil pointer');
  const plain = bare(value);
  if (typeof plain === 'string') return BigInt(byteLength(plain));
  if (value instanceof GoList) return BigInt(value.items.length);
  if (value instanceof GoMap) return BigInt(value.entries.size);
  if (value === undefined) throw new FunctionError('reflect: call of reflect.Value.Type on zero Value');
  throw new FunctionError(`len of type ${typeName(value)}`);
}

function prepared(value: Value, type: GoType = anyType): Value {
  if (value === undefined) {
    if (canBeNil(type)) return zeroOf(type);
    throw new FunctionError(`value is nil; should be of type ${type.name}`);
  }
  const from = typeOf(value) ?? anyType;
  if (isAssignable(from, type)) return value;
  throw new FunctionError(`value has type ${from.name}; should be ${type.name}`);
}

function callValue(callee: Value, args: readonly Value[]): Value | Promise<Value> {
  if (callee === undefined) throw new FunctionError('call of nil');
  if (!(callee instanceof GoFunc)) throw new FunctionError(`non-function of type ${typeName(callee)}`);
  const { params, variadic: rest } = callee;
  if (rest === undefined ? args.length !== params.length : args.length < params.length) {
    const wanted = rest === undefined ? `want ${params.length}` : `want at least ${params.length}`;
    throw new FunctionError(`wrong number of args for the function: got ${args.length} ${wanted}`);
  }
  return callee.run(args.map((arg, at) => prepared(arg, params[at] ?? rest)));
}

/** What print makes of arguments that are to be escaped: as an action would print them. */
function shown(args: readonly Value[]): string {
  return sprint(
    args.map((arg) => {
      const { value, isNil } = indirect(arg);
      return value === null || (isNil && value === undefined) ? '<no value>' : value;
    }),
  );
}

const short = (shortCircuit: 'and' | 'or'): TemplateFunction => ({
  params: [reflectType],
  variadic: reflectType,
  shortCircuit,
  call: () => undefined,
});

/** The functions that every Go template has. */
export const builtinFunctions: Readonly<Record<string, TemplateFunction>> = {
  ...comparisons,
  and: short('and'),
  or: short('or'),
  not: fn1(reflected, (value) => !isTrue(value)),
  call: variadic1([reflected, reflected], callValue),
  html: variadic(anything, (args) => escapeHtml(shown(args))),
  js: variadic(anything, (args) => escapeJs(shown(args))),
  urlquery: variadic(anything, (args) => escapeQuery(shown(args))),
  index: variadic1([reflected, reflected], indexItem),
  slice: variadic1([reflected, reflected], slice),
  len: fn1(untouched, lengthOf),
  print: variadic(anything, (args) => sprint(args)),
  println: variadic(anything, (args) => sprintln(args)),
  printf: variadic1([text, anything], (format, args, { maxLength }) => sprintf(format, args, maxLength)),
};

/** The built-in functions and these; theirs win over the built-in ones. */
export function functionTable(functions: Readonly<Record<string, TemplateFunction>>): Functions {
  return new Map(Object.entries({ ...builtinFunctions, ...functions }));
}
