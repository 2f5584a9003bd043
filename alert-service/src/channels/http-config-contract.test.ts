import { afterEach, describe, expect, test } from '@jest/globals';
import type { HttpSettings } from '#config/http-settings';
import { Secret } from '#lib/secret';
import { edgeOf } from './kit/edge.ts';
import { harnesses } from './kit/harnesses.ts';
import { messageOf, triggered } from './kit/messages.ts';
import { startProxy } from './kit/proxy-servers.ts';
import { type Integration, sendThrough } from './registry.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** These have no http_config: mail speaks SMTP, the log writes lines, and what people enter has no settings of its own. */
const without = ['email', 'log', 'signed-webhook', 'web-push'];

const withHttp = (integration: Integration, more: Partial<HttpSettings>): Integration => {
  const http = 'http' in integration.settings ? integration.settings.http : { followRedirects: true };
  return { ...integration, settings: { ...integration.settings, http: { ...http, ...more } } } as Integration;
};

describe.each(Object.entries(harnesses).filter(([, { type }]) => !without.includes(type)))(
  '%s',
  (_, harness) => {
    test('goes through the proxy of its http_config, with its headers, and tells neither secret', async () => {
      const proxy = await startProxy('sam:PLANTEDproxy');
      stops.push(() => proxy.close());
      const receiver = await harness.start('accepts');
      stops.push(() => receiver.close());
      const integration = withHttp(receiver.integration, {
        proxy: {
          url: Secret.of(`http://sam:PLANTEDproxy@127.0.0.1:${proxy.port}`),
          noProxy: '',
          connectHeaders: [],
        },
        headers: [{ name: 'X-Scope', value: Secret.of('PLANTEDheader'), isSecret: true }],
      });
      const outcome = await sendThrough(integration, messageOf({ incident: triggered }), edgeOf());
      expect(outcome.kind).toBe('done');
      expect(new Set(proxy.asked.map(({ headers }) => headers['x-scope']))).toEqual(
        new Set(['PLANTEDheader']),
      );
    });

    test('says that the proxy wants another login, without the one it has', async () => {
      const proxy = await startProxy('sam:right');
      stops.push(() => proxy.close());
      const receiver = await harness.start('accepts');
      stops.push(() => receiver.close());
      const integration = withHttp(receiver.integration, {
        proxy: {
          url: Secret.of(`http://sam:PLANTEDproxy@127.0.0.1:${proxy.port}`),
          noProxy: '',
          connectHeaders: [],
        },
      });
      const outcome = await sendThrough(integration, messageOf({ incident: triggered }), edgeOf());
      expect(outcome).toMatchObject({ kind: 'refused', status: 407 });
      expect(JSON.stringify(outcome)).not.toContain('PLANTED');
      expect(receiver.arrived()).toBe(0);
    });
  },
);
