import { useSearchParams } from 'react-router-dom';

/** One of a few that stands in the address; the first is what an address without it means. */
export function useChoice<T extends string>(name: string, options: ReadonlyArray<{ readonly value: T }>, usual: T) {
  const [search, setSearch] = useSearchParams();
  const chosen = options.find(({ value }) => value === search.get(name))?.value ?? usual;
  const set = (value: T) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === usual) {
          next.delete(name);
        } else {
          next.set(name, value);
        }
        return next;
      },
      { replace: true }
    );
  return [chosen, set] as const;
}
