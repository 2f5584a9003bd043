import { expect, test } from '@jest/globals';
import { InvalidConfiguration } from './config-error.ts';
import { readTocsinConfig } from './tocsin-config.ts';

const sid = 'AC0123456789abcdef0123456789abcdef';
const read = (text: string) =>
  readTocsinConfig({
    file: '/etc/tocsin/tocsin.yml',
    text,
    receivers: new Map(),
    readFile: (file) => `what ${file} holds\n`,
  });
const fault = (text: string): string => {
  try {
    read(text);
    return '';
  } catch (error) {
    return error instanceof InvalidConfiguration ? error.message : String(error);
  }
};

test('Twilio and the bot are read, secrets from files beside the configuration', () => {
  const { twilio, telegramBot } = read(
    `twilio: {account_sid: ${sid}, auth_token_file: t, from: "+15005550006", api_url: "https://api.ie1.twilio.com/"}
telegram: {bot_token: "7:AAA", webhook_secret_file: w}`,
  );
  expect(twilio).toMatchObject({
    accountSid: sid,
    from: '+15005550006',
    apiUrl: 'https://api.ie1.twilio.com',
  });
  expect(twilio?.authToken.reveal()).toBe('what /etc/tocsin/t holds');
  expect(telegramBot?.apiUrl).toBe('https://api.telegram.org');
  expect(telegramBot?.webhookSecret?.reveal()).toBe('what /etc/tocsin/w holds');
  expect(JSON.stringify({ twilio, telegramBot })).not.toMatch(/7:AAA|holds/u);
});

test.each([
  [`twilio: {account_sid: AC1, auth_token: x, from: "+15005550006"}`, 'AC and 32 digits'],
  [`twilio: {account_sid: ${sid}, from: "+15005550006"}`, 'add auth_token_file'],
  [`twilio: {account_sid: ${sid}, auth_token: x, auth_token_file: y, from: "+15005550006"}`, 'keep one'],
  [`twilio: {account_sid: ${sid}, auth_token: x, from: "0151 123"}`, 'a number of the account'],
  [`twilio: {account_sid: ${sid}, auth_token: x}`, 'from is missing'],
  [`twilio: {account_sid: ${sid}, auth_tokn: x, from: "+15005550006"}`, 'did you mean "auth_token"'],
  [`telegram: {}`, 'add bot_token_file'],
  [`telegram: {bot_token: "7:A", webhook_secret: "short"}`, 'openssl rand'],
  [`telegram: {bot_token: "7:A", webhook_secret: "has spaces in it, all of them"}`, 'webhook_secret is 16'],
])('%s is refused, and it is said what to write', (text, words) => {
  expect(fault(text)).toContain(words);
  expect(fault(text)).not.toContain('has spaces in it');
});
