import { expect, test } from '@jest/globals';
import { groupHash } from '../group-hash.ts';
import { groupKey, messageOf, night, triggered } from '../kit/messages.ts';
import { conversationOf } from './conversation.ts';

const hour = 3_600_000;
const hash = groupHash(groupKey).slice(0, 16);

test.each([
  ['none', night, `<alert-${hash}-@alertmanager>`],
  ['daily', night, `<alert-${hash}-2026-10-20@alertmanager>`],
  ['daily', night - 4 * hour, `<alert-${hash}-2026-10-19@alertmanager>`],
] as const)('threading by %s at %i belongs to %s, as Alertmanager names it', (threading, now, root) => {
  const message = messageOf({ now, incident: triggered, receipt: { messageId: '<last@example.com>' } });
  expect(conversationOf(message, { domain: 'example.com', threading, headers: {} })).toMatchObject({
    inReplyTo: root,
    references: [root],
  });
});

test('headers of the user’s own go before ours', () => {
  const headers = { 'Message-Id': '<own@x>', References: '<a@x>', 'X-Team': 'a' };
  expect(conversationOf(messageOf(), { domain: 'example.com', threading: undefined, headers })).toEqual({
    messageId: '<own@x>',
    headers: { References: '<a@x>', 'X-Team': 'a' },
  });
});
