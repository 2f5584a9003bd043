import { FunctionError } from '#template/error';
import { fn2, reflected, variadic1, type TemplateFunction } from '#template/execute/function';
import { formatValue } from '#template/format/print';
import { GoTime } from '#template/time/time';
import { compareStrings } from '#template/value/bytes';
import {
  bare,
  GoFunc,
  GoList,
  GoMap,
  GoPointer,
  GoStruct,
  typeName,
  typeOf,
  type Value,
} from '#template/value/value';

type Basic = boolean | bigint | number | string;

/** The value of a basic type and its kind, where signed and unsigned integers are one. */
function basic(value: Value): Basic | undefined {
  const plain = bare(value);
  return plain === null || typeof plain === 'object' ? undefined : plain;
}

const isNil = (value: Value): boolean =>
  value === undefined ||
  value === null ||
  ((value instanceof GoList || value instanceof GoMap) && value.isNil) ||
  (value instanceof GoPointer && value.target === undefined);

const incompatible = (left: Value, right: Value): never => {
  throw new FunctionError(`incompatible types for comparison: ${typeName(left)} and ${typeName(right)}`);
};

function sameStruct(left: Value, right: Value): boolean {
  if (left instanceof GoTime && right instanceof GoTime) {
    return left.unixNs === right.unixNs && left.zone === right.zone;
  }
  if (!(left instanceof GoStruct) || !(right instanceof GoStruct) || left.type !== right.type)
    return left === right;
  return left.values.every((value, at) => equal(value, right.values[at]));
}

function equalOthers(left: Value, right: Value): boolean {
  const [kind, other] = [typeOf(left)?.kind, typeOf(right)?.kind];
  if (kind !== other && kind !== undefined && other !== undefined) {
    const types = `${formatValue(left, 's')}: ${typeName(left)}, ${typeName(right)}: ${formatValue(right, 'v')}`;
    throw new FunctionError(`non-comparable types ${types}`);
  }
  if (isNil(left) || isNil(right)) return isNil(left) === isNil(right);
  if (right instanceof GoList || right instanceof GoMap || right instanceof GoFunc) {
    throw new FunctionError(`non-comparable type ${formatValue(right, 's')}: ${typeName(right)}`);
  }
  return sameStruct(left, right);
}

function equal(left: Value, right: Value): boolean {
  const [first, second] = [basic(left), basic(right)];
  if (first === undefined && second === undefined) return equalOthers(left, right);
  if (typeof first === typeof second) return first === second;
  return left === undefined || right === undefined ? false : incompatible(left, right);
}

function less(left: Value, right: Value): boolean {
  const [first, second] = [basic(left), basic(right)];
  if (first === undefined || second === undefined) throw new FunctionError('invalid type for comparison');
  if (typeof first !== typeof second) return incompatible(left, right);
  if (typeof first === 'boolean') throw new FunctionError('invalid type for comparison');
  if (typeof first === 'string' && typeof second === 'string') return compareStrings(first, second) < 0;
  return first < second;
}

const lessOrEqual = (left: Value, right: Value): boolean => less(left, right) || equal(left, right);

/** The comparisons that every template has. */
export const comparisons: Readonly<Record<string, TemplateFunction>> = {
  eq: variadic1([reflected, reflected], (first, rest) => {
    if (rest.length === 0) throw new FunctionError('missing argument for comparison');
    return rest.some((other) => equal(first, other));
  }),
  ne: fn2([reflected, reflected], (left, right) => !equal(left, right)),
  lt: fn2([reflected, reflected], less),
  le: fn2([reflected, reflected], lessOrEqual),
  gt: fn2([reflected, reflected], (left, right) => !lessOrEqual(left, right)),
  ge: fn2([reflected, reflected], (left, right) => !less(left, right)),
};
