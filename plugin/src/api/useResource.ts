import { useCallback, useEffect, useRef, useState } from 'react';
import type { CommitEvent } from '@tocsin/api';
import { useLive } from './LiveProvider';

/** What a page knows of one resource. The last good data stay when a later load fails. */
export interface Resource<T> {
  readonly data?: T;
  readonly dataAt?: number;
  readonly error?: Error;
  readonly failedAt?: number;
  reload(): void;
}

interface Options {
  /** Names what is loaded; another key is another resource and starts empty. */
  readonly key: string;
  /** Load each so many ms, beside what the stream asks for. */
  readonly everyMs?: number;
  /** Whether a commit touches this resource; without it every commit does. */
  readonly touchedBy?: (commit: CommitEvent) => boolean;
}

interface Snapshot<T> {
  readonly key: string;
  readonly data?: T;
  readonly dataAt?: number;
  readonly error?: Error;
  readonly failedAt?: number;
}

/** A storm of commits becomes at most four loads a second. */
const PAUSE_MS = 250;

export function useResource<T>(load: () => Promise<T>, { key, everyMs, touchedBy }: Options): Resource<T> {
  const live = useLive();
  const [snapshot, setSnapshot] = useState<Snapshot<T>>({ key });
  const latest = useRef({ load, touchedBy });
  const reloadRef = useRef<() => void>(() => undefined);

  useEffect(() => {
    latest.current = { load, touchedBy };
  });

  useEffect(() => {
    const loader = createLoader(
      () => latest.current.load(),
      (change) => setSnapshot((before) => ({ ...(before.key === key ? before : {}), key, ...change }))
    );
    reloadRef.current = loader.ask;
    loader.ask();
    const stopListening = live.onChange((commit) => {
      if (!commit || !latest.current.touchedBy || latest.current.touchedBy(commit)) {
        loader.ask();
      }
    });
    const interval = everyMs ? setInterval(loader.ask, everyMs) : undefined;
    return () => {
      stopListening();
      clearInterval(interval);
      loader.stop();
    };
  }, [live, key, everyMs]);

  const reload = useCallback(() => reloadRef.current(), []);
  const current: Snapshot<T> = snapshot.key === key ? snapshot : { key };
  const { data, dataAt, error, failedAt } = current;
  return { data, dataAt, error, failedAt, reload };
}

/** One request at a time; asks that come meanwhile become one more. */
function createLoader<T>(load: () => Promise<T>, report: (change: Omit<Snapshot<T>, 'key'>) => void) {
  let busy = false;
  let again = false;
  let stopped = false;
  const run = async () => {
    busy = true;
    try {
      const data = await load();
      if (!stopped) {
        report({ data, dataAt: Date.now(), error: undefined, failedAt: undefined });
      }
    } catch (error) {
      if (!stopped) {
        report({ error: error instanceof Error ? error : new Error(String(error)), failedAt: Date.now() });
      }
    }
    setTimeout(() => {
      busy = false;
      if (again && !stopped) {
        again = false;
        void run();
      }
    }, PAUSE_MS);
  };
  return {
    ask() {
      if (busy) {
        again = true;
      } else {
        void run();
      }
    },
    stop() {
      stopped = true;
    },
  };
}
