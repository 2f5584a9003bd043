import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../test/any-character.ts';
import {
  compareMatchers,
  type Matcher,
  matcherOp,
  matcherOps,
  printMatcher,
  printMatchers,
} from './matcher.ts';
import { compileRegexp, stringTest } from './matcher-test.ts';
import { compileMatchers, matcherFault, type MatcherMode, parseMatcher, parseMatchers } from './matchers.ts';

const read = (text: string, mode?: MatcherMode): string => {
  const found = parseMatchers(text, mode);
  return found.ok ? printMatchers(found.value) : `refused`;
};

// text, UTF-8, classic, both together
test.each<[string, string, string, string]>([
  ['', '{}', '{}', '{}'],
  ['{}', '{}', '{}', '{}'],
  ['foo=bar', '{foo="bar"}', '{foo="bar"}', '{foo="bar"}'],
  [
    '{foo="bar", dings!="bums", }',
    '{foo="bar",dings!="bums"}',
    '{foo="bar",dings!="bums"}',
    '{foo="bar",dings!="bums"}',
  ],
  ['foo=~"5..",', '{foo=~"5.."}', '{foo=~"5.."}', '{foo=~"5.."}'],
  ['foo !~ bar.+', '{foo!~"bar.+"}', '{foo!~"bar.+"}', '{foo!~"bar.+"}'],
  ['fooΣ=bar🙂', '{fooΣ="bar🙂"}', 'refused', '{fooΣ="bar🙂"}'],
  ['"\\xf0\\x9f\\x99\\x82"=dΘ', '{🙂="dΘ"}', 'refused', '{🙂="dΘ"}'],
  ['"foo bar"="\\u00e9\\101"', '{"foo bar"="éA"}', 'refused', '{"foo bar"="éA"}'],
  ['foo=', 'refused', '{foo=""}', '{foo=""}'],
  ['foo=bar baz', 'refused', '{foo="bar baz"}', '{foo="bar baz"}'],
  ['foo=\\d', 'refused', '{foo="\\\\d"}', '{foo="\\\\d"}'],
  ['foo="\\d"', 'refused', '{foo="\\\\d"}', '{foo="\\\\d"}'],
  ['foo="\\x41"', '{foo="A"}', '{foo="\\\\x41"}', '{foo="\\\\x41"}'],
  ['foo={bar}', 'refused', '{foo="{bar"}', '{foo="{bar"}'],
  ['foo=bar}', 'refused', '{foo="bar"}', '{foo="bar"}'],
  ['foo="a', 'refused', 'refused', 'refused'],
  ['foo=a"b', 'refused', 'refused', 'refused'],
  ['foo=a,,bar=b', 'refused', 'refused', 'refused'],
  ['foo', 'refused', 'refused', 'refused'],
  ['foo!bar', 'refused', 'refused', 'refused'],
  ['=bar', 'refused', 'refused', 'refused'],
  ['1foo=bar', '{1foo="bar"}', 'refused', '{1foo="bar"}'],
  ['foo=~"("', 'refused', 'refused', 'refused'],
  ['"foo"=""', '{foo=""}', 'refused', '{foo=""}'],
  ['foo="\\ud800"', 'refused', '{foo="\\\\ud800"}', '{foo="\\\\ud800"}'],
  ['foo="\\xff"', 'refused', '{foo="\\\\xff"}', '{foo="\\\\xff"}'],
])('%j reads as %s by UTF-8, %s by classic, %s by both', (text, ...expected) => {
  expect([read(text, 'utf8-strict'), read(text, 'classic'), read(text)]).toEqual(expected);
});

test('a warning says what to write where only the classic parser reads, and where the two disagree', () => {
  expect(parseMatchers('foo=bar baz')).toMatchObject({ warning: expect.stringContaining('{foo="bar baz"}') });
  expect(parseMatchers('foo="\\x41"')).toMatchObject({ warning: expect.stringContaining('disagree') });
  expect(parseMatchers('foo="bar"')).toEqual({ ok: true, value: [{ name: 'foo', op: '=', value: 'bar' }] });
});

test('one matcher has no braces, and is one', () => {
  expect(parseMatcher('foo=bar')).toMatchObject({ ok: true, value: { name: 'foo', op: '=', value: 'bar' } });
  expect(parseMatcher('{foo=bar}').ok).toBe(false);
  expect(parseMatcher('a=b,c=d', 'utf8-strict').ok).toBe(false);
  // The older parser reads one matcher with a comma in its value.
  expect(parseMatcher('a=b,c=d')).toMatchObject({ ok: true, value: { value: 'b,c=d' } });
});

test('matchers print as upstream prints them, and sort by name, value and operator', () => {
  const matchers: Matcher[] = [
    { name: 'team', op: '=~', value: 'b|c' },
    { name: 'team', op: '!=', value: 'a"\\\n\t' },
    { name: 'foo bar', op: '=', value: 'é\t' },
  ];
  expect(printMatchers(matchers.toSorted(compareMatchers))).toBe(
    '{"foo bar"="é\\t",team!="a\\"\\\\\\n\t",team=~"b|c"}',
  );
  expect(
    matcherOps.map((op) => matcherOp({ isRegex: op.includes('~'), isEqual: !op.includes('!') })),
  ).toEqual(matcherOps);
});

