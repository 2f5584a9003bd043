import { expect, test } from '@jest/globals';
import { emptyState, integrationKey } from '#core/state';
import { snapshotsOf } from './hand-back.ts';
import { readNotificationLog } from './nflog-snapshot.ts';

const told = (group: string, integration: string, at: number) => ({
  ...{ group, integration, at },
  firing: [],
  resolved: [],
});

test('routes that print alike go back under the one key that Alertmanager has for them, each receiver once', () => {
  const state = emptyState('default');
  for (const each of [
    told('{}/{team="a"}#2:{alertname="X"}', 'pager/webhook[0]', 2_000),
    told('{}/{team="a"}#2:{alertname="X"}', 'chat/webhook[0]', 2_000),
    told('{}/{team="a"}:{alertname="X"}', 'chat/webhook[0]', 1_000),
  ])
    state.told.set(integrationKey(each.group, each.integration), each);
  const { nflog, counts } = snapshotsOf(state, 3_600_000, 5_000);
  expect(counts.notified).toBe(2);
  const back = readNotificationLog(nflog).map(({ group, integration, at }) => ({ group, integration, at }));
  expect(back).toContainEqual({
    group: '{}/{team="a"}:{alertname="X"}',
    integration: 'chat/webhook[0]',
    at: 1_000,
  });
  expect(back).toContainEqual({
    group: '{}/{team="a"}:{alertname="X"}',
    integration: 'pager/webhook[0]',
    at: 2_000,
  });
});
