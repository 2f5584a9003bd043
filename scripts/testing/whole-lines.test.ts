import { expect, test } from '@jest/globals';
import { wholeLines } from './whole-lines.ts';

test('a line is written when it is whole, the last one without an end at the end', () => {
  const written: string[] = [];
  const lines = wholeLines((text) => written.push(text));
  lines.take('PASS a');
  expect(written).toEqual([]);
  lines.take('.test.ts\nPASS b.test.ts\nTi');
  lines.take('me: 1 s');
  lines.end();
  lines.end();
  expect(written).toEqual(['PASS a.test.ts\nPASS b.test.ts\n', 'Time: 1 s\n']);
});
