import { alertmanagerOrder, compareBytes, worstFirst } from '@tocsin/model';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../../../packages/model/test/any-character.ts';
import { moreWords } from './alert-lines.ts';
import { factsOf } from './facts.ts';
import {
  another,
  ended,
  messageOf,
  minute,
  night,
  paymentsFailing,
  slowCheckout,
  stories,
  triggered,
} from './kit/messages.ts';
import { lineWords, listWords, oneSentence } from './sentences.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
const alertOn = (instance: string, index = 0) =>
  another(paymentsFailing, { fingerprint: `f${index}`, with: { instance } });

test('one sentence says what, how bad, since when, and who has it', () => {
  expect(plain(oneSentence(factsOf(stories.firing!)))).toBe(
    'Critical: One in 12 card payments fails. 8.4 %, limit 5 %. Since 03:05 CEST, 12 min. Nobody has it.',
  );
  expect(plain(oneSentence(factsOf(stories['group-of-two']!)))).toBe(
    'High: Checkout takes 1.9 s. Limit 1.2 s. Since 02:43 CEST, 34 min.',
  );
  expect(oneSentence(factsOf(stories.resolved!))).toBe(
    'Resolved: One in 12 card payments fails. Lasted 42 min, from 03:05 CEST. Jonas had it.',
  );
});

test('the worst alert gives the headline, and without a summary its name', () => {
  expect(factsOf(messageOf({ notice: { firing: [...slowCheckout, paymentsFailing] } })).headline).toBe(
    'One in 12 card payments fails',
  );
  expect(factsOf(messageOf({ notice: { firing: [{ ...paymentsFailing, annotations: {} }] } })).headline).toBe(
    'PaymentsFailing',
  );
  expect(
    factsOf(messageOf({ notice: { firing: [{ ...paymentsFailing, annotations: {}, labels: {} }] } }))
      .headline,
  ).toBe('An alert without a name');
});

test('"since" belongs to what the headline says, not to whatever else fires', () => {
  const facts = factsOf(messageOf({ notice: { firing: [paymentsFailing, ...slowCheckout] } }));
  expect([facts.since, facts.lasted]).toEqual(['03:05 CEST', '12 min']);
});

test('a pushed alert without a measure claims no number', () => {
  const { measure: _, ...pushed } = paymentsFailing;
  expect(factsOf(messageOf({ notice: { firing: [pushed] } })).reading).toBeUndefined();
});

describe('people', () => {
  test('without an incident nobody could have it, and nothing is said', () => {
    expect(factsOf(messageOf())).not.toHaveProperty('who');
  });

  test('who took it, and who gave it back, is said with the time', () => {
    expect(factsOf(stories.acknowledged!)).toMatchObject({
      state: 'acknowledged',
      who: 'Jonas has it.',
      soFar: 'Jonas took it 03:16 CEST.',
    });
    expect(factsOf(stories['handed-back']!)).toMatchObject({
      who: 'Nobody has it.',
      soFar: 'Jonas had it 03:07 CEST, handed back 03:12 CEST.',
      next: 'Pages Mia at 03:22 by push, then phone.',
    });
  });
});

describe('the list of alerts', () => {
  test('alerts of one name are one line, told apart by where they are', () => {
    expect(
      factsOf(messageOf({ notice: { firing: slowCheckout } }))
        .alerts.shown.map(lineWords)
        .map(plain),
    ).toEqual(['SlowCheckout (2): checkout-1 1.9 s, checkout-3 1.7 s']);
  });

  test('what still fires comes before what ended', () => {
    const facts = factsOf(stories['fewer-alerts']!);
    expect(listWords(facts).map(plain)).toEqual([
      'PaymentsFailing: payments-1:8080 8.4 %',
      'ended: SlowCheckout (2): checkout-1, checkout-3',
    ]);
    expect(facts.count).toBe('1 of 3 alerts still firing');
  });

  test('five places and ten names are shown, the rest is counted', () => {
    const many = Array.from({ length: 12 }, (_, index) => alertOn(`host-${index}`, index));
    expect(lineWords(factsOf(messageOf({ notice: { firing: many } })).alerts.shown[0]!)).toMatch(
      /^PaymentsFailing \(12\): host-0 .* and 7 more$/u,
    );
    const names = many.map((alert, index) => another(alert, { with: { alertname: `Alert${index}` } }));
    expect(moreWords(factsOf(messageOf({ notice: { firing: names } })).alerts)).toBe('and 2 more');
  });

  test('labels that differ say their names where no known place tells', () => {
    const firing = ['failed', 'timeout'].map((status) =>
      another(paymentsFailing, { fingerprint: status, with: { status } }),
    );
    expect(lineWords(factsOf(messageOf({ notice: { firing } })).alerts.shown[0]!)).toMatch(
      /\(2\): status=failed 8.4.%, status=timeout/u,
    );
  });
});

