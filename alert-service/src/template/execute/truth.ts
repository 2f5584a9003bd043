import { GoFunc, GoList, GoMap, GoPointer, GoScalar, type Value } from '#template/value/value';

/** Go's truth: not the zero of its type. Structs and times are always true. */
export function isTrue(value: Value): boolean {
  if (value === undefined || value === null) return false;
  if (value instanceof GoScalar) return isTrue(value.value);
  if (value instanceof GoList) return value.items.length > 0;
  if (value instanceof GoMap) return value.entries.size > 0;
  if (value instanceof GoPointer) return value.target !== undefined;
  if (value instanceof GoFunc || typeof value === 'object') return true;
  // NaN is not zero, and so it is true.
  return typeof value === 'number' ? value !== 0 : Boolean(value);
}
