import { expect, test } from '@jest/globals';
import { markdown } from '../src/sink/markdown.ts';
import { startWebhookSink } from '../src/sink/webhook-sink.ts';

test('a webhook is kept with its body, and refused when told so', async () => {
  const sink = await startWebhookSink();
  const post = () =>
    fetch(sink.webhookUrl, {
      method: 'POST',
      body: '{"version":"4"}',
      headers: { 'content-type': 'application/json' },
    });
  expect((await post()).status).toBe(200);
  sink.refuse({ kind: 'rate-limited', retryAfterSeconds: 3, times: 1 });
  const refused = await post();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3']);
  expect((await post()).status).toBe(200);
  expect(sink.deliveries().map(({ body }) => body)).toEqual([{ version: '4' }, { version: '4' }]);
  expect(sink.attempts()).toBe(3);
  await sink.close();
});

test('a runbook is shown as a page, and nothing outside the folder is', async () => {
  const sink = await startWebhookSink();
  const page = await (await fetch(`${sink.url}/runbooks/high-error-rate`)).text();
  expect(page).toMatch(/<h1>.*<\/h1>/);
  expect((await fetch(`${sink.url}/runbooks/..%2f..%2fREADME`)).status).toBe(404);
  await sink.close();
});

test('Markdown is escaped: only what we mark up becomes markup', () => {
  const source = '# T <b>\n\n1. one `a<b`\n2. [x](javascript:alert(1))\n\n```\na\n\n<script>\n```';
  expect(markdown(source).text).toBe(
    '<h1>T &lt;b&gt;</h1>\n<ol><li>one <code>a&lt;b</code></li><li>x)</li></ol>\n<pre><code>a\n\n&lt;script&gt;</code></pre>',
  );
});
