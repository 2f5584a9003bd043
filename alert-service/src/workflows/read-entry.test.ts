import { expect, test } from '@jest/globals';
import { readEntry } from './read-entry.ts';

const read = (fields: Record<string, string>, aheadMs = 0) =>
  readEntry({ id: '1800000000000-3', fields }, aheadMs);

const whole = {
  type: 'completed',
  workflow_id: 'wf-81',
  workflow_type: 'import',
  agent: 'mapper',
  at: '2026-11-21T12:00:00.250Z',
  duration_ms: '8400',
};

test.each([
  ['as documented', whole],
  [
    'with the names that others use',
    {
      event: 'workflow.completed',
      id: 'wf-81',
      type: 'import',
      agentType: 'mapper',
      timestamp: '1795262400250',
      durationMs: '8400',
    },
  ],
  [
    'as JSON in one field',
    { data: JSON.stringify({ ...whole, type: 'workflow_completed', duration_ms: 8400 }) },
  ],
])('an event is read %s', (_, fields) => {
  expect(read(fields)).toEqual({
    event: {
      id: '1800000000000-3',
      type: 'completed',
      workflow: 'wf-81',
      kind: 'import',
      agent: 'mapper',
      at: Date.parse('2026-11-21T12:00:00.250Z'),
      takenAt: 1_800_000_000_000,
      durationMs: 8400,
    },
  });
});

test('an event that says no time happened when Redis took it, by our clock', () => {
  expect(read({ type: 'started', workflow_id: 'a' }, 5_000)).toMatchObject({
    event: { at: 1_799_999_995_000, takenAt: 1_799_999_995_000 },
  });
  expect(read({ type: 'started', workflow_id: 'a', at: '1795262400.25' })).toMatchObject({
    event: { at: 1_795_262_400_250 },
  });
});

test.each([
  [{}, 'type is missing'],
  [{ type: 'exploded', workflow_id: 'a' }, 'type "exploded" is none of created, started'],
  [{ type: 'started' }, 'workflow_id is missing'],
  [{ type: 'started', workflow_id: 'x'.repeat(301) }, 'workflow_id is longer than 300 characters'],
  [{ type: 'started', workflow_id: 'a', at: 'yesterday' }, 'at "yesterday" is no time'],
  [{ type: 'started', workflow_id: 'a', at: '2026-11-21T12:00:00' }, 'is no time'],
  [{ type: 'completed', workflow_id: 'a', duration_ms: '-1' }, 'duration_ms "-1" is no number'],
  [{ data: '{' }, 'holds no JSON'],
  [{ data: '[1]' }, 'holds no JSON object'],
  [{ data: '{"type":"started","workflow_id":{}}' }, 'workflow_id is no text'],
])('what cannot be read says why: %j', (fields, why) => {
  expect(read(fields as Record<string, string>)).toEqual({ poison: expect.stringContaining(why) });
});
