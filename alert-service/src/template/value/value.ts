import { compareStrings, goString } from './bytes.ts';
import type { GoType, Signature } from './type.ts';
import {
  anyMapType,
  anyType,
  anysType,
  boolType,
  floatType,
  intType,
  stringMapType,
  stringType,
} from './type.ts';
import { pointerTo, stringsType } from './type.ts';
import { GoTime } from '#template/time/time';

/**
 * A Go value. `undefined` is Go's invalid value ("<no value>"), `null` a nil interface, a number a float64,
 * a bigint an int, a string a string; everything else carries its type.
 */
export type Value =
  | undefined
  | null
  | boolean
  | bigint
  | number
  | string
  | GoScalar
  | GoList
  | GoMap
  | GoStruct
  | GoPointer
  | GoTime
  | GoFunc;

/** A basic value of a type other than the four plain ones: int64, uint8, time.Duration, template.HTML. */
export class GoScalar {
  readonly type: GoType;
  readonly value: boolean | bigint | number | string;
  constructor(type: GoType, value: boolean | bigint | number | string) {
    this.type = type;
    this.value = value;
  }
}

export class GoList {
  readonly type: GoType;
  readonly items: readonly Value[];
  readonly isNil: boolean;
  constructor(type: GoType, items: readonly Value[], isNil = false) {
    this.type = type;
    this.items = items;
    this.isNil = isNil;
  }
}

export class GoMap {
  readonly type: GoType;
  readonly entries: ReadonlyMap<string, Value>;
  readonly isNil: boolean;
  constructor(type: GoType, entries: ReadonlyMap<string, Value>, isNil = false) {
    this.type = type;
    this.entries = entries;
    this.isNil = isNil;
  }
  sorted(): [string, Value][] {
    return [...this.entries].sort((left, right) => compareStrings(left[0], right[0]));
  }
}

/** Its values are in the order of the type's fields. */
export class GoStruct {
  readonly type: GoType;
  readonly values: readonly Value[];
  constructor(type: GoType, values: readonly Value[]) {
    this.type = type;
    this.values = values;
  }
}

export class GoPointer {
  readonly type: GoType;
  readonly target: Value;
  constructor(type: GoType, target: Value) {
    this.type = type;
    this.target = target;
  }
}

export class GoFunc implements Signature {
  readonly type: GoType;
  readonly params: readonly GoType[];
  readonly variadic?: GoType;
  readonly run: (args: readonly Value[]) => Value | Promise<Value>;
  constructor(signature: Signature, run: (args: readonly Value[]) => Value | Promise<Value>) {
    const names = signature.params.map((param) => param.name);
    if (signature.variadic !== undefined) {
      this.variadic = signature.variadic;
      names.push(`...${signature.variadic.name}`);
    }
    this.type = { name: `func(${names.join(', ')}) interface {}`, kind: 'func' };
    this.params = signature.params;
    this.run = run;
  }
}

/** The type of a value; nothing for an invalid one, the empty interface for a nil one. */
export function typeOf(value: Value): GoType | undefined {
  if (value === undefined) return undefined;
  if (value === null) return anyType;
  switch (typeof value) {
    case 'string':
      return stringType;
    case 'bigint':
      return intType;
    case 'number':
      return floatType;
    case 'boolean':
      return boolType;
    default:
      return value.type;
  }
}

export function typeName(value: Value): string {
  return typeOf(value)?.name ?? '<nil>';
}

/** The bare string, number or boolean of a basic value; anything else is given back as it is. */
export function bare(value: Value): Value {
  return value instanceof GoScalar ? value.value : value;
}

export const pointer = (target: Value): GoPointer =>
  new GoPointer(pointerTo(typeOf(target) ?? anyType), target);

/** Follows pointers to what they point at; `isNil` when one points nowhere or the value is a nil interface. */
export function indirect(value: Value): { value: Value; isNil: boolean } {
  let at = value;
  while (at instanceof GoPointer) {
    if (at.target === undefined) return { value: at, isNil: true };
    at = at.target;
  }
  return { value: at, isNil: at === null };
}

/** What a variable of this type holds before anything is put into it. */
export function zeroOf(type: GoType): Value {
  switch (type.kind) {
    case 'string':
      return type === stringType ? '' : new GoScalar(type, '');
    case 'int':
    case 'uint':
      return type === intType ? 0n : new GoScalar(type, 0n);
    case 'float':
      return 0;
    case 'bool':
      return false;
    case 'slice':
      return new GoList(type, [], true);
    case 'map':
      return new GoMap(type, new Map(), true);
    case 'pointer':
      return new GoPointer(type, undefined);
    case 'struct':
      return new GoStruct(
        type,
        (type.fields ?? []).map((field) => zeroOf(field.type)),
      );
    default:
      return null;
  }
}

export const stringList = (items: readonly string[]): GoList => new GoList(stringsType, items.map(goString));

export function stringMap(entries: Readonly<Record<string, string>>, type: GoType = stringMapType): GoMap {
  return new GoMap(
    type,
    new Map(Object.entries(entries).map(([name, text]) => [goString(name), goString(text)])),
  );
}

function isValueObject(
  value: object,
): value is GoScalar | GoList | GoMap | GoStruct | GoPointer | GoTime | GoFunc {
  return [GoScalar, GoList, GoMap, GoStruct, GoPointer, GoTime, GoFunc].some((kind) => value instanceof kind);
}

/** Plain data as Go would see it decoded from JSON: arrays, maps and float64; a bigint is an int. */
export function fromPlain(value: unknown): Value {
  switch (typeof value) {
    case 'string':
      return goString(value);
    case 'number':
    case 'bigint':
    case 'boolean':
      return value;
    case 'object':
      if (value === null) return null;
      if (isValueObject(value)) return value;
      if (Array.isArray(value)) return new GoList(anysType, value.map(fromPlain));
      return new GoMap(
        anyMapType,
        new Map(Object.entries(value).map(([k, v]) => [goString(k), fromPlain(v)])),
      );
    default:
      return undefined;
  }
}
