import { createPushIdentity, newPushKey, type PushIdentity } from '#channels/web-push/identity';
import { type Keeping, openKey } from '../kept-key.ts';

/** Who we are to push services: phones know us by this key, so it must outlive restarts. */
export async function openPushIdentity(keeping: Keeping, externalUrl: string): Promise<PushIdentity> {
  const key = await openKey(keeping, {
    id: 'push',
    make: newPushKey,
    isGood: (text) => /^[\w-]{43}$/.test(text),
    lost: 'Phones that were added so far get no pushes any more, since a new key signs them: add them anew',
  });
  return createPushIdentity(key, contactOf(externalUrl));
}

/** Whom the operator of a push service may ask: a service of https, else somebody there. */
const contactOf = (externalUrl: string): string =>
  externalUrl.startsWith('https:') ? new URL(externalUrl).origin : 'mailto:tocsin@localhost.localdomain';
