interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: (now: number) => void;
}

/** What is to happen when: the earliest first, and in the order of entering where two are due at once. */
export interface Agenda {
  at(time: number, run: (now: number) => void): void;
  runUntil(time: number): void;
}

export function createAgenda(): Agenda {
  const entries: Entry[] = [];
  let order = 0;
  let now = -Infinity;
  return {
    at(time, run) {
      entries.push({ at: Math.max(time, now), order: order++, run });
    },
    runUntil(time) {
      for (;;) {
        entries.sort((a, b) => a.at - b.at || a.order - b.order);
        const [next] = entries;
        if (!next || next.at > time) return;
        entries.shift();
        now = next.at;
        next.run(now);
      }
    },
  };
}
