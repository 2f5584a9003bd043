import { Histogram } from 'prom-client';
import { counter, defaultBuckets, type Registers } from './kit.ts';

export interface SilenceMeter {
  /** Somebody asked for silences; each was looked at. */
  readonly silencesQueried: (durationMs: number, scanned: number) => void;
}

export function silenceMeter(registers: Registers): SilenceMeter {
  const queries = counter(
    registers,
    'alertmanager_silences_queries_total',
    'How many silence queries were received.',
  );
  counter(
    registers,
    'alertmanager_silences_query_errors_total',
    'How many silence received queries did not succeed.',
  );
  const scans = counter(
    registers,
    'alertmanager_silences_query_silences_scanned_total',
    'How many silences were scanned during query evaluation.',
  );
  const duration = new Histogram({
    name: 'alertmanager_silences_query_duration_seconds',
    help: 'Duration of silence query evaluation.',
    buckets: defaultBuckets,
    registers,
  });
  return {
    silencesQueried(durationMs, scanned) {
      queries.inc();
      scans.inc(scanned);
      duration.observe(durationMs / 1_000);
    },
  };
}
