import type { Edge } from '../channel.ts';
import { createFakeClock } from '#lib/fake-clock';
import { createLog } from '#lib/log';
import { createSafeFetch } from '../safe-fetch.ts';
import { night } from './messages.ts';

export interface TestEdge extends Edge {
  /** What was logged, line by line. */
  readonly logged: string[];
}

export function edgeOf(changes: Partial<Edge> = {}): TestEdge {
  const logged: string[] = [];
  return {
    fetch: createSafeFetch({ trust: 'operator' }),
    clock: createFakeClock(night),
    signal: AbortSignal.timeout(10_000),
    readFile: () => Promise.reject(new Error('no files here')),
    version: '0.0.0-test',
    expand: (template) => template.replaceAll('{{ .Receiver }}', 'payments-team'),
    log: createLog({
      level: 'debug',
      format: 'logfmt',
      now: () => night,
      write: (line) => void logged.push(line),
    }),
    logged,
    ...changes,
  };
}
