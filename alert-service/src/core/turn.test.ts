import { expect, test } from '@jest/globals';
import { emptyState, type Incident } from './state.ts';
import { keepIncident } from './turn.ts';

const incident = (number: number, group: string): Incident => ({
  id: `INC-${number}`,
  group,
  groupLabels: {},
  receiver: 'team',
  status: 'triggered',
  severity: 'critical',
  title: 'Down',
  alerts: [],
  openedAt: 0,
});

test('when its latest incident goes elsewhere, the one before is a group’s latest again', () => {
  const state = emptyState('default');
  for (const number of [1, 3, 2]) keepIncident(state, incident(number, 'before'));
  keepIncident(state, incident(3, 'after'));
  expect([...state.incidentOfGroup]).toEqual([
    ['before', 'INC-2'],
    ['after', 'INC-3'],
  ]);
});

test('a configuration that renames every group moves tens of thousands of incidents without delay', () => {
  const state = emptyState('default');
  const many = Array.from({ length: 50_000 }, (_, index) => index + 1);
  for (const number of many) keepIncident(state, incident(number, `before ${number}`));
  const before = process.cpuUsage();
  for (const number of many) keepIncident(state, incident(number, `after ${number}`));
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(3_000);
  expect(state.incidentOfGroup.size).toBe(many.length);
});
