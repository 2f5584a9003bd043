/** Thrown on an answer of another form; never leaves this folder. */
export class BadAnswer extends Error {}

/** `+Inf`, `-Inf` and `NaN` are texts in JSON. */
export function numberFrom(text: string): number {
  if (text === '+Inf' || text === 'Inf') return Infinity;
  if (text === '-Inf') return -Infinity;
  const value = Number(text);
  if (text === '' || (Number.isNaN(value) && text !== 'NaN'))
    throw new BadAnswer(`"${text.slice(0, 40)}" is no number`);
  return value;
}

export function record(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw new BadAnswer(`"${name}" is missing`);
  return value;
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new BadAnswer('a list is missing');
  return value;
}
