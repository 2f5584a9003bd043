import { createContext, useContext } from 'react';
import type { FieldProblem } from '@tocsin/api';

/** "rules.0.expr": where in the group. */
export const keyOf = (path: FieldProblem['path']): string =>
  path
    .slice(path[0] === 'group' ? 1 : 0)
    .map(String)
    .join('.');

export interface Said {
  readonly errors: readonly FieldProblem[];
  readonly warnings: readonly FieldProblem[];
}

export interface Faults {
  /** What is to be said at a field with this text; nothing of what nobody has got to yet. */
  at(path: string, text: string): Said;
  /** How many errors there are at a place and below it, of what was got to. */
  within(path: string): number;
}

const none: Said = { errors: [], warnings: [] };

interface Seen {
  /** Fields that were left, by path. */
  readonly left: ReadonlySet<string>;
  /** Somebody tried to save: nothing is held back any more. */
  readonly all: boolean;
}

export function faultsOf({ errors, warnings }: Said, { left, all }: Seen): Faults {
  const isSeen = (path: string) => all || left.has(path);
  return {
    at(path, text) {
      if (text === '' && !isSeen(path)) {
        return none;
      }
      const here = (problem: FieldProblem) => keyOf(problem.path) === path;
      return { errors: errors.filter(here), warnings: warnings.filter(here) };
    },
    within: (path) =>
      errors.filter((problem) => {
        const key = keyOf(problem.path);
        return (key === path || key.startsWith(`${path}.`)) && (all || isSeen(key));
      }).length,
  };
}

const FaultsContext = createContext<Faults>({ at: () => none, within: () => 0 });
export const FaultsProvider = FaultsContext.Provider;
export const useFaults = (): Faults => useContext(FaultsContext);
