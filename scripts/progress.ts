/** Says what is being done, for how long, and that it is done. A line each: a terminal's log can be kept and read. */
export interface Progress {
  say(line: string): void;
  during<T>(what: string, job: () => Promise<T>): Promise<T>;
}

const remindAfterMs = 10_000;

export function createProgress(write: (line: string) => void): Progress {
  return {
    say: write,
    async during(what, job) {
      const startedAt = Date.now();
      const seconds = (): string => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
      write(`  … ${what}`);
      const reminder = setInterval(() => write(`  … still ${what}, ${seconds()}`), remindAfterMs);
      try {
        const result = await job();
        write(`  ✓ ${what} (${seconds()})`);
        return result;
      } finally {
        clearInterval(reminder);
      }
    },
  };
}

export const consoleProgress = createProgress((line) => process.stdout.write(`${line}\n`));
