import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { InvalidConfiguration, printWarning } from './config-error.ts';
import { readTocsinConfig, type TocsinConfig } from './tocsin-config.ts';

const readOwn = (text: string, readFile: (file: string) => string = () => ''): TocsinConfig =>
  readTocsinConfig({ file: 'tocsin.yml', text, receivers: new Map(), readFile });

const wrong = (text: string): string => {
  try {
    readOwn(text);
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.message;
    throw error;
  }
  return 'accepted';
};

const usual = {
  stream: 'workflow:events',
  commands: 'workflow:commands',
  answers: 'workflow:answers',
  group: 'tocsin',
  consumer: 'tocsin',
  ttlMs: 60_000,
  answerTimeoutMs: 10_000,
};

test('the address alone is enough, and what the page of docs shows are the defaults', () => {
  expect(readOwn('workflows: {redis_url: "redis://127.0.0.1:6379/0"}\n').workflows).toMatchObject(usual);
  const page = readFileSync(path.resolve(import.meta.dirname, '../../../docs/workflows.md'), 'utf8');
  const [, example = ''] = /```yaml\n([^]*?)```/.exec(page) ?? [];
  const { workflows } = readOwn(example);
  expect(workflows).toMatchObject(usual);
  expect(workflows?.redisUrl.reveal()).toBe('redis://127.0.0.1:6379/0');
  expect(readOwn('').workflows).toBeUndefined();
});

test('a password in the address is shown nowhere', () => {
  const config = readOwn('workflows: {redis_url: "rediss://:hunter2@redis:6380/1"}\n');
  expect(JSON.stringify(config) + inspect(config, { depth: 9 })).not.toContain('hunter2');
  expect(wrong('workflows: {redis_url: "http://:hunter2@redis"}')).not.toContain('hunter2');
});

test('a file with the address is read when it is used, and warned of while it holds none', () => {
  const config = readOwn('workflows: {redis_url_file: redis}\n', () => 'redis://10.0.0.5:6379/0\n');
  expect(config.warnings).toEqual([]);
  expect(config.workflows?.redisUrl.reveal()).toBe('redis://10.0.0.5:6379/0');
  expect(readOwn('workflows: {redis_url_file: redis}\n').warnings.map(printWarning).join()).toContain(
    'until it does, no workflow is counted',
  );
});

test.each([
  ['workflows: {stream: a}', 'add `redis_url: redis://127.0.0.1:6379/0`, or redis_url_file'],
  ['workflows: {redis_url: "redis://a", redis_url_file: b}', 'redis_url and redis_url_file are both given'],
  ['workflows: {redis_url: "http://a"}', 'expected an address of Redis'],
  ['workflows: {redis_url: "redis://a", stream: x, answers: x}', 'give each a name of its own'],
  ['workflows: {redis_url: "redis://a", ttl: 1s}', 'ttl must be from 5s to 1d'],
  ['workflows: {redis_url: "redis://a", answer_timeout: 5m}', 'answer_timeout must be from 1s to 1m'],
  ['workflows: {redis_url: "redis://a", queue: b}', 'unknown field "queue"'],
])('%s is refused with what to change', (text, why) => {
  expect(wrong(`${text}\n`)).toContain(why);
});
