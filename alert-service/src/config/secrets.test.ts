import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidConfiguration } from './config-error.ts';
import { good, read, slack, webhook } from './kit/alertmanager-examples.ts';

// Where a secret may stand; some make the configuration wrong beside it.
const places: ((secret: string) => string)[] = [
  (secret) =>
    good
      .replace('hunter2hunter2', secret)
      .replace('xoxb-secret-token', secret)
      .replace('basic-secret', secret),
  (secret) => good.replace('https://hooks.slack.com/services/T/B/SECRETPATH', `https://h/${secret}`),
  (secret) => good.replace('https://hooks.slack.com/services/T/B/SECRETPATH', secret),
  (secret) => good.replace('http://127.0.0.1:5001/secret-path', `ftp://${secret}`),
  (secret) => slack(`{api_url: http://x/, app_token: ${secret}}`),
  (secret) => slack(`{app_token: [${secret}]}`),
  (secret) => slack(`app_token: "${secret}`),
  (secret) => slack(`app_token: "${secret}" "${secret}"`),
  (secret) => slack(`app_token: ${secret}\n  nonsense ${secret}\n ]`),
  (secret) => slack(`app_token: *${secret}`),
  (secret) => slack(`app_token: !${secret} x`),
  (secret) => slack(`app_token:${secret}`),
  (secret) =>
    webhook(`{url: http://x/, http_config: {bearer_token: ${secret}, basic_auth: {password: ${secret}}}}`),
  (secret) => `global: {smtp_auth_password: ${secret}, smtp_auth_password_file: x}\n`,
  (secret) => `global: {opsgenie_api_key: ${secret}}\n`,
  (secret) => `global:\n  smtp_auth_password: ${secret}\n  smtp_auth_password: ${secret}\n`,
];

test('no secret is in an error, in the shown configuration, in JSON or in what inspect shows', () => {
  const secretText = fc.string({
    unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'),
    minLength: 12,
    maxLength: 30,
  });
  fc.assert(
    fc.property(secretText, fc.constantFrom(...places), (secret, place) => {
      const said: string[] = [];
      try {
        const config = read(place(secret));
        const receivers = [...config.receivers.values()];
        said.push(
          config.original,
          JSON.stringify([config, receivers]),
          inspect(config, { depth: 20, showHidden: true }),
        );
        said.push(
          receivers
            .map((receiver) =>
              receiver.integrations.map(({ settings }) => `${Object.values(settings).join()}`),
            )
            .join(),
        );
      } catch (error) {
        if (!(error instanceof InvalidConfiguration)) throw error;
        said.push(
          error.message,
          JSON.stringify(error),
          inspect(error, { depth: 20, showHidden: true }),
          error.stack ?? '',
        );
      }
      expect(said.join('\n')).not.toContain(secret);
    }),
    { numRuns: 300 },
  );
});
