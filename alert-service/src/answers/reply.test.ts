import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseReply } from './reply.ts';

test.each([
  ['1', { does: 'acknowledge' }],
  [' 1. ', { does: 'acknowledge' }],
  ['１', { does: 'acknowledge' }],
  ['2', { does: 'resolve' }],
  ['3', { does: 'snooze' }],
  ['4', { does: 'awake' }],
  ['1 12', { does: 'acknowledge', incident: 'INC-12' }],
  ['1 INC-12', { does: 'acknowledge', incident: 'INC-12' }],
  ['1 inc 12', { does: 'acknowledge', incident: 'INC-12' }],
  ['1 #0012', { does: 'acknowledge', incident: 'INC-12' }],
  ['Ack INC-12', { does: 'acknowledge', incident: 'INC-12' }],
  ['inc-12 resolve', { does: 'resolve', incident: 'INC-12' }],
  ['acknowledge', { does: 'acknowledge' }],
  ['3 12 2h', { does: 'snooze', incident: 'INC-12', forMs: 7_200_000 }],
  ['3 2 h', { does: 'snooze', forMs: 7_200_000 }],
  ['snooze 30 min', { does: 'snooze', forMs: 1_800_000 }],
  ['snooze 12 45m', { does: 'snooze', incident: 'INC-12', forMs: 2_700_000 }],
  ['0', 'list'],
  ['?', 'list'],
  ['Status', 'list'],
  ['', 'unknown'],
  ['1 sec please', 'unknown'],
  ['5', 'unknown'],
  ['12', 'unknown'],
  ['11', 'unknown'],
  ['1 2h', 'unknown'],
  ['1 12 13', 'unknown'],
  ['ack resolve', 'unknown'],
  ['snooze 0h', 'unknown'],
  ['snooze 9999h', 'unknown'],
  ['constructor', 'unknown'],
  ['do not resolve', 'unknown'],
  ['On my way', 'unknown'],
])('%j is read as %j', (text, reply) => {
  expect(parseReply(text)).toEqual(reply);
});

test('any text is read as something, quickly', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(parseReply(text)).toBeDefined();
    }),
    { numRuns: 50 },
  );
});
