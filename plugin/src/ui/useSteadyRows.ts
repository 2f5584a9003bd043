import { useMemo, useState } from 'react';

interface Steady<T> {
  readonly rows: readonly T[];
  /** New rows that wait. */
  readonly waiting: readonly T[];
  takeIn(): void;
}

interface Kept {
  readonly order: readonly string[];
}

/**
 * What stands under the pointer does not move. While held, rows keep their order and only their values change,
 * new ones wait to be taken in, and those that went keep their place with their last value.
 */
export function useSteadyRows<T>(rows: readonly T[], keyOf: (row: T) => string, held: boolean): Steady<T> {
  const [kept, setKept] = useState<Kept>({ order: [] });
  const [known, setKnown] = useState<ReadonlyMap<string, T>>(new Map());

  const current = useMemo(() => new Map(rows.map((row) => [keyOf(row), row])), [rows, keyOf]);
  const order = useMemo(() => [...current.keys()], [current]);

  if (!held && !sameOrder(kept.order, order)) {
    setKept({ order });
  }
  if (!held && known !== current) {
    setKnown(current);
  }

  return useMemo(() => {
    if (!held) {
      return { rows, waiting: [], takeIn: () => undefined };
    }
    const shown = kept.order.flatMap((key) => current.get(key) ?? known.get(key) ?? []);
    const standing = new Set(kept.order);
    return {
      rows: shown,
      waiting: rows.filter((row) => !standing.has(keyOf(row))),
      takeIn: () => {
        setKept({ order });
        setKnown(current);
      },
    };
  }, [held, rows, kept, known, current, order, keyOf]);
}

const sameOrder = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((key, at) => key === other[at]);
