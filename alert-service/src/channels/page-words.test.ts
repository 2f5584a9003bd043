import { expect, test } from '@jest/globals';
import { type NoticePage, pageReasons } from '@tocsin/model';
import { factsOf } from './facts.ts';
import { messageOf, minute, night, paymentsFailing, triggered } from './kit/messages.ts';
import { pageWords } from './page-words.ts';

const zone = { now: night, timeZone: 'Europe/Berlin' };
const words = (page: Partial<NoticePage>): string | undefined =>
  pageWords({ id: 'PG-1', incident: 'INC-1', why: 'policy-step', ...page }, zone);

test('says why the reader gets it: by duty, by policy, by hand', () => {
  expect(words({ person: 'Mia', schedule: 'payments', onCallUntil: night + 343 * minute })).toBe(
    'You are on call in payments until 09:00 CEST.',
  );
  expect(words({ person: 'Mia', schedule: 'payments' })).toBe('You are on call in payments.');
  expect(words({ person: 'Mia', policy: 'Payments', level: 2 })).toBe(
    'You are told by the policy Payments, level 2.',
  );
  expect(words({ person: 'Mia', why: 'assigned' })).toBe('Somebody gave it to you.');
  expect(words({ policy: 'Payments', level: 3 })).toBe('Told here by the policy Payments, level 3.');
  expect(words({ why: 'asked' })).toBe('Somebody asked for it here.');
});

test('says first that a test is a test, and that the last resort is the last', () => {
  expect(words({ why: 'test', person: 'Mia', schedule: 'payments' })).toMatch(
    /^This is a test: nothing is wrong\./,
  );
  expect(words({ why: 'last-resort', person: 'Mia' })).toBe(
    'Nobody else answered or could be told: this is the last resort.',
  );
});

test('has words for every reason, and none for a code', () => {
  for (const why of Object.keys(pageReasons) as (keyof typeof pageReasons)[])
    expect([why, words({ why, person: 'Mia', schedule: 'payments' })?.endsWith('.')]).toEqual([why, true]);
  expect(words({ code: '123456', person: 'Mia' })).toBeUndefined();
});

test('a hostile name stays within its line', () => {
  expect(words({ person: 'Mia', schedule: `pay\n\u202ements${'x'.repeat(500)}` })?.length).toBeLessThan(120);
});

const page: NoticePage = { id: 'PG-1', incident: 'INC-2481', why: 'policy-step', person: 'Mia', level: 1 };

test('a message says it above all else, and what a digest of pages holds', () => {
  const said = { ...page, schedule: 'payments' };
  expect(factsOf(messageOf({ incident: triggered, notice: { page: said } })).preface).toBe(
    'You are on call in payments.',
  );
  const part = { group: 'g', groupLabels: {}, firing: 1, resolved: 0 };
  const facts = factsOf(
    messageOf({
      incident: triggered,
      notice: {
        page,
        firing: [paymentsFailing],
        digest: [
          { ...part, incident: 'INC-1' },
          { ...part, incident: 'INC-2' },
        ],
      },
    }),
  );
  expect(facts).toMatchObject({
    digest: true,
    headline: '2 more incidents, none critical',
    preface: expect.stringContaining('as many messages in a minute as you want'),
    links: { main: expect.stringMatching(/\/incidents$/) },
  });
});
