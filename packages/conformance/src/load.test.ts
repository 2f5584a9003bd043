import { expect, test } from '@jest/globals';
import { loadScenarios, scenarioOf } from './load.ts';

const scenarios = await loadScenarios();

const minimal = (more: string): string => `
name: n
holds: h
config: ''
alerts: { a: { labels: { alertname: A } } }
${more}
until: 1
`;

test('every scenario of this package can be read, and says a behaviour of its own', () => {
  expect(scenarios.length).toBeGreaterThan(150);
  const names = scenarios.map(({ scenario }) => scenario.name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('nothing is put in or expected after the end', () => {
  const late = scenarios.filter(({ scenario: { steps, notifications, until } }) =>
    [...steps, ...notifications].some(({ at }) => at > until),
  );
  expect(late.map(({ id }) => id)).toEqual([]);
});

test.each([
  ['an alert that is not there', 'steps: [{ at: 0, post: [b] }]\nnotifications: []', 'nothing is called b'],
  ['an expected one that is not there', 'steps: []\nnotifications: [{ at: 0, to: t, firing: [x] }]', 'x'],
  ['a configuration that is not there', 'steps: [{ at: 0, reload: y }]\nnotifications: []', 'y'],
  ['an unknown step', 'steps: [{ at: 0, poke: 1 }]\nnotifications: []', 'steps[0]'],
  ['an unknown key', 'steps: []\nnotifications: []\nmood: good', 'mood'],
  ['what is no YAML', 'steps: [', 'mine.yaml'],
])('%s is refused by name', (_, more, word) => {
  expect(() => scenarioOf(minimal(more), 'mine.yaml')).toThrow(word);
});
