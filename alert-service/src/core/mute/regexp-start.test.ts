import { expect, test } from '@jest/globals';
import { compileMatcher, matcherFault } from '@tocsin/model/matchers';
import fc from 'fast-check';
import { regexpStart } from './regexp-start.ts';

test.each<[string, ReturnType<typeof regexpStart>]>([
  ['web', { values: ['web'] }],
  ['web|db', { values: ['web', 'db'] }],
  ['(?:web|db)', { values: ['web', 'db'] }],
  ['web|', {}],
  ['web-.*', { prefixes: ['web-'] }],
  ['10\\.0\\..*', { prefixes: ['10.0.'] }],
  ['webs?', { prefixes: ['web'] }],
  ['web+', { prefixes: ['web'] }],
  ['a*b', {}],
  ['é{2}x', {}],
  ['.*web', {}],
  ['(?i)web.*', {}],
  ['web.*|db.*', { prefixes: ['web', 'db'] }],
  ['web|db.*', { prefixes: ['web', 'db'] }],
  ['(?:web|db):.*', { prefixes: ['web', 'db'] }],
  ['(web|db)+', { prefixes: ['web', 'db'] }],
  ['web-(a|b).*', { prefixes: ['web-'] }],
  ['(web|db)*', {}],
  ['(web|db){0,2}x', {}],
  ['(web|db)(?i)?', {}],
  ['web.*|.*db', {}],
  ['web.*|', {}],
  ['web-a(?i)|db.*', {}],
  ['web[|]a|db.*', {}],
  ['a\\Q(\\E)*(b', {}],
  ['a)*(b', {}],
  ['a[(]b)*(c', {}],
  ['web(-[0-9]+)?', {}],
  ['web(-x)?', { prefixes: ['web'] }],
  ['web(?i)?', {}],
  ['web+(?i)?', {}],
  ['\\d+', {}],
  ['a\\d', { prefixes: ['a'] }],
])('%s begins with %j', (pattern, expected) => {
  expect(regexpStart(pattern)).toEqual(expected);
});

const pieces = [
  'a',
  'b',
  'é',
  '.',
  '.*',
  '.+',
  '|',
  '(',
  ')',
  '(?:',
  '(?i)',
  '\\Q',
  '\\E',
  '\\.',
  '\\d',
  '[ab]',
  '[(]',
  '{2}',
  '*',
  '?',
  '+',
  '^',
  '$',
  '-',
];

test('what matches begins as is said', () => {
  let said = 0;
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...pieces), { maxLength: 6 }),
      fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'é', '.', '-', '(', '1'), maxLength: 5 }), {
        minLength: 8,
      }),
      (parts, values) => {
        const matcher = { name: 'a', op: '=~' as const, value: parts.join('') };
        if (matcherFault(matcher) !== undefined) return;
        const matches = compileMatcher(matcher);
        const start = regexpStart(matcher.value);
        for (const value of values.filter((each) => matches(each))) {
          if (start.values) expect(start.values).toContain(value);
          const { prefixes } = start;
          if (prefixes) expect(prefixes.filter((each) => value.startsWith(each))).not.toEqual([]);
          if (start.values ?? prefixes) said += 1;
        }
      },
    ),
    { numRuns: 5_000 },
  );
  expect(said).toBeGreaterThan(20);
});
