import { format, inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { Secret } from './secret.ts';

test('a secret shows itself only when asked by name', () => {
  const secret = Secret.of('hunter2');
  const shown = [
    `${String(secret)}`,
    JSON.stringify({ secret }),
    inspect({ secret }, { showHidden: true, depth: 9 }),
    format('%s %o %j', secret, secret, secret),
    JSON.stringify(Object.entries(secret)),
    JSON.stringify({ ...secret }),
  ];
  expect(shown.join('\n')).not.toContain('hunter2');
  expect(shown[1]).toBe('{"secret":"<secret>"}');
  expect(secret.reveal()).toBe('hunter2');
});

test('a secret in a file is read each time it is used, without the white space around it', () => {
  let content = ' one\n';
  const secret = Secret.fromFile('/run/token', (file) => `${content}${file === '/run/token' ? '' : '?'}`);
  expect(secret.reveal()).toBe('one');
  content = 'two';
  expect(secret.reveal()).toBe('two');
  expect(secret.file).toBe('/run/token');
});
