import { expect, jest, test } from '@jest/globals';
import { routes } from '@tocsin/api';
import { startMailServer } from '#channels/kit/mail-server';
import { startTestPrometheus } from '#rule-test/prometheus-process';
import { ensurePrometheus } from '../../../scripts/servers/prometheus.ts';
import { startSlackStandIn } from '../../../demo/src/slack/slack-stand-in.ts';
import { eventually } from '../kit/eventually.ts';
import { startService } from '../kit/service.ts';

jest.setTimeout(60_000);

const minute = 60_000;

const tocsin = `
slack_app: {token: xoxb-planted-secret, api_url: 'SLACK', receivers: [managers]}
reports: {receivers: [managers], time_zone: Europe/Berlin}
services:
  - name: "=shop"
    selector: service="shop"
    owner: payments
    objectives:
      - {name: availability, target: 99.9, good: 'orders_total{$selector,code!~"5.."}', total: 'orders_total{$selector}'}
`;

test('promises are watched by rules that are shown, and the report goes out by mail and Slack', async () => {
  await using stack = new AsyncDisposableStack();
  const { prometheus: program } = await ensurePrometheus();
  const prometheus = stack.adopt(
    await startTestPrometheus({ program, evaluationIntervalMs: minute }),
    (each) => each.stop(),
  );
  const now = Date.now();
  const series = (code: string, perMinute: number) =>
    Array.from({ length: 150 }, (_, index) => ({
      labels: { __name__: 'orders_total', service: 'shop', code },
      at: now - (149 - index) * minute,
      value: index * perMinute,
    }));
  expect(await prometheus.write([...series('200', 98), ...series('500', 2)])).toBeUndefined();
  const slack = stack.adopt(await startSlackStandIn({}), (each) => each.close());
  const mail = stack.adopt(await startMailServer(), (each) => each.close());
  await using service = await startService({
    flags: [`--prometheus.url=${prometheus.url}`],
    alertmanager: `
global: {smtp_smarthost: '127.0.0.1:${mail.port}', smtp_from: t@example.org, smtp_require_tls: false}
route: {receiver: team}
receivers:
  - name: team
  - name: managers
    slack_configs: [{api_url: '${slack.webhookUrl}', channel: '#reports'}]
    email_configs: [{to: 'boss@example.org, cfo@example.org'}]
`,
    tocsin: tocsin.replace('SLACK', slack.apiUrl),
  });
  /** To be held to the contract. */
  const get = async (path: string): Promise<unknown> => (await service.get(`/api/tocsin/v1${path}`)).json();
  const { objectives } = await eventually('it is counted', async () => {
    const found = routes.listObjectives.response.parse(await get('/objectives'));
    return (found.objectives[0]?.total ?? 0) > 1_000 && found;
  });
  expect(objectives[0]).toMatchObject({
    ...{ id: '=shop/availability', state: 'broken', window: '30d' },
    attained: expect.closeTo(98, 1),
    rules: [
      expect.stringContaining('services:=shop;objectives;'),
      expect.stringContaining('services:=shop;objectives, slow;'),
    ],
  });
  expect(objectives[0]?.burn[0]).toMatchObject({
    window: '1h',
    limit: 14.4,
    rate: expect.closeTo(20, 1),
    alerting: true,
  });
  const one = routes.getObjective.response.parse(await get('/objectives/%3Dshop/availability'));
  expect(one.days?.length).toBeGreaterThan(25);
  expect((await service.get('/api/tocsin/v1/objectives/%3Dshop/nothing')).status).toBe(404);
  const rules = JSON.stringify(await get('/rules'));
  expect(rules).toContain('ErrorBudgetBurnsFast');

  const { reports } = routes.listReports.response.parse(await get('/reports'));
  // The test may run as a month begins: what was counted was counted in the one before.
  const counted = now - 100 * minute;
  const { id = '' } = reports.find(({ from }) => Date.parse(from) <= counted) ?? {};
  const answer = await service.post(`/api/tocsin/v1/reports/${id}/send`, {});
  const sent = routes.sendReport.response.parse(await answer.json());
  expect(sent.sent).toEqual([
    expect.objectContaining({ receiver: 'managers/email[0]', ok: true }),
    expect.objectContaining({ receiver: 'managers/slack[0]', ok: true }),
  ]);
  const [letter] = mail.mails;
  expect(letter?.to).toEqual(['boss@example.org', 'cfo@example.org']);
  expect(letter?.parsed.subject).toMatch(/^Report of .*: The promise is broken\./);
  expect(letter?.parsed.html).toContain('=shop');
  expect(letter?.parsed.text).toContain('| =shop | availability | SLO | 99.9 % |');
  // A spreadsheet must not take the name of a service for a formula.
  expect(letter?.parsed.attachments[0]?.content.toString()).toContain(`${id},'=shop,payments,`);
  const [message] = slack.messages();
  expect(JSON.stringify(message)).toMatch(/=shop: availability broken, 9[78]\.?\d* % of 99\.9 %/);
  const text = await get(`/reports/${id}/text?format=csv`);
  expect(text).toMatchObject({ name: `tocsin-report-${id}.csv`, type: 'text/csv' });
  expect((await service.get('/api/tocsin/v1/reports/2019-13')).status).toBe(404);
  expect((await service.get('/api/tocsin/v1/reports/2999-01')).status).toBe(404);
});
