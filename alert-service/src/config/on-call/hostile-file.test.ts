import { expect, test } from '@jest/globals';
import { InvalidConfiguration } from '../config-error.ts';
import { readOnCallFile } from './load-on-call.ts';

/** The first fault, with its place; a file that takes minutes would stop every page meanwhile. */
function fault(text: string): string {
  try {
    readOnCallFile('on-call.yml', text);
    return 'read';
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    const [first] = error.errors;
    return `${first?.line}:${first?.column}: ${first?.message}`;
  }
}
const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

test.each([
  ['brackets that nobody closes', '['.repeat(50_000), /^1:101: this is nested deeper than 100 levels/],
  ['fields in fields', '{a: '.repeat(50_000), /^1:401: this is nested deeper/],
  ['lists in lists', '- '.repeat(50_000), /^1:201: this is nested deeper/],
  ['aliases of aliases', laughs(), /too many of them/],
  ['many aliases', `x: &a 1\n${lines(20_000, (index) => `k${index}: *a`)}`, /too many of them/],
  ['many merges', `x: &a {y: 1}\n${lines(5_000, (index) => `k${index}: {<<: *a}`)}`, /unknown field/],
  ['many unknown fields', lines(2_000, (index) => `k${index}: 1`), /^1:1: unknown field "k0"/],
  ['an alias in itself', 'people: &a [*a]', /stands inside of what it names/],
])(
  '%s are refused at once, and where they stand',
  (_what, text, message) => {
    expect(fault(text)).toMatch(message);
  },
  20_000,
);

test('a name that is given twice is found at its second place, whatever it is quoted with', () => {
  expect(fault('people: []\n"people": []')).toBe('2:1: this field is given twice: keep one of them');
});

test('what is nested as people do is read', () => {
  expect(
    fault('policies: [{id: p, name: "[[[", steps: [{targets: [{kind: person, id: mia}]}], last_resort: []}]'),
  ).toMatch(/no last resort/);
});

function laughs(): string {
  let text = 'a0: &a0 [x,x,x,x,x,x,x,x,x]\n';
  for (let index = 1; index < 12; index += 1)
    text += `a${index}: &a${index} [${Array(9)
      .fill(`*a${index - 1}`)
      .join(',')}]\n`;
  return text;
}
