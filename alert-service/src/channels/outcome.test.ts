import { describe, expect, test } from '@jest/globals';
import { ofAnswer, ofException, Refusal, retryAfterOf } from './outcome.ts';
import { addressForPeople, addressSecrets, scrubber } from './secrets.ts';

const told = { who: 'Slack', scrub: scrubber([]) };
const now = Date.UTC(2026, 9, 20, 1);

describe('an HTTP status', () => {
  test.each([
    [200, 'done', undefined],
    [204, 'done', undefined],
    [301, 'refused', 'other'],
    [400, 'refused', 'clientError'],
    [401, 'refused', 'authError'],
    [403, 'refused', 'authError'],
    [404, 'refused', 'clientError'],
    [408, 'retry', 'clientError'],
    [413, 'refused', 'clientError'],
    [425, 'retry', 'clientError'],
    [429, 'retry', 'rateLimited'],
    [500, 'retry', 'serverError'],
    [503, 'retry', 'serverError'],
  ])('%d is %s, %s', (status, kind, failure) => {
    expect(ofAnswer({ status, now }, told)).toMatchObject(failure ? { kind, failure, status } : { kind });
  });
});

test.each([
  ['7', 7000],
  ['0', 0],
  ['1.5', 1500],
  ['3600', 3_600_000],
  ['86400', 3_600_000],
  ['Tue, 20 Oct 2026 01:00:30 GMT', 30_000],
  ['Tue, 20 Oct 2026 00:00:00 GMT', 0],
  ['soon', undefined],
  ['', undefined],
  [null, undefined],
])('Retry-After %p waits %p ms', (header, ms) => {
  expect(retryAfterOf(header, now)).toBe(ms);
});

test('an exception is asked again with its innermost message; a refusal of ours is not asked again', () => {
  const { signal } = new AbortController();
  const fetchFailed = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:9') });
  expect(ofException(fetchFailed, { ...told, signal })).toMatchObject({
    kind: 'retry',
    error: 'Slack cannot be reached: connect ECONNREFUSED 127.0.0.1:9',
  });
  const wrapped = new Error('A request error occurred', { cause: new Refusal('it redirects') });
  expect(ofException(wrapped, { ...told, signal })).toEqual({
    kind: 'refused',
    error: 'Slack: it redirects',
    failure: 'clientError',
  });
  expect(ofException('a thrown string', { ...told, signal })).toMatchObject({ kind: 'retry' });
});

test('a secret is hidden in every form in which it travels', () => {
  const scrub = scrubber(['p@ss "word"/1', 'tiny'.slice(0, 3)]);
  for (const form of [
    'p@ss "word"/1',
    encodeURIComponent('p@ss "word"/1'),
    btoa('p@ss "word"/1'),
    JSON.stringify('p@ss "word"/1'),
  ]) {
    expect(scrub(`x ${form} y`)).not.toMatch(/word|cEBzcyA/u);
  }
  expect(scrub('tin roof')).toBe('tin roof');
});

test('of an address only the host is said', () => {
  const address = 'https://user:hunter22@hooks.slack.com/services/T0/B0/abcdefghij?key=0123456789';
  expect(addressForPeople(address)).toBe('https://hooks.slack.com/…');
  const scrub = scrubber(addressSecrets(address));
  expect(scrub(`posting to ${address} at /services/T0/B0/abcdefghij with hunter22`)).toBe(
    'posting to <secret> at <secret> with <secret>',
  );
});
