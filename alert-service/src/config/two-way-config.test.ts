import { expect, test } from '@jest/globals';
import { InvalidConfiguration } from './config-error.ts';
import { read } from './kit/alertmanager-examples.ts';
import { readTocsinConfig, type TocsinConfig } from './tocsin-config.ts';

const { receivers } = read(`
route: {receiver: pd}
receivers:
  - name: pd
    pagerduty_configs: [{routing_key: r0uting}]
  - name: hook
    webhook_configs: [{url: 'http://127.0.0.1:9/'}]
`);
const own = (text: string): TocsinConfig =>
  readTocsinConfig({ file: '/etc/tocsin.yml', text, receivers, readFile: (file) => `of ${file}` });

const wrong = (text: string): string => {
  try {
    own(text);
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.message;
    throw error;
  }
  return 'accepted';
};

test('without these sections nothing is shown to anybody, and nothing signed', () => {
  const config = own('');
  expect([config.pagerduty, config.opsgenie, config.webhookSignatures.size]).toEqual([
    undefined,
    undefined,
    0,
  ]);
});

test('acknowledgements are shown in the receivers that are named, in all where none is, in none unless asked', () => {
  const shown = (text: string): string[] => [...(own(`pagerduty: ${text}`).pagerduty?.acknowledgesIn ?? [])];
  expect(shown('{acknowledge: true, receivers: [pd]}')).toEqual(['pd']);
  expect(shown('{acknowledge: true}')).toEqual(['pd', 'hook']);
  expect(shown('{webhook_secret_file: secret, receivers: [pd]}')).toEqual([]);
  expect(own('opsgenie: {webhook_token_file: t}').opsgenie?.webhookSecret?.reveal()).toBe('of /etc/t');
  const signed = own('receivers: [{name: hook, webhook_signature: {secret_file: s}}]').webhookSignatures;
  expect(signed.get('hook')?.reveal()).toBe('of /etc/s');
});

test.each([
  ['pagerduty: {receivers: [pd]}', 'nothing is asked for: add webhook_secret_file'],
  ['pagerduty: {acknowledge: true, receivers: [dp]}', 'there is no receiver "dp"'],
  ['pagerduty: {acknowledge: true, receivers: [hook]}', 'has no pagerduty_configs'],
  ['pagerduty: {webhook_secret: a, acknowledge: true}', 'fewer than 20 characters'],
  ['opsgenie: {webhook_token: a-token-of-20-characters, webhook_token_file: t}', 'are both given'],
  ['receivers: [{name: pd, webhook_signature: {secret_file: s}}]', 'has no webhook_configs'],
  ['receivers: [{name: hook, webhook_signature: {}}]', 'add secret_file, or secret'],
])('%s is refused: %s', (text, why) => {
  expect(wrong(text)).toContain(why);
});
