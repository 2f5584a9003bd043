import { expect, test } from '@jest/globals';
import { createFakeClock } from '#lib/fake-clock';
import type { Answer } from '#prometheus/client';
import type { Answered } from './asking.ts';
import { poolQuestions } from './question-pool.ts';

const vector = (text: string): Answer => ({
  warnings: [],
  result: { type: 'vector', samples: [{ labels: {}, text, value: Number(text), at: 0 }] },
});

test('what is asked in one turn is asked together, each question once; the next turn asks anew', async () => {
  const rounds: string[][] = [];
  const askAll = async (rules: readonly { id: string; expression: string }[]) => {
    rounds.push(rules.map(({ expression }) => expression));
    return new Map<string, Answered>(
      rules.map(({ id, expression }) => [id, { answer: vector(expression), tookMs: 1 }]),
    );
  };
  const ask = poolQuestions({ askAll }, createFakeClock());
  const answers = await Promise.all(['1', '2', '1'].map((expression) => ask({ expression })));
  expect(answers).toEqual([vector('1'), vector('2'), vector('1')]);
  expect(await ask({ expression: '1' })).toEqual(vector('1'));
  expect(rounds).toEqual([['1', '2'], ['1']]);
});

test('what is not answered is told as an error', async () => {
  const ask = poolQuestions({ askAll: async () => new Map<string, Answered>() }, createFakeClock());
  expect(await ask({ expression: 'up' })).toMatchObject({ error: { message: 'it was not answered' } });
});