describe('links', () => {
  test('lead to the incident, else to the alert', () => {
    expect(factsOf(stories.firing!).links).toEqual({
      main: 'https://tocsin.example.com/a/tocsin-tocsin-app/incidents/INC-2481',
      incident: 'https://tocsin.example.com/a/tocsin-tocsin-app/incidents/INC-2481',
      alert: 'https://tocsin.example.com/a/tocsin-tocsin-app/alerts/9f86d081884c7d65',
      alerts: 'https://tocsin.example.com/a/tocsin-tocsin-app/alerts',
      dashboard: 'https://tocsin.example.com/d/service-detail?var-service=payments',
      runbook: 'https://runbooks.example.com/payments-failing',
      source: 'http://prometheus.example.com:9090/graph?g0.expr=rate&g0.tab=1',
      silence: expect.stringMatching(
        /^https:\/\/tocsin\.example\.com\/a\/tocsin-tocsin-app\/silences\/new\?matchers=%7B.+%7D$/u,
      ),
    });
    expect(factsOf(messageOf()).links.main).toMatch(/\/alerts\/9f86d081884c7d65$/u);
  });
});

describe('the link to the form for a silence', () => {
  const matchersOf = (url: string | undefined) => new URL(url ?? '').searchParams.get('matchers');
  const silenceOf = (notice: Parameters<typeof messageOf>[0]) => factsOf(messageOf(notice)).links.silence;

  test('has the labels of the group, and those that all share where the group has none', () => {
    const groupLabels = { service: 'a "b"', alertname: 'X' };
    expect(matchersOf(silenceOf({ notice: { groupLabels } }))).toBe('{alertname="X",service="a \\"b\\""}');
    const firing = [paymentsFailing, another(paymentsFailing, { with: { alertname: 'Other' } })];
    const shared = matchersOf(silenceOf({ notice: { groupLabels: {}, firing } }));
    expect(shared).toMatch(/service="/u);
    expect(shared).not.toMatch(/alertname/u);
  });

  test('is never too long for a message, and is gone once all is over', () => {
    const groupLabels = { alertname: 'X', path: 'ä'.repeat(900) };
    expect(matchersOf(silenceOf({ notice: { groupLabels } }))).toBe('{alertname="X"}');
    expect(silenceOf({ notice: { firing: [], resolved: [ended(paymentsFailing, night)] } })).toBeUndefined();
  });
});

test('a resolved group lasted from its first start to its last end', () => {
  const resolved = [
    ended(paymentsFailing, night - 5 * minute),
    ...slowCheckout.map((alert) => ended(alert, night - minute)),
  ];
  const facts = factsOf(
    messageOf({ incident: triggered, notice: { why: 'all-resolved', firing: [], resolved } }),
  );
  expect([facts.lasted, facts.since, facts.until]).toEqual(['33 min', '02:43 CEST', '03:16 CEST']);
});

describe('order', () => {
  test('text compares by UTF-8 bytes, as in Go', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), fc.string({ unit: anyCharacter }), (a, b) => {
        expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });

  test('Alertmanager’s order is by job, instance, number of labels, then labels', () => {
    const of = (labels: Record<string, string>) => ({ ...paymentsFailing, labels });
    const inOrder = [
      of({ job: 'a', instance: '2' }),
      of({ job: 'b', instance: '1' }),
      of({ job: 'b' }),
      of({ x: '1' }),
      of({ b: '1', c: '1' }),
      of({ a: '1', x: '1' }),
      of({ a: '2', b: '1' }),
    ];
    expect(alertmanagerOrder(inOrder.toReversed())).toEqual(inOrder);
  });

  test('the worst comes first, then the oldest', () => {
    expect(worstFirst([...slowCheckout.toReversed(), paymentsFailing])).toEqual([
      paymentsFailing,
      ...slowCheckout,
    ]);
  });
});
