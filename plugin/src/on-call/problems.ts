import { ApiError, type FieldProblem } from '@tocsin/api';
import { NoAnswer } from '../api/carry';

/** Why something was not kept: of the whole, and field by field. */
export interface Refusal {
  readonly words: string;
  readonly errors: readonly FieldProblem[];
}

export function refusalOf(error: unknown): Refusal {
  if (error instanceof ApiError) {
    return { words: error.message, errors: error.problem?.errors ?? [] };
  }
  const words = error instanceof Error ? error.message : String(error);
  return { words: error instanceof NoAnswer ? `${words}: whether it was kept is not known.` : words, errors: [] };
}

/** "steps.0.wait": where in the object, as forms name their fields. */
const keyOf = ({ path }: FieldProblem): string =>
  path
    .slice(path[0] === 'value' ? 1 : 0)
    .map(String)
    .join('.');

/** What is to be said at a field, all of what lies below it included. */
export function saidAt(refusal: Refusal | undefined, field: string): string | undefined {
  const found = refusal?.errors.filter((each) => {
    const key = keyOf(each);
    return key === field || key.startsWith(`${field}.`);
  });
  return found && found.length > 0 ? found.map(({ message }) => message).join('; ') : undefined;
}

/** What no field of the form says. */
export function saidOfTheRest(refusal: Refusal | undefined, fields: readonly string[]): string | undefined {
  if (!refusal) {
    return undefined;
  }
  const placed = refusal.errors.filter((each) =>
    fields.some((field) => keyOf(each) === field || keyOf(each).startsWith(`${field}.`))
  );
  if (placed.length === 0) {
    return refusal.words;
  }
  const rest = refusal.errors.filter((each) => !placed.includes(each));
  return rest.length > 0 ? rest.map(({ message }) => message).join('; ') : undefined;
}
