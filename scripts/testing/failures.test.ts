import { expect, test } from '@jest/globals';
import { failureLines } from './failures.ts';
import { countsOf } from './jest-report.ts';

const report = {
  testResults: [
    {
      name: '/here/a.test.ts',
      status: 'failed',
      assertionResults: [
        { status: 'passed', fullName: 'adds', failureMessages: [] },
        {
          status: 'failed',
          fullName: 'takes away',
          failureMessages: [
            'Error: \u001b[2mexpect(\u001b[22mreceived).toBe(expected)\n\nExpected: 1\nReceived: 2\n' +
              '    at expect (/here/node_modules/expect/index.js:1:1)\n    at Object.<anonymous> (/here/a.test.ts:7:3)',
          ],
        },
      ],
    },
    {
      name: '/here/b.test.ts',
      status: 'failed',
      message: 'SyntaxError: it does not parse',
      assertionResults: [],
    },
  ],
};

test('what failed is said with its file, its place and what was wrong, and a file that could not be run too', () => {
  expect(failureLines(countsOf(report).failures, { root: '/here', lines: 50 })).toEqual([
    '✗ a.test.ts: takes away',
    '    at Object.<anonymous> (a.test.ts:7:3)',
    '    Error: expect(received).toBe(expected)',
    '    Expected: 1',
    '    Received: 2',
    '✗ b.test.ts',
    '    SyntaxError: it does not parse',
  ]);
});

test('many failures have no more lines than there is room for, each its name', () => {
  const message = Array.from({ length: 30 }, (_, at) => `line ${at}`).join('\n');
  const failures = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ name: `test ${at}`, message }));
  const said = (count: number) => failureLines(failures(count), { root: '/here', lines: 50 });
  expect(said(0)).toEqual([]);
  for (const count of [1, 3, 7, 25, 49, 50]) {
    expect(said(count).length).toBeLessThanOrEqual(50);
    expect(said(count).filter((line) => line.startsWith('✗'))).toHaveLength(count);
  }
  expect(said(300)).toHaveLength(50);
  expect(said(300).at(-1)).toBe('… and 251 more failed');
});

test('a line that goes on is cut', () => {
  const [, line] = failureLines([{ name: 'a', message: 'x'.repeat(5_000) }], { root: '/here', lines: 50 });
  expect(line).toHaveLength(180);
});
