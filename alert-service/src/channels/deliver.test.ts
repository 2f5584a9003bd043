import { expect, test } from '@jest/globals';
import type { Send } from '#core/turn';
import { systemClock } from '#lib/clock';
import { createLog } from '#lib/log';
import { Secret } from '#lib/secret';
import { createDeliver } from './deliver.ts';

const number = '+4915112345678';
const send: Send = {
  ...{ group: 'page:PG-1', integration: '@mia/phone', receiver: 'mia', attempt: 1 },
  notice: {
    ...{ id: 'n1', why: 'first', at: 0, group: 'page:PG-1', groupLabels: {}, receiver: 'mia' },
    ...{ integration: '@mia/phone', firing: [], resolved: [] },
    page: { id: 'PG-1', incident: 'INC-1', why: 'asked', person: 'Mia', code: '123456' },
  },
  contact: {
    ...{ integration: '@mia/phone', kind: 'sms', address: number, status: 'sending', attempts: 1 },
  },
};

/** As Twilio refuses: it repeats the number. */
const refuse = async (): Promise<Response> =>
  Response.json({ code: 21211, message: `The 'To' number ${number} is not valid.` }, { status: 400 });

function deliverer(isConfigured: boolean) {
  const logged: string[] = [];
  const deliver = createDeliver({
    inForce: () => ({
      senders: new Map(),
      pageSenders: () =>
        isConfigured
          ? {
              integration: {
                type: 'twilio-sms',
                settings: {
                  ...{ accountSid: 'AC1', authToken: Secret.of('token'), from: '+15005550006' },
                  ...{ apiUrl: 'https://api.example.org', http: { followRedirects: false }, to: number },
                },
              },
              trust: 'operator',
            }
          : { problem: 'there is no twilio section in tocsin.yml' },
      renderRouteLabels: () => ({}),
      expand: (text) => text,
    }),
    routeLabels: () => ({}),
    externalUrl: 'https://tocsin.example.org',
    timeZone: 'UTC',
    fetch: refuse,
    people: { fetch: refuse, directory: () => new Map(), unseal: () => '', readSecret: () => '' },
    readFile: async () => '',
    version: 'test',
    clock: systemClock,
    log: createLog({
      level: 'debug',
      format: 'logfmt',
      now: () => 0,
      write: (line) => void logged.push(line),
    }),
    counted: () => undefined,
  });
  return { logged, result: () => deliver(send, new AbortController().signal) };
}

test('where a person is reached stands neither in what is kept of a refusal nor in the log', async () => {
  const { logged, result } = deliverer(true);
  const refused = await result();
  expect(refused).toMatchObject({ outcome: 'refused', error: expect.stringContaining('their address') });
  expect(JSON.stringify(refused) + logged.join('\n')).not.toContain(number);
});

test('what our own files lack is told apart from what refuses', async () => {
  expect(await deliverer(false).result()).toEqual({
    outcome: 'refused',
    error: 'there is no twilio section in tocsin.yml',
    unconfigured: true,
  });
});
