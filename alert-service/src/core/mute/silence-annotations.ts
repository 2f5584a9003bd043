import {
  failed,
  formatDuration,
  type Labels,
  type Parsed,
  parsed,
  parseDuration,
  quote,
} from '@tocsin/model';
import type { Silence, SilenceEnding } from './silence.ts';

/**
 * How Alertmanager's API and its snapshots hold what they do not know: as annotations, which its tools show, can set
 * (`amtool silence add --annotation=tocsin_until=resolved`) and give back when they change a silence.
 */
export const untilAnnotation = 'tocsin_until';
export const unusedAnnotation = 'tocsin_expires_unused_after';

export function shownAnnotations({ annotations, ending }: Pick<Silence, 'annotations' | 'ending'>): Labels {
  if (!ending) return annotations;
  const { whenResolved, unusedMs } = ending;
  return {
    ...annotations,
    ...(whenResolved && { [untilAnnotation]: 'resolved' }),
    ...(unusedMs !== undefined && { [unusedAnnotation]: formatDuration(unusedMs) }),
  };
}

export interface ReadAnnotations {
  readonly annotations: Labels;
  /** Absent: they say nothing of it. */
  readonly ending?: SilenceEnding;
}

export function readAnnotations(written: Labels): Parsed<ReadAnnotations> {
  const { [untilAnnotation]: until, [unusedAnnotation]: unused, ...annotations } = written;
  if (until === undefined && unused === undefined) return parsed({ annotations });
  if (until !== undefined && until !== 'resolved')
    return failed(
      `annotation ${untilAnnotation}: ${quote(until)} is not known: write resolved, or leave it out`,
    );
  const whenResolved = until !== undefined && { whenResolved: true as const };
  if (unused === undefined) return parsed({ annotations, ending: { ...whenResolved } });
  const unusedMs = parseDuration(unused);
  if (!unusedMs.ok) return failed(`annotation ${unusedAnnotation}: ${unusedMs.error}`);
  if (unusedMs.value < leastUnusedMs)
    return failed(`annotation ${unusedAnnotation}: ${quote(unused)} is too short: write 1m or longer`);
  return parsed({ annotations, ending: { ...whenResolved, unusedMs: unusedMs.value } });
}

/** Rulers send what fires each minute: what lives shorter would be over between two of them. */
const leastUnusedMs = 60_000;
