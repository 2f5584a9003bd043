import { expect, test } from '@jest/globals';
import type { Request, Response } from 'express';
import { createFakeClock } from '#lib/fake-clock';
import { Secret } from '#lib/secret';
import { webGate } from './web-gate.ts';

test('wrong logins push no right one out of memory: whoever is known never waits behind a flood', async () => {
  const compared: string[] = [];
  const gate = webGate({
    current: () => ({ users: new Map([['sam', Secret.of('hash')]]), headers: {} }),
    clock: createFakeClock(0),
    needsNoLogin: () => false,
    compare: async (password) => {
      compared.push(password);
      return password === 'right';
    },
  });
  const ask = (name: string, password: string): Promise<unknown> =>
    new Promise((resolve) => {
      const request = { headers: { authorization: `Basic ${btoa(`${name}:${password}`)}` } };
      const response = { setHeader: () => response };
      const done = gate(request as unknown as Request, response as unknown as Response, () =>
        resolve('let in'),
      ) as Promise<void>;
      done.catch(() => resolve('turned away'));
    });
  expect(await ask('sam', 'right')).toBe('let in');
  for (let index = 0; index < 300; index += 1) expect(await ask('sam', `wrong${index}`)).toBe('turned away');
  expect(await ask('sam', 'right')).toBe('let in');
  expect(compared.filter((password) => password === 'right')).toHaveLength(1);
  expect(await ask('eve', 'right')).toBe('turned away');
});
