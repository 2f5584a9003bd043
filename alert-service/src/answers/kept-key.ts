import type { Engine } from '#engine/engine';
import type { Log } from '#lib/log';
import type { Sealing } from '#lib/sealed';

export interface Keeping {
  readonly engine: Pick<Engine, 'state' | 'submit'>;
  readonly sealing: Sealing;
  readonly log: Log;
}

interface Wanted {
  readonly id: string;
  readonly make: () => string;
  readonly isGood: (key: string) => boolean;
  /** What a key that cannot be read any more means, in words. */
  readonly lost: string;
}

/** A key that is made at the first start and kept sealed, so that what it signed outlives a restart. */
export async function openKey({ engine, sealing, log }: Keeping, wanted: Wanted): Promise<string> {
  const { id, make, isGood, lost } = wanted;
  const place = `key/${id}`;
  const kept = engine.state().keys.get(id);
  if (kept) {
    try {
      const key = sealing.unseal(kept.sealed, place);
      if (isGood(key)) return key;
    } catch (error) {
      log.warn(lost, { err: error instanceof Error ? error.message : String(error) });
    }
  }
  const key = make();
  await engine.submit({ kind: 'key', id, sealed: sealing.seal(key, place) });
  return key;
}
