/** Runs `job` again `ms` after it ended, until stopped: a slow round never overlaps the next. */
export function every(ms: number, job: () => Promise<void> | void): { stop(): void } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const round = async (): Promise<void> => {
    await job();
    if (!stopped) timer = setTimeout(() => void round(), ms);
  };
  timer = setTimeout(() => void round(), ms);
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
