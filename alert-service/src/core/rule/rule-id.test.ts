import { expect, test } from '@jest/globals';
import { createRuleIds } from './rule-id.ts';

const key = { file: 'rules/a.yml', group: 'web', name: 'Down', labels: { severity: 'page' } };

test('the same rule has the same id after a restart, and a second one that reads alike gets #2', () => {
  const first = createRuleIds();
  const ids = [first(key), first(key), first({ ...key, labels: { severity: 'info' } })];
  expect(ids[0]).toMatch(/^rules\/a\.yml;web;Down;[0-9a-f]{8}$/);
  expect(ids[1]).toBe(`${ids[0]}#2`);
  expect(new Set(ids).size).toBe(3);
  expect(createRuleIds()(key)).toBe(ids[0]);
});
