import type { Value } from './value.ts';

export type Kind =
  | 'bool'
  | 'int'
  | 'uint'
  | 'float'
  | 'string'
  | 'slice'
  | 'map'
  | 'struct'
  | 'pointer'
  | 'func'
  | 'interface'
  | 'reflect';

/** A callable with Go's argument types; the evaluator checks the arguments before it calls `run`. */
export interface Signature {
  readonly params: readonly GoType[];
  /** The element type of a last `...T` parameter. */
  readonly variadic?: GoType;
}

export interface Method extends Signature {
  run(self: Value, args: readonly Value[]): Value;
}

export interface Field {
  readonly name: string;
  readonly type: GoType;
  /** Its key in JSON; the Go name when absent. */
  readonly json?: string;
}

export interface GoType {
  readonly name: string;
  readonly kind: Kind;
  /** Of slices, maps and pointers. */
  readonly elem?: GoType;
  readonly fields?: readonly Field[];
  /** For a defined type such as `template.KV`: what it is made of. */
  readonly underlying?: GoType;
  readonly methods?: Readonly<Record<string, Method>>;
}

const basic = (name: string, kind: Kind): GoType => ({ name, kind });

export const boolType = basic('bool', 'bool');
export const intType = basic('int', 'int');
export const int64Type = basic('int64', 'int');
export const uint8Type = basic('uint8', 'uint');
export const floatType = basic('float64', 'float');
export const stringType = basic('string', 'string');
export const anyType = basic('interface {}', 'interface');
/** Parameters that take whatever comes, nil included, without converting it: Go's `reflect.Value`. */
export const reflectType = basic('reflect.Value', 'reflect');

const slices = new WeakMap<GoType, GoType>();
const pointers = new WeakMap<GoType, GoType>();
const maps = new WeakMap<GoType, GoType>();

function derived(known: WeakMap<GoType, GoType>, elem: GoType, make: () => GoType): GoType {
  const found = known.get(elem) ?? make();
  known.set(elem, found);
  return found;
}

export const sliceOf = (elem: GoType): GoType =>
  derived(slices, elem, () => ({ name: `[]${elem.name}`, kind: 'slice', elem }));

export const pointerTo = (elem: GoType): GoType =>
  derived(pointers, elem, () => ({ name: `*${elem.name}`, kind: 'pointer', elem }));

export const mapOf = (elem: GoType): GoType =>
  derived(maps, elem, () => ({ name: `map[string]${elem.name}`, kind: 'map', elem }));

export const stringsType = sliceOf(stringType);
export const anysType = sliceOf(anyType);
export const stringMapType = mapOf(stringType);
export const anyMapType = mapOf(anyType);

/** A defined type over another: `type KV map[string]string`. */
export function defined(
  name: string,
  underlying: GoType,
  methods?: Readonly<Record<string, Method>>,
): GoType {
  const { kind, elem, fields } = underlying;
  return {
    name,
    kind,
    underlying,
    ...(elem === undefined ? {} : { elem }),
    ...(fields === undefined ? {} : { fields }),
    ...(methods === undefined ? {} : { methods }),
  };
}

const isNamed = (type: GoType): boolean => type.underlying !== undefined;
const isBasic = (type: GoType): boolean => type.elem === undefined && type.fields === undefined;

/** Go's assignability, as far as our types need it. */
export function isAssignable(from: GoType, to: GoType): boolean {
  if (from === to || to.kind === 'interface') return true;
  if (isNamed(from) === isNamed(to) || isBasic(from)) return false;
  return (from.underlying ?? from) === (to.underlying ?? to);
}

export function canBeNil(type: GoType): boolean {
  return ['func', 'interface', 'map', 'pointer', 'slice', 'reflect'].includes(type.kind);
}

export function methodOf(type: GoType, name: string): Method | undefined {
  const methods = type.kind === 'pointer' ? type.elem?.methods : type.methods;
  return methods !== undefined && Object.hasOwn(methods, name) ? methods[name] : undefined;
}

export function isExported(name: string): boolean {
  return /^\p{Lu}/u.test(name);
}
