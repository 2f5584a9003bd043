import { expect, jest, test } from '@jest/globals';
import { startSlackStandIn } from '../../demo/src/slack/slack-stand-in.ts';
import { eventually } from './kit/eventually.ts';
import { startService } from './kit/service.ts';

jest.setTimeout(60_000);

test('Slack gets one message and then one digest of the rest; what is critical does not wait', async () => {
  await using stack = new AsyncDisposableStack();
  const slack = stack.adopt(await startSlackStandIn({}), (each) => each.close());
  await using service = await startService({
    alertmanager: `
route: {receiver: team, group_by: [alertname], group_wait: 50ms, group_interval: 1h, repeat_interval: 1h}
receivers:
  - name: team
    slack_configs: [{api_url: '${slack.webhookUrl}', channel: '#alerts', send_resolved: true}]
`,
    tocsin: `receivers: [{name: team, rate_limit: {messages: 1, per: 5s}}]`,
  });
  const alert = (alertname: string, severity: string) => ({
    labels: { alertname, severity, service: 'api' },
  });
  await service.post('/api/v2/alerts', [alert('A', 'warning')]);
  await eventually('the first is there', () => slack.messages().length === 1);
  await service.post('/api/v2/alerts', [alert('B', 'warning'), alert('C', 'low'), alert('Bad', 'critical')]);
  await eventually('what is critical is there', () => slack.messages().length >= 2);
  expect(JSON.stringify(slack.messages())).toContain('Critical: Bad');
  const text = await eventually('the digest is there', () => {
    const all = JSON.stringify(slack.messages());
    return slack.messages().length === 3 && all;
  });
  expect(text).toContain('2 more alerts in 2 groups, none critical');
  const metrics = await eventually('nothing waits any more', async () => {
    const all = await (await service.get('/metrics')).text();
    return /tocsin_outbox_pending 0\b/.test(all) && all;
  });
  expect(metrics).toMatch(/tocsin_rate_limited_total\{receiver="team"\} 2/);
});
