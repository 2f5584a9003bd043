import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { WebexSettings } from '#config/webex-config';
import { Secret } from '#lib/secret';
import { createExpand } from '../expand.ts';
import { edgeOf } from '../kit/edge.ts';
import { hostileAlert, hostileValues } from '../kit/hostile.ts';
import { type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import { another, messageOf, night, paymentsFailing } from '../kit/messages.ts';
import { webex } from './webex.ts';

let server: HttpServer;
beforeAll(async () => {
  server = await startHttpServer(say(200, { id: 'x' }));
});
afterAll(() => server.close());

const edge = () => edgeOf({ expand: createExpand(() => night) });

const settingsOf = (changes: Partial<WebexSettings>): WebexSettings => ({
  apiUrl: `${server.origin}/v1/messages`,
  roomId: 'Y2lz',
  http: { followRedirects: true, authorization: { type: 'Bearer', credentials: Secret.of('b0t') } },
  ...changes,
});

async function sent(
  changes: Partial<WebexSettings> = {},
  message = messageOf(),
): Promise<{ markdown: string }> {
  expect(await webex.send(message, settingsOf(changes), edge())).toEqual({ kind: 'done' });
  const { url, headers, body } = server.received.at(-1)!;
  expect([url, headers.authorization]).toEqual(['/v1/messages', 'Bearer b0t']);
  return JSON.parse(body) as { markdown: string };
}

test('room and message are templates', async () => {
  expect(await sent({ roomId: 'R-{{ .CommonLabels.service }}', message: '**{{ .Status }}**' })).toEqual({
    roomId: 'R-payments',
    markdown: '**firing**',
  });
});

test('a template that fails sends our own text, with the error in it; a failing room is refused', async () => {
  expect((await sent({ message: '{{ template "gone" . }}' })).markdown).toMatch(
    /^A template .* fails.*gone.*\n\*\*Critical: One in 12/su,
  );
  const settings = settingsOf({ roomId: '{{ template "gone" . }}' });
  expect(await webex.send(messageOf(), settings, edge())).toMatchObject({
    kind: 'refused',
    error: expect.stringContaining('room_id'),
  });
});

test('hostile values stay text, within 7,439 bytes', async () => {
  expect(Buffer.byteLength((await sent({ message: '🔥'.repeat(5000) })).markdown)).toBeLessThanOrEqual(7439);
  for (const value of hostileValues) {
    const firing = [hostileAlert(value), another(paymentsFailing, {})];
    const { markdown } = await sent({}, messageOf({ notice: { firing } }));
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(7439);
    expect(markdown).not.toMatch(/\]\(https?:\/\/evil|(?<!\\)<|@(?:here|channel)/u);
  }
});
