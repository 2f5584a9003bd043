import { randomBytes } from 'node:crypto';
import type { Engine } from '#engine/engine';
import type { Log } from '#lib/log';
import type { Sealing } from '#lib/sealed';

const id = 'links';
const place = 'key/links';
const keyBytes = 32;

interface Keeping {
  readonly engine: Pick<Engine, 'state' | 'submit'>;
  readonly sealing: Sealing;
  readonly log: Log;
}

/** The key that links are signed with: made at the first start, kept sealed, so that links outlive a restart. */
export async function openLinkKey({ engine, sealing, log }: Keeping): Promise<Buffer> {
  const kept = engine.state().keys.get(id);
  if (kept) {
    try {
      const key = Buffer.from(sealing.unseal(kept.sealed, place), 'base64url');
      if (key.length === keyBytes) return key;
    } catch (error) {
      log.warn('Links in messages that were sent so far are not valid any more: a new key signs them', {
        err: error instanceof Error ? error.message : String(error),
      });
    }
  }
  const key = randomBytes(keyBytes);
  await engine.submit({ kind: 'key', id, sealed: sealing.seal(key.toString('base64url'), place) });
  return key;
}
