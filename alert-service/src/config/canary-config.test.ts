import { expect, test } from '@jest/globals';
import { InvalidConfiguration } from './config-error.ts';
import { good, read } from './kit/alertmanager-examples.ts';
import { readTocsinConfig, type TocsinConfig } from './tocsin-config.ts';

const { receivers } = read(good);
const [first = ''] = [...receivers.values()]
  .filter(({ integrations }) => integrations.length > 0)
  .map(({ name }) => name);
const [silent = ''] = [...receivers.values()]
  .filter(({ integrations }) => integrations.length === 0)
  .map(({ name }) => name);

const readOwn = (text: string): TocsinConfig =>
  readTocsinConfig({ file: 'tocsin.yml', text, receivers, readFile: () => '' });

const wrong = (text: string): string => {
  try {
    readOwn(text);
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.message;
    throw error;
  }
  return 'accepted';
};

test('a canary is read with its defaults: within five minutes, in UTC, delivered is enough', () => {
  const { canary } = readOwn(`canary: {policy: payments, schedule: "0 10 * * 1-5", tell: ${first}}\n`);
  expect(canary).toEqual({
    target: { kind: 'policy', id: 'payments' },
    schedule: '0 10 * * 1-5',
    timeZone: 'UTC',
    withinMs: 300_000,
    acknowledge: false,
    tell: first,
  });
});

test.each([
  [`canary: {schedule: "0 10 * * *", tell: ${first}}`, 'give `policy:` or `person:`, one of them'],
  [`canary: {policy: p, person: mia, schedule: "0 10 * * *", tell: ${first}}`, 'one of them'],
  [`canary: {policy: p, schedule: "at ten", tell: ${first}}`, 'write minute, hour, day, month and weekday'],
  [`canary: {policy: p, schedule: "0 10 * * *", within: 1s, tell: ${first}}`, 'from 30s to 10m'],
  [`canary: {policy: p, schedule: "0 10 * * *", time_zone: Berlin, tell: ${first}}`, 'is no time zone'],
  [`canary: {policy: p, schedule: "0 10 * * *", tell: nobody-such}`, 'there is no receiver "nobody-such"'],
  [`emergency: {receiver: nobody-such}`, 'tocsin.yml:1:23: there is no receiver "nobody-such"'],
  [`emergency: {receiver: ${silent}}`, 'tells nobody: give it an integration, or name another'],
  [`emergency: {}`, 'receiver is missing'],
])('%s: %s', (text, message) => {
  expect(wrong(text)).toContain(message);
});

test('who is told when there is nobody else', () => {
  expect(readOwn(`emergency: {receiver: ${first}}`).emergencyReceiver).toBe(first);
  expect(readOwn('')).not.toHaveProperty('emergencyReceiver');
});
