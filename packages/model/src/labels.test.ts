import { expect, test } from '@jest/globals';
import {
  isClassicLabelName,
  isUtf8LabelName,
  labelValue,
  printLabels,
  sameLabels,
  withoutEmpty,
} from './labels.ts';

test('labels print as Go prints them', () => {
  expect(printLabels({})).toBe('{}');
  expect(printLabels({ team: 'a', alertname: 'X' })).toBe('{alertname="X", team="a"}');
  expect(printLabels({ '\ufb01': 'bmp', '😀': 'astral', z: '1' })).toBe('{z="1", ﬁ="bmp", 😀="astral"}');
  expect(
    printLabels({ q: 'a"b\\c\nd\te\u0001\u007f\u0085\u00ad\u00a0é\u200b\u2028🙂\u0378', 'foo.bar': 'x' }),
  ).toBe('{foo.bar="x", q="a\\"b\\\\c\\nd\\te\\x01\\x7f\\u0085\\u00ad\\u00a0é\\u200b\\u2028🙂\\u0378"}');
});

test('sets are the same when names and values are, in any order', () => {
  expect(sameLabels({ a: '1', b: '2' }, { b: '2', a: '1' })).toBe(true);
  expect(sameLabels({ a: '1' }, { a: '2' })).toBe(false);
  expect(sameLabels({ a: '1' }, { b: '1' })).toBe(false);
  expect(sameLabels({ a: '1' }, { a: '1', b: '2' })).toBe(false);
});

test('labels with an empty value go away, and a set without any stays the same object', () => {
  expect(withoutEmpty({ a: '', b: 'x' })).toEqual({ b: 'x' });
  const full = { a: '1' };
  expect(withoutEmpty(full)).toBe(full);
});

test('a label called constructor or __proto__ is missing until it is set', () => {
  expect(labelValue({}, 'constructor')).toBe('');
  expect(labelValue({}, '__proto__')).toBe('');
  expect(labelValue(JSON.parse('{"__proto__":"x"}') as Record<string, string>, '__proto__')).toBe('x');
});

test.each<[string, boolean, boolean]>([
  ['alertname', true, true],
  ['_a1', true, true],
  ['1a', false, true],
  ['a:b', false, true],
  ['foo.bar', false, true],
  ['🙂', false, true],
  ['', false, false],
  ['\ud800', false, false],
])('the name %j is classic: %j, UTF-8: %j', (name, classic, utf8) => {
  expect(isClassicLabelName(name)).toBe(classic);
  expect(isUtf8LabelName(name)).toBe(utf8);
});
