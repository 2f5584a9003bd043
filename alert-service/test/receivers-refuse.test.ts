import { expect, jest, test } from '@jest/globals';
import { startMailCatcher } from '../../demo/src/mail/mail-catcher.ts';
import { startSlackStandIn } from '../../demo/src/slack/slack-stand-in.ts';
import { eventually } from './kit/eventually.ts';
import { startService } from './kit/service.ts';

jest.setTimeout(60_000);

test('Slack answers 429 and the mail server refuses while an alert comes and goes: both are told of both in the end', async () => {
  await using stack = new AsyncDisposableStack();
  const slack = stack.adopt(await startSlackStandIn({}), (each) => each.close());
  const mail = stack.adopt(await startMailCatcher({}), (each) => each.close());
  slack.refuse({ kind: 'rate-limited', retryAfterSeconds: 1 });
  mail.refuse({ kind: 'temporary' });
  await using service = await startService({
    alertmanager: `
global: {smtp_smarthost: '127.0.0.1:${mail.smtpPort}', smtp_from: t@example.org, smtp_require_tls: false}
route: {receiver: team, group_by: [alertname], group_wait: 50ms, group_interval: 300ms, repeat_interval: 1h}
receivers:
  - name: team
    slack_configs: [{api_url: '${slack.webhookUrl}', channel: '#alerts', send_resolved: true}]
    email_configs: [{to: team@example.org, send_resolved: true}]
`,
    tocsin: `slack_app: {token: xoxb-planted-secret, api_url: '${slack.apiUrl}', receivers: [team]}`,
  });
  const labels = { alertname: 'Refused', severity: 'critical', service: 'api' };
  const annotations = { summary: 'It is broken' };
  await service.post('/api/v2/alerts', [{ labels, annotations }]);
  const overview = async () => (await service.get('/api/tocsin/v1/overview')).text();
  const failing = await eventually('both are seen to fail', async () => {
    const text = await overview();
    return text.match(/"state":"failing"/g)?.length === 2 && text;
  });
  expect(failing).not.toContain('xoxb-planted-secret');
  await service.post('/api/v2/alerts', [{ labels, annotations, endsAt: new Date().toISOString() }]);
  await eventually(
    'it has ended',
    async () => (await (await service.get('/api/v2/alerts')).text()).trim() === '[]',
  );
  expect((await service.get('/-/ready')).status).toBe(200);

  slack.accept();
  mail.accept();
  const subjects = await eventually('the mailbox has both', () => {
    const all = mail.mails().map(({ subject }) => subject);
    return all.length === 2 && all;
  });
  expect(subjects[0]).toContain('[Critical] It is broken');
  expect(subjects[1]).toContain('[Resolved] It is broken');
  const message = await eventually('Slack was told and then updated', () => {
    const [first] = slack.messages();
    return first && first.edits.length > 0 && first;
  });
  expect(JSON.stringify(message.edits[0])).toContain('Critical: It is broken');
  expect(JSON.stringify(message.attachments)).toContain('Resolved');
  await eventually('nothing waits any more', async () => {
    const metrics = await (await service.get('/metrics')).text();
    return /tocsin_outbox_pending 0\b/.test(metrics);
  });
});
