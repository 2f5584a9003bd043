/** Keys by due time. A key moved or removed leaves a stale entry behind that is skipped when it comes up. */
export interface DueQueue {
  set(key: string, at: number): void;
  delete(key: string): void;
  /** The earliest due time; Infinity when nothing waits. */
  next(): number;
  /** Takes at most `limit` keys due at `now`, earliest first; equal times by key, so that history does not matter. */
  take(now: number, limit: number): string[];
  /** Sees what `take` would take, and leaves it. */
  peek(now: number, limit: number): string[];
  readonly size: number;
}

interface Entry {
  readonly key: string;
  readonly at: number;
}

const before = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.key < b.key);

export function createDueQueue(): DueQueue {
  const live = new Map<string, Entry>();
  let heap: Entry[] = [];

  const dropStale = (): void => {
    for (let top = heap[0]; top && live.get(top.key) !== top; top = heap[0]) pop(heap);
  };
  const compact = (): void => {
    if (heap.length < 64 || heap.length < live.size * 4) return;
    heap = [];
    for (const entry of live.values()) push(heap, entry);
  };

  const take = (now: number, limit: number): Entry[] => {
    const taken: Entry[] = [];
    for (dropStale(); taken.length < limit && heap[0] && heap[0].at <= now; dropStale()) {
      const top = pop(heap);
      if (!top) break;
      taken.push(top);
      live.delete(top.key);
    }
    return taken;
  };

  return {
    get size() {
      return live.size;
    },
    set(key, at) {
      if (live.get(key)?.at === at) return;
      const entry = { key, at };
      live.set(key, entry);
      push(heap, entry);
      compact();
    },
    delete: (key) => void live.delete(key),
    next() {
      dropStale();
      return heap[0]?.at ?? Infinity;
    },
    take: (now, limit) => take(now, limit).map((entry) => entry.key),
    peek(now, limit) {
      const seen = take(now, limit);
      for (const entry of seen) {
        live.set(entry.key, entry);
        push(heap, entry);
      }
      return seen.map((entry) => entry.key);
    },
  };
}

function push(heap: Entry[], entry: Entry): void {
  let at = heap.push(entry) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent];
    if (!above || before(above, entry)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): Entry | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (!last || heap.length === 0) return top;
  let at = 0;
  for (;;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    const child = right && left && before(right, left) ? 2 * at + 2 : 2 * at + 1;
    const below = heap[child];
    if (!below || !before(below, last)) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = last;
  return top;
}
