import { expect, jest, test } from '@jest/globals';
import { startMailCatcher } from '../../demo/src/mail/mail-catcher.ts';
import { startSlackStandIn } from '../../demo/src/slack/slack-stand-in.ts';
import { eventually } from './kit/eventually.ts';
import { startService } from './kit/service.ts';

jest.setTimeout(60_000);

test('Slack answers 500 past the deadline: the mail server gets the fallback and, in the end, that it is over', async () => {
  await using stack = new AsyncDisposableStack();
  const slack = stack.adopt(await startSlackStandIn({}), (each) => each.close());
  const mail = stack.adopt(await startMailCatcher({}), (each) => each.close());
  slack.refuse({ kind: 'server-error' });
  await using service = await startService({
    alertmanager: `
global: {smtp_smarthost: '127.0.0.1:${mail.smtpPort}', smtp_from: t@example.org, smtp_require_tls: false}
route: {receiver: team, group_by: [alertname], group_wait: 50ms, group_interval: 300ms, repeat_interval: 1h}
receivers:
  - name: team
    slack_configs: [{api_url: '${slack.webhookUrl}', channel: '#alerts', send_resolved: true}]
  - name: spare
    email_configs: [{to: team@example.org, send_resolved: true}]
`,
    tocsin: `receivers: [{name: team, fallback: {receiver: spare, after: 2s}}]`,
  });
  const labels = { alertname: 'Broken', severity: 'critical', service: 'api' };
  const annotations = { summary: 'It is broken' };
  await service.post('/api/v2/alerts', [{ labels, annotations }]);
  const [told] = await eventually(
    'the mailbox has the fallback',
    () => mail.mails().length === 1 && mail.mails(),
  );
  expect(told?.subject).toContain('[Critical] It is broken');
  expect(told?.text).toMatch(
    /Told here because team\/slack\[0\] could not be told since .*: Slack answered 500/,
  );
  const metrics = await (await service.get('/metrics')).text();
  expect(metrics).toMatch(/tocsin_fallbacks_total\{receiver="team"\} 1/);

  slack.accept();
  await eventually('Slack is told too', () => slack.messages().length > 0);
  await service.post('/api/v2/alerts', [{ labels, annotations, endsAt: new Date().toISOString() }]);
  await eventually('the mailbox has the end', () => mail.mails().length === 2);
  expect(mail.mails()[1]?.subject).toContain('[Resolved] It is broken');
});
