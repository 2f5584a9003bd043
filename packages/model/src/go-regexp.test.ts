import { expect, test } from '@jest/globals';
import { compileGoRegexp, type GoRegexp } from './go-regexp.ts';

const compiled = (pattern: string): GoRegexp => {
  const found = compileGoRegexp(pattern);
  if (!found.ok) throw new Error(found.error);
  return found.value;
};

test.each<[string, string]>([
  ['$1', 'ab'],
  ['${1}x$2', 'abx12'],
  ['$1x', ''],
  ['$letters-$digits', 'ab-12'],
  ['$$1 $', '$1 $'],
  ['${', '${'],
  ['$0', 'ab-12'],
  ['$01', ''],
  ['$7$none', ''],
])('a template as Go expands it: %s', (template, expected) => {
  expect(compiled('(?P<letters>[a-z]+)-(?P<digits>\\d+)').expand('ab-12', [template])).toEqual([expected]);
});

test('where nothing matches, nothing is expanded, and nothing is replaced', () => {
  expect(compiled('^x$').expand('y', ['$0'])).toBeUndefined();
  expect(compiled('^x$').replaceAll('y', 'z')).toBe('y');
});

test.each([
  { pattern: 'a(x*)b', text: '-ab-axxb-', template: '$1', expected: '--xx-' },
  { pattern: 'x*', text: 'axb', template: '-', expected: '-a-b-' },
  { pattern: '', text: 'ab', template: '.', expected: '.a.b.' },
])('every match is replaced as Go does: $pattern in $text', ({ pattern, text, template, expected }) => {
  expect(compiled(pattern).replaceAll(text, template)).toBe(expected);
});

test('what RE2 does not know is refused', () => {
  expect(compileGoRegexp('(?=a)').ok).toBe(false);
});
