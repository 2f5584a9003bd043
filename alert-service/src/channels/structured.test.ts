import { expect, test } from '@jest/globals';
import { structured } from './structured.ts';

const say = (template: string | undefined): string => template ?? '';

/** What Alertmanager 0.34 makes of such a text in a webhook's payload. */
test.each([
  ['1e3', 1000],
  ['0x1F', 31],
  ['012', 10],
  ['1_000', 1000],
  ['yes', true],
  ['~', null],
  ['', null],
  ['[a', '[a'],
  ['{a: b}', { a: 'b' }],
  ['{a: 1, a: 2}', { a: 2 }],
  ['2026-01-01', '2026-01-01'],
  ['12:30:00', '12:30:00'],
  ['!!binary aGk=', '!!binary aGk='],
  ['1e400', '1e400'],
  ['123456789012345678', 123456789012345678n],
  ['[5, 123456789012345678]', [5, 123456789012345678n]],
  ['# c', null],
  ['a # c', 'a # c'],
  ['- a: 1\n  b: 2', [{ a: 1, b: 2 }]],
])('%j is read as %p', (text, expected) => {
  expect(structured({ x: [text] }, say)).toEqual({ x: [expected] });
});
