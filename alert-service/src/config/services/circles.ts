/** Each circle once, from the name in it that comes first in the file; found in time linear in names and arrows. */
export function circlesIn(arrows: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const done = new Set<string>();
  return [...arrows.keys()].flatMap((start) => (done.has(start) ? [] : circlesFrom(start, { arrows, done })));
}

interface Walk {
  readonly arrows: ReadonlyMap<string, readonly string[]>;
  /** Everything below these has been walked. */
  readonly done: Set<string>;
}

/** Without recursion: a chain of thousands would be too deep for it. One circle for each arrow back. */
function circlesFrom(start: string, { arrows, done }: Walk): readonly (readonly string[])[] {
  const circles: string[][] = [];
  const trail: { readonly name: string; readonly left: string[] }[] = [];
  const on = new Map<string, number>();
  const enter = (name: string): void => {
    on.set(name, trail.length);
    trail.push({ name, left: [...(arrows.get(name) ?? [])].reverse() });
  };
  enter(start);
  for (let last = trail.at(-1); last; last = trail.at(-1)) {
    const next = last.left.pop();
    if (next === undefined) {
      trail.pop();
      on.delete(last.name);
      done.add(last.name);
      continue;
    }
    const place = on.get(next);
    if (place !== undefined) circles.push(trail.slice(place).map(({ name }) => name));
    else if (!done.has(next) && arrows.has(next)) enter(next);
  }
  return circles;
}
