import type { Change } from '@tocsin/api';
import { spokenDuration } from '@tocsin/model';
import type { ToldChange } from '#core/changes/change';

/** A change as the API says it, with its times in epoch ms. */
export type SomeChange = Omit<Change, 'at' | 'endedAt' | 'distance' | 'distanceMs'> & {
  readonly at: number;
  readonly endedAt?: number;
};

export function ofTold({ what, key: _, aheadMs, description, ...told }: ToldChange): SomeChange {
  const clock =
    aheadMs === undefined
      ? []
      : [`Its sender's clock is ${spokenDuration(aheadMs)} ahead: it is shown at the time it was told.`];
  const said = [description, ...clock].filter((each) => each !== undefined).join(' ');
  const isOwn = told.source === 'tocsin' && what === 'configuration';
  return {
    ...told,
    services: [...told.services],
    kind: isOwn ? 'route' : what,
    ...(said && { description: said }),
  };
}

export interface Around {
  readonly start?: number;
  /** "payments began to fail" */
  readonly startWords?: string;
}

export function wireChange(change: SomeChange, { start, startWords = 'it began' }: Around = {}): Change {
  const { at, endedAt, ...rest } = change;
  const distanceMs = start === undefined ? undefined : at - start;
  return {
    ...rest,
    at: new Date(at).toISOString(),
    ...(endedAt !== undefined && { endedAt: new Date(endedAt).toISOString() }),
    ...(distanceMs !== undefined && { distanceMs, distance: distanceWords(distanceMs, startWords) }),
  };
}

/** `2 min before payments began to fail`: when, and never why. */
export function distanceWords(distanceMs: number, startWords: string): string {
  if (Math.abs(distanceMs) < 1_000) return `in the same second as ${startWords}`;
  const length = spokenDuration(Math.abs(distanceMs));
  return distanceMs < 0 ? `${length} before ${startWords}` : `${length} after ${startWords}`;
}

/** What came before the start comes first, nearest first; then what came after it. Without a start, the newest first. */
export function inOrder(changes: readonly SomeChange[], start: number | undefined): SomeChange[] {
  const byId = (a: SomeChange, b: SomeChange): number => (a.id < b.id ? -1 : 1);
  if (start === undefined) return changes.toSorted((a, b) => b.at - a.at || byId(a, b));
  const before = changes.filter(({ at }) => at <= start).toSorted((a, b) => b.at - a.at || byId(a, b));
  const after = changes.filter(({ at }) => at > start).toSorted((a, b) => a.at - b.at || byId(a, b));
  return [...before, ...after];
}
