import { PlainScalar } from './yaml-file.ts';

/** A value of the user's own shape as YAML means it: numbers and flags are such, however deep they stand. */
export const plainValue = (value: unknown): unknown => {
  if (value instanceof PlainScalar) return value.value;
  if (Array.isArray(value)) return value.map(plainValue);
  return typeof value === 'object' && value !== null ? plainData({ ...value }) : value;
};

export const plainData = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plainValue(value)]));
