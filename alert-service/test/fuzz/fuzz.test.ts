import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fuzzCase, type Making, virtualTime } from './arbitraries.ts';
import { describeDivergence, judgeTocsin } from './judge.ts';

/** A fresh seed each time, printed where it fails; `npm run fuzz` plays ten thousand. */
async function agree(making: Making, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fuzzCase(making), async (given) => {
      const lines = await judgeTocsin(given);
      expect(lines.length > 0 ? describeDivergence({ given, lines }) : '').toBe('');
    }),
    { numRuns, endOnFailure: true },
  );
}

const plain: Making = { ...virtualTime, mutes: false, failures: false, reloads: false };

test('what is told, and when, is what Alertmanager tells: routes, groups, merges and resolves', async () => {
  await agree(plain, 30);
}, 60_000);

test('silences, inhibition and time intervals hide what they hide at Alertmanager, but never the end of what was told', async () => {
  await agree({ ...plain, mutes: true }, 25);
}, 60_000);

test('refusals and reloads change when it is told, and lose nothing', async () => {
  await agree({ ...plain, failures: true, reloads: true }, 20);
}, 60_000);
