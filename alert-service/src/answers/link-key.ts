import { randomBytes } from 'node:crypto';
import { type Keeping, openKey } from './kept-key.ts';

const keyBytes = 32;

/** The key that links are signed with. */
export async function openLinkKey(keeping: Keeping): Promise<Buffer> {
  const key = await openKey(keeping, {
    id: 'links',
    make: () => randomBytes(keyBytes).toString('base64url'),
    isGood: (text) => Buffer.from(text, 'base64url').length === keyBytes,
    lost: 'Links in messages that were sent so far are not valid any more: a new key signs them',
  });
  return Buffer.from(key, 'base64url');
}
