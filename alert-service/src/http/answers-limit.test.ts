import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import type { Request, Response } from 'express';
import { createFakeClock } from '#lib/fake-clock';
import { answersLimit } from './answers-limit.ts';

/** Asks from an address, and is answered with a status; what the limit itself answers goes first. */
const start = () => {
  const clock = createFakeClock();
  const limit = answersLimit({ clock, isGenuine: (path) => path.startsWith('/link/signed') });
  const ask = (remoteAddress: string, statusCode = 200, path = '/link/x'): number => {
    const response = Object.assign(new EventEmitter(), { statusCode });
    const request = { path, socket: { remoteAddress } };
    try {
      void limit(request as unknown as Request, response as unknown as Response, () => undefined);
    } catch (error) {
      return (error as { status: number }).status;
    }
    response.emit('finish');
    return statusCode;
  };
  const passes = (address: string, status?: number): number => {
    let passed = 0;
    while (ask(address, status) !== 429) passed += 1;
    return passed;
  };
  return { clock, ask, passes };
};

test('from one address 120 come at once, and ten a second after', async () => {
  const { clock, passes } = start();
  expect(passes('192.0.2.1')).toBe(120);
  await clock.advance(1_000);
  expect(passes('192.0.2.1')).toBe(10);
  await clock.advance(3_600_000);
  expect(passes('192.0.2.1')).toBe(120);
});

test('who is refused comes to a try each two seconds', async () => {
  const { clock, passes } = start();
  for (const status of [404, 403, 401, 400, 410]) {
    expect(passes(`192.0.2.${status - 399}`, status)).toBe(6);
    await clock.advance(10_000);
    expect(passes(`192.0.2.${status - 399}`, status)).toBeLessThanOrEqual(6);
  }
});

test('one address does not slow another, and an IPv6 network counts as one', () => {
  const { ask, passes } = start();
  passes('192.0.2.1');
  expect(ask('192.0.2.2')).toBe(200);
  expect(ask('::ffff:192.0.2.1')).toBe(429);
  passes('2001:db8::1');
  expect(ask('2001:db8:0:0:5::7')).toBe(429);
  expect(ask('2001:db8:0:1::1')).toBe(200);
  expect(ask('::1')).toBe(200);
});

test('a flood of addresses is not remembered for ever', () => {
  const { ask, passes } = start();
  passes('192.0.2.1');
  for (let index = 0; index < 10_000; index += 1) ask(`10.0.${index >> 8}.${index & 255}`);
  expect(ask('192.0.2.1')).toBe(200);
});

test('what is signed is not counted: a stranger’s tries keep no pressed button out', () => {
  const { ask, passes } = start();
  passes('192.0.2.1', 404);
  for (const path of ['/slack/actions', '/twilio/sms', '/telegram'])
    for (let index = 0; index < 200; index += 1) expect(ask('192.0.2.1', 401, path)).toBe(401);
  expect(ask('192.0.2.1', 404, '/slackish')).toBe(429);
});

test('a link that we signed counts for itself, whoever guesses from behind the same proxy', () => {
  const { ask, passes } = start();
  passes('192.0.2.1', 404);
  expect(ask('192.0.2.1', 200, '/link/guessed')).toBe(429);
  for (let index = 0; index < 120; index += 1) expect(ask('192.0.2.1', 200, '/link/signed-1')).toBe(200);
  expect(ask('192.0.2.1', 200, '/link/signed-1')).toBe(429);
  expect(ask('192.0.2.1', 200, '/link/signed-2')).toBe(200);
});
