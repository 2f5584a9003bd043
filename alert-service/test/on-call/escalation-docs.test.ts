import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { policyOf } from '#config/on-call/core-objects';
import { good, read } from '../../src/config/kit/alertmanager-examples.ts';
import { readOnCallFile } from '#config/on-call/load-on-call';
import { readTocsinConfig } from '#config/tocsin-config';

const page = readFileSync(new URL('../../../docs/on-call.md', import.meta.url), 'utf8');
const section = page.slice(
  page.indexOf('## Escalation policies'),
  page.indexOf('## Your notification rules'),
);
const examples = [...section.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => yaml);

test('the policy of the page is read as it says', () => {
  const [yaml = ''] = examples;
  const [policy] = readOnCallFile('policies.yml', yaml).document.policies.map(policyOf);
  expect(policy).toMatchObject({
    id: 'payments',
    repeat: 1,
    lastResort: [{ kind: 'receiver', id: 'war-room' }],
    hours: { timeZone: 'Europe/Berlin', always: ['critical'] },
  });
  expect(policy?.steps.map(({ level, waitMs }) => [level, waitMs / 60_000])).toEqual([
    [0, 1],
    [1, 5],
    [2, 15],
    [3, 30],
    [4, 30],
  ]);
  expect(policy?.steps[3]?.when).toEqual({ severities: ['critical'], alertsAtLeast: 10 });
});

test('emergency and canary of the page are read', () => {
  const { receivers } = read(good);
  const [known] = [...receivers.values()].filter(({ integrations }) => integrations.length > 0);
  if (!known) throw new Error('no receiver');
  const text = examples.slice(1).join('\n');
  const tocsin = readTocsinConfig({
    file: 'tocsin.yml',
    text,
    receivers: new Map([['war-room', known]]),
    readFile: () => '',
  });
  expect(tocsin.emergencyReceiver).toBe('war-room');
  expect(tocsin.canary).toMatchObject({
    target: { kind: 'policy', id: 'payments' },
    timeZone: 'Europe/Berlin',
    withinMs: 300_000,
  });
});