const ask = (matcher: Matcher, value: string): boolean => compileMatchers([matcher])({ a: value });

// pattern, value, as Go answers
test.each<[string, string, boolean]>([
  ['foo', 'foo', true],
  ['foo', 'foo\n', false],
  ['foo', 'xfoo', false],
  ['a|b', 'ab', false],
  ['a|', '', true],
  ['.*', 'a\nb', false],
  ['(?s).*', 'a\nb', true],
  ['.+', '', false],
  ['.+.+', '🙂', false],
  ['foo.*', 'foo', true],
  ['foo.+', 'foo', false],
  ['.*foo.*', 'a foo b', true],
  ['.+foo.+', 'foofoofoo', true],
  ['.+foo', 'foo', false],
  ['a)|(b', 'ax', true],
  ['a)|(b', 'xb', true],
  ['(?i)Foo', 'fOO', true],
  ['\\d+', '١', false],
  ['\\pL', 'é', true],
  ['[[:alpha:]]+', 'ab', true],
  ['a{2}', 'aa', true],
  ['a{,2}', 'a{,2}', true],
  ['(a+)+$', `${'a'.repeat(40)}b`, false],
  ['10\\.0\\..*', '10.0.1.2', true],
])('=~ %j asked of %j answers %j', (value, asked, expected) => {
  expect(ask({ name: 'a', op: '=~', value }, asked)).toBe(expected);
  expect(ask({ name: 'a', op: '!~', value }, asked)).toBe(!expected);
});

test('a missing label is an empty one', () => {
  expect(compileMatchers([{ name: 'a', op: '=', value: '' }])({})).toBe(true);
  expect(compileMatchers([{ name: 'a', op: '!=', value: 'x' }])({})).toBe(true);
  expect(compileMatchers([{ name: 'constructor', op: '=~', value: '.+' }])({})).toBe(false);
  expect(compileMatchers([])({})).toBe(true);
});

test('what RE2 does not know is refused', () => {
  for (const value of ['(', '(?=a)', '(?<=a)b', '\\1', 'a**', '(a{1000}){1000}'])
    expect(matcherFault({ name: 'a', op: '=~', value })).toContain('error parsing regexp');
  expect(matcherFault({ name: 'a', op: '=', value: '(' })).toBeUndefined();
});

const bit = fc.constantFrom(
  'a',
  'b',
  'é',
  '🙂',
  '\n',
  '.',
  '.*',
  '.+',
  '|',
  '(',
  ')',
  '(?:',
  '\\.',
  '[',
  ']',
  '{',
  '^',
  '$',
  '?',
  '-',
);
const value = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '🙂', '\n', '.', '-'), maxLength: 6 });

test('where a string operation answers, RE2 answers the same', () => {
  let fast = 0;
  fc.assert(
    fc.property(fc.array(bit, { maxLength: 5 }), fc.array(value, { minLength: 5 }), (bits, values) => {
      const pattern = bits.join('');
      const byString = stringTest(pattern);
      if (byString === undefined) return;
      const compiled = compileRegexp(pattern);
      if (!compiled.ok) throw new Error(`${pattern} is no regular expression, yet it has a string operation`);
      fast++;
      for (const asked of values)
        expect([pattern, asked, byString(asked)]).toEqual([pattern, asked, compiled.value(asked)]);
    }),
    { numRuns: 3000 },
  );
  expect(fast).toBeGreaterThan(300);
});

test('what a cache answers is what was answered first, beyond its bounds too', () => {
  const matches = compileMatchers([{ name: 'a', op: '=~', value: '[0-4]+' }]);
  const asked = Array.from({ length: 2500 }, (_, index) => String(index % 1700));
  expect(asked.map((a) => matches({ a }))).toEqual(asked.map((a) => /^[0-4]+$/.test(a)));
});

test('what was printed reads back the same', () => {
  const text = fc.string({ unit: anyCharacter, maxLength: 8 });
  const special = fc.string({
    unit: fc.constantFrom('"', '\\', '\n', ',', '{', '}', 'a', ' ', '\u0085', '=', '~'),
  });
  const matcher = fc.record({
    name: fc.oneof(text, special).filter((name) => name !== ''),
    op: fc.constantFrom('=' as const, '!=' as const),
    value: fc.oneof(text, special),
  });
  fc.assert(
    fc.property(fc.array(matcher), (matchers) => {
      expect(parseMatchers(printMatchers(matchers), 'utf8-strict')).toEqual({ ok: true, value: matchers });
    }),
  );
  fc.assert(
    fc.property(matcher, (one) => {
      const found = parseMatcher(printMatcher(one), 'utf8-strict');
      expect(found).toEqual({ ok: true, value: one });
    }),
  );
});
