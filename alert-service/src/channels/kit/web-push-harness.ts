import { createECDH } from 'node:crypto';
import { Secret } from '#lib/secret';
import { createPushIdentity, newPushKey } from '../web-push/identity.ts';
import { type Harness, httpAnswers, httpExpected, overHttp } from './situations.ts';

const path = '/push/PLANTEDsubscription';

export const webPush: Harness = {
  type: 'web-push',
  secrets: [path, 'PLANTEDsubscription'],
  expected: httpExpected,
  start: overHttp(httpAnswers, ({ origin }) => ({
    type: 'web-push',
    settings: {
      subscription: Secret.of(subscriptionAt(`${origin}${path}`)),
      identity: createPushIdentity(newPushKey(), 'https://tocsin.example.com'),
    },
  })),
};

export function subscriptionAt(endpoint: string): string {
  const p256dh = createECDH('prime256v1').generateKeys().toString('base64url');
  return JSON.stringify({ endpoint, keys: { p256dh, auth: Buffer.alloc(16, 7).toString('base64url') } });
}
