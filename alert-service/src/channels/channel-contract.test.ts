import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { edgeOf, type TestEdge } from './kit/edge.ts';
import { harnesses } from './kit/harnesses.ts';
import { messageOf, paymentsFailing, triggered } from './kit/messages.ts';
import type { Harness, Receiver, Situation } from './kit/situations.ts';
import { channels, sendThrough, timeoutMsOf } from './registry.ts';

const open: Receiver[] = [];
afterEach(async () => {
  for (const receiver of open.splice(0)) await receiver.close();
});

async function attempt(harness: Harness, situation: Situation, edge: TestEdge) {
  const receiver = await harness.start(situation);
  open.push(receiver);
  const outcome = await sendThrough(receiver.integration, messageOf({ incident: triggered }), edge);
  return { outcome, receiver };
}

test('every channel of the registry stands under the contract', () => {
  expect(new Set(Object.values(harnesses).map(({ type }) => type))).toEqual(new Set(Object.keys(channels)));
});

describe.each(Object.entries(harnesses))('%s', (_name, harness) => {
  const situations = Object.entries(harness.expected) as [Situation, object][];

  test.each(situations)(
    'when the receiver %s, the outcome says so in one line, without a secret',
    async (situation, expected) => {
      const edge = edgeOf(situation === 'never answers' ? { signal: AbortSignal.timeout(150) } : {});
      const { outcome, receiver } = await attempt(harness, situation, edge);
      expect(outcome).toMatchObject(expected);
      if (outcome.kind !== 'done') expect(outcome.error).toMatch(/^.{10,400}$/u);
      const printed = [outcome, receiver.integration].flatMap((value) => [
        JSON.stringify(value),
        inspect(value, { depth: null, showHidden: true }),
      ]);
      const seen = [...printed, ...edge.logged].join('\n');
      for (const secret of [...harness.secrets, 'PLANTED']) expect(seen).not.toContain(secret);
    },
  );

  test('an attempt ends by its deadline, not by the receiver', async () => {
    if (!harness.expected['never answers']) return;
    const before = performance.now();
    await attempt(harness, 'never answers', edgeOf({ signal: AbortSignal.timeout(200) }));
    expect(performance.now() - before).toBeLessThan(1500);
  });

  test('an attempt that we break off ourselves is asked again, and is nobody else’s fault', async () => {
    if (!harness.expected['never answers']) return;
    const { outcome } = await attempt(
      harness,
      'never answers',
      edgeOf({ signal: AbortSignal.abort(new Error('shutting down')) }),
    );
    expect(outcome).toMatchObject({ kind: 'retry', failure: 'contextCanceled' });
  });

  test('a storm of 3,000 alerts with values of 64 KiB is one message that the receiver accepts', async () => {
    const huge = 'x'.repeat(64 * 1024);
    const firing = Array.from({ length: 3000 }, (_, index) => ({
      ...paymentsFailing,
      fingerprint: index.toString(16).padStart(16, '0'),
      labels: { ...paymentsFailing.labels, instance: `host-${index}`, ...(index === 0 ? { huge } : {}) },
      annotations: index === 0 ? { summary: huge, description: huge } : paymentsFailing.annotations,
    }));
    const receiver = await harness.start('accepts');
    open.push(receiver);
    const outcome = await sendThrough(receiver.integration, messageOf({ notice: { firing } }), edgeOf());
    expect(outcome.kind).toBe('done');
    expect(receiver.arrived()).toBe(1);
  });

  test('it says how long one attempt may take', async () => {
    const receiver = await harness.start('accepts');
    open.push(receiver);
    expect(timeoutMsOf(receiver.integration)).toBeGreaterThan(0);
    expect(timeoutMsOf(receiver.integration)).toBeLessThanOrEqual(30_000);
  });
});
