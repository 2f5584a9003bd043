type Write = (text: string) => void;

export interface Lines {
  readonly take: (text: string) => void;
  /** What is left without an end of line gets one. */
  readonly end: () => void;
}

/** Holds back what has no end yet: another check may write between two pieces of a line. */
export function wholeLines(write: Write): Lines {
  let rest = '';
  return {
    take(text) {
      const all = rest + text;
      const end = all.lastIndexOf('\n') + 1;
      rest = all.slice(end);
      if (end > 0) write(all.slice(0, end));
    },
    end() {
      if (rest !== '') write(`${rest}\n`);
      rest = '';
    },
  };
}
