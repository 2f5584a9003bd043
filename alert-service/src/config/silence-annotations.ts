import { SilenceRecurrence } from '@tocsin/api';
import {
  failed,
  formatDuration,
  type Labels,
  type Parsed,
  parsed,
  parseDuration,
  quote,
} from '@tocsin/model';
import type { Silence, SilenceEnding } from '#core/mute/silence';
import { readRecurrence, writtenRecurrence } from './recurrence.ts';

/**
 * How Alertmanager's API and its snapshots hold what they do not know: as annotations, which its tools show, can set
 * (`amtool silence add --annotation=tocsin_until=resolved`) and give back when they change a silence.
 */
export const ownAnnotations = {
  until: 'tocsin_until',
  unused: 'tocsin_expires_unused_after',
  /** JSON, as our own API has it. */
  recurs: 'tocsin_recurs',
} as const;

type Beyond = Pick<Silence, 'ending' | 'recurs'>;

export function shownAnnotations({
  annotations,
  ending,
  recurs,
}: Beyond & Pick<Silence, 'annotations'>): Labels {
  if (!ending && !recurs) return annotations;
  const { whenResolved, unusedMs } = ending ?? {};
  return {
    ...annotations,
    ...(whenResolved && { [ownAnnotations.until]: 'resolved' }),
    ...(unusedMs !== undefined && { [ownAnnotations.unused]: formatDuration(unusedMs) }),
    ...(recurs && { [ownAnnotations.recurs]: JSON.stringify(writtenRecurrence(recurs)) }),
  };
}

export interface ReadAnnotations {
  readonly annotations: Labels;
  /** Absent: they say nothing of all this. */
  readonly beyond?: Beyond;
}

export function readAnnotations(written: Labels): Parsed<ReadAnnotations> {
  const { until, unused, recurs } = ownAnnotations;
  const { [until]: untilText, [unused]: unusedText, [recurs]: recursText, ...annotations } = written;
  if (untilText === undefined && unusedText === undefined && recursText === undefined)
    return parsed({ annotations });
  const ending = readEnding(untilText, unusedText);
  if (!ending.ok) return ending;
  const recurring = recursText === undefined ? parsed(undefined) : readRecurs(recursText);
  if (!recurring.ok) return failed(`annotation ${recurs}: ${recurring.error}`);
  if (ending.value?.whenResolved && recurring.value)
    return failed(`annotations ${until} and ${recurs}: a silence that recurs cannot be until resolved`);
  const beyond = {
    ...(ending.value && { ending: ending.value }),
    ...(recurring.value && { recurs: recurring.value }),
  };
  return parsed({ annotations, beyond });
}

function readEnding(
  until: string | undefined,
  unused: string | undefined,
): Parsed<SilenceEnding | undefined> {
  if (until !== undefined && until !== 'resolved')
    return failed(
      `annotation ${ownAnnotations.until}: ${quote(until)} is not known: write resolved, or leave it out`,
    );
  const whenResolved = until !== undefined && { whenResolved: true as const };
  if (unused === undefined) return parsed(whenResolved || undefined);
  const unusedMs = parseDuration(unused);
  if (!unusedMs.ok) return failed(`annotation ${ownAnnotations.unused}: ${unusedMs.error}`);
  if (unusedMs.value < leastUnusedMs)
    return failed(`annotation ${ownAnnotations.unused}: ${quote(unused)} is too short: write 1m or longer`);
  return parsed({ ...whenResolved, unusedMs: unusedMs.value });
}

/** Rulers send what fires each minute: what lives shorter would be over between two of them. */
const leastUnusedMs = 60_000;

function readRecurs(text: string): Parsed<Silence['recurs']> {
  const json = jsonOf(text);
  const found = SilenceRecurrence.safeParse(json);
  if (found.success) return readRecurrence(found.data);
  return failed(
    `it must be JSON such as {"kind":"intervals","intervals":[{"weekdays":["sunday"],"location":"Europe/Berlin"}]}`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
