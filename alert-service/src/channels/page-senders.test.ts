import { describe, expect, test } from '@jest/globals';
import { type ContactKind, contactKinds, type Directory, type ObjectVersion } from '#core/on-call/directory';
import type { Contact } from '#core/page/page';
import { Secret } from '#lib/secret';
import { emailSettings } from './kit/harnesses.ts';
import { createPageSenders, whyNoSender } from './page-senders.ts';
import { createPushIdentity, newPushKey } from './web-push/identity.ts';

const http = { followRedirects: true };
const { to: _, ...mail } = emailSettings(25);
const tocsin = {
  slackApp: { token: Secret.of('xoxb-1'), receivers: [] },
  twilio: {
    accountSid: 'AC',
    authToken: Secret.of('t'),
    from: '+15005550006',
    apiUrl: 'https://api.twilio.com',
    http,
  },
  webhooks: { secret: Secret.of('signing') },
};
const everything = { alertmanager: { mail }, tocsin };
const nothing = { alertmanager: {}, tocsin: {} };

const version = (
  source: 'file' | 'app',
  more: Pick<ObjectVersion, 'kind' | 'id' | 'value'>,
): ObjectVersion => ({
  version: 1,
  at: 0,
  source,
  by: 'x',
  ...more,
});
const restart = (source: 'file' | 'app', secret: object): [string, ObjectVersion[]] => [
  'automation restart',
  [
    version(source, {
      kind: 'automation',
      id: 'restart',
      value: { id: 'restart', name: 'Restart', url: 'https://run.example.com/', timeoutMs: 9_000, ...secret },
    }),
  ],
];
const hook = (source: 'file' | 'app'): [string, ObjectVersion[]] => [
  'person mia',
  [
    version(source, {
      kind: 'person',
      id: 'mia',
      value: {
        id: 'mia',
        name: 'Mia',
        rules: {},
        contacts: [{ id: 'hook', kind: 'webhook', address: 'https://mia.example.com/' }],
      },
    }),
  ],
];
const context = (directory: Directory = new Map()) => ({
  directory,
  unseal: (sealed: string, place: string) => `${place} ${sealed}`,
  readSecret: (file: string) => `from ${file}\n`,
});
const contact = (kind: ContactKind, address: string): Contact => ({
  integration: '@mia/hook',
  kind,
  address,
  status: 'sending',
  attempts: 1,
});
const automation: Contact = { integration: '@automation/restart', status: 'sending', attempts: 1 };

describe('a person', () => {
  const senders = createPageSenders(everything);
  test('is told by what the files configure, at the address of the contact', () => {
    expect(senders(contact('slack', 'U-MIA'), context())).toMatchObject({
      integration: { type: 'slack-app', settings: { channel: 'U-MIA' } },
      trust: 'operator',
    });
    expect(senders(contact('email', 'mia@example.com'), context())).toMatchObject({
      integration: { type: 'email', settings: { to: 'mia@example.com', from: mail.from } },
    });
    expect(senders(contact('sms', '+491'), context())).toMatchObject({
      integration: { type: 'twilio-sms', settings: { to: '+491' } },
    });
  });

  test('of a kind that nothing is configured for is refused with what to add', () => {
    for (const kind of contactKinds) {
      const sender = createPageSenders(nothing)(contact(kind, 'x'), context());
      expect([kind, 'problem' in sender && sender.problem]).toEqual([
        kind,
        expect.stringMatching(/in tocsin\.yml|in alertmanager\.yml|no key for pushes/),
      ]);
      expect(whyNoSender(kind, nothing)).toBe('problem' in sender ? sender.problem : undefined);
    }
    expect(whyNoSender('slack', everything)).toBeUndefined();
  });

  test('whose address is a template is refused: it could read what templates can', () => {
    expect(senders(contact('email', '{{ .ExternalURL }}@x.org'), context())).toEqual({
      problem: expect.stringContaining('template'),
    });
  });

  test('who entered a webhook in the app is sent to through the guard; what stands in a file is the operator’s word', () => {
    const mine = contact('webhook', 'https://mia.example.com/');
    expect(senders(mine, context(new Map([hook('file')])))).toMatchObject({ trust: 'operator' });
    expect(senders(mine, context(new Map([hook('app')])))).toMatchObject({ trust: 'api' });
    expect(senders({ ...mine, address: 'http://10.0.0.1/' }, context(new Map([hook('file')])))).toMatchObject(
      {
        trust: 'api',
      },
    );
  });
});

test('a phone that somebody added is pushed to through the guard', () => {
  const pushIdentity = createPushIdentity(newPushKey(), 'https://tocsin.example.com');
  const phone = contact('push', '{}');
  expect(createPageSenders(nothing)(phone, { ...context(), pushIdentity })).toMatchObject({
    integration: { type: 'web-push', settings: { identity: pushIdentity } },
    trust: 'api',
  });
});

describe('an automation', () => {
  const secretOf = (
    directory: [string, ObjectVersion[]],
    configured: typeof everything | typeof nothing = nothing,
  ) => {
    const sender = createPageSenders(configured)(automation, context(new Map([directory])));
    if ('problem' in sender || sender.integration.type !== 'signed-webhook') return sender;
    return [sender.integration.settings.secret.reveal(), sender.trust];
  };
  test('is signed with its own secret, sealed or of a file, else with the one of all', () => {
    expect(secretOf(restart('app', { sealedSecret: 's1' }))).toEqual(['automation/restart s1', 'api']);
    expect(secretOf(restart('file', { secretFile: '/run/s' }))).toEqual(['from /run/s', 'operator']);
    expect(secretOf(restart('file', {}), everything)).toEqual(['signing', 'operator']);
  });

  test('without any secret, gone, or with one that cannot be unsealed is refused with what to do', () => {
    expect(secretOf(restart('file', {}))).toEqual({ problem: expect.stringContaining('secret_file') });
    expect(createPageSenders(nothing)(automation, context())).toEqual({
      problem: 'there is no automation restart any more',
    });
    const sealed = {
      ...context(new Map([restart('app', { sealedSecret: 's1' })])),
      unseal: () => {
        throw new Error('the secret of automation/restart was sealed with another key');
      },
    };
    expect(createPageSenders(nothing)(automation, sealed)).toEqual({
      problem: 'the secret of automation/restart was sealed with another key',
    });
  });
});
