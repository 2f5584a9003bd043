/** Reading JSON of which nothing is known: wrong types are as good as absent. */
export const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;

export function textOf(value: unknown, name: string): string | undefined {
  const field = fieldOf(value, name);
  return typeof field === 'string' ? field : undefined;
}

export function listOf(value: unknown, name: string): readonly unknown[] {
  const field: unknown = fieldOf(value, name);
  return Array.isArray(field) ? field : [];
}

export const isTrue = (value: unknown, name: string): boolean => {
  const field = fieldOf(value, name);
  return field === true || field === 'true' || field === '1';
};

/** The value that the text says, or undefined: JSON itself cannot say undefined. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
