import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { startMailServer } from '#channels/kit/mail-server';
import { eventually } from '../kit/eventually.ts';
import { type Service, startService } from '../kit/service.ts';
import { startTelegram } from '../kit/telegram-stand-in.ts';
import { startTwilio } from '../kit/twilio-stand-in.ts';

const externalUrl = 'https://tocsin.example.com/alerts';
const number = '+4915112345678';

/** The whole service, and on the other side of each channel a server that speaks its protocol. */
async function begin() {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-'));
  const mail = await startMailServer();
  const telegram = await startTelegram('7:AAA');
  const running: { service?: Service } = {};
  const at = (): string => `${running.service?.url}/alerts`;
  const twilio = await startTwilio({ authToken: 't0ken', externalUrl, at });
  writeFileSync(
    path.join(folder, 'on-call.yml'),
    `
people:
  - id: mia
    name: Mia
    contacts:
      - {id: mail, kind: email, address: mia@example.com, vouched: true}
      - {id: sms, kind: sms, address: "${number}", vouched: true}
      - {id: call, kind: call, address: "${number}", vouched: true}
      - {id: bot, kind: telegram, address: "4711", vouched: true}
    rules: {critical: [{contact: mail}, {contact: sms}, {contact: call}, {contact: bot}]}
policies:
  - id: payments
    name: Payments
    steps: [{targets: [{kind: person, id: mia}], wait: 5m}]
    last_resort: [{kind: person, id: mia}]
`,
  );
  const start = async (): Promise<Service> =>
    (running.service = await startService({
      folder,
      alertmanager: `
global: {smtp_smarthost: "127.0.0.1:${mail.port}", smtp_from: tocsin@example.com, smtp_require_tls: false}
route: {receiver: team, group_by: [alertname], group_wait: 100ms, group_interval: 300ms}
receivers: [{name: team}]
`,
      tocsin: `
on_call: {files: [on-call.yml]}
escalations: [{receiver: team, policy: payments}]
twilio: {account_sid: AC${'0'.repeat(32)}, auth_token: t0ken, from: "+15005550006", api_url: "${twilio.origin}"}
telegram: {bot_token: "7:AAA", api_url: "${telegram.origin}"}
`,
      flags: [`--web.external-url=${externalUrl}`],
    }));
  await start();
  return {
    ...{ mail, telegram, twilio, at, start },
    service: () => running.service,
    incident: async (): Promise<{ status: string; assignee?: string }> => {
      const answer = await fetch(`${at()}/api/tocsin/v1/incidents/INC-1`);
      return (await answer.json()) as { status: string; assignee?: string };
    },
    async [Symbol.asyncDispose]() {
      await running.service?.[Symbol.asyncDispose]();
      await twilio[Symbol.asyncDispose]();
      await telegram[Symbol.asyncDispose]();
      await mail.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const fire = (at: string): Promise<Response> =>
  fetch(`${at}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([
      {
        labels: { alertname: 'PaymentsFailing', severity: 'critical' },
        annotations: { summary: 'One in 12 card payments fails' },
        startsAt: new Date(Date.now() - 60_000).toISOString(),
        endsAt: new Date(Date.now() + 3_600_000).toISOString(),
      },
    ]),
  });

test('a page goes out four ways, and each of them answers: mail, over a restart, then SMS, keys and Telegram', async () => {
  await using it = await begin();
  expect((await fire(it.at())).status).toBe(200);
  const letter = await eventually('the mail', () => it.mail.mails[0]);
  const made = (kind: string) => it.twilio.made.find((each) => each.kind === kind)?.form;
  const sms = await eventually('the SMS', () => made('Messages'));
  const call = await eventually('the call', () => made('Calls'));
  const post = await eventually('the message', () => it.telegram.of('sendMessage')[0]);
  expect(sms.get('Body')).toMatch(/^Critical: One in 12 card payments fails.*INC-1\. Reply 1 acknowledge/u);
  expect(post).toMatchObject({ chat_id: 4711, reply_markup: expect.anything() });

  const [, link = ''] = /Acknowledge: (\S+)/u.exec(letter.parsed.text ?? '') ?? [];
  expect(link).toMatch(/^https:\/\/tocsin\.example\.com\/alerts\/answers\/link\//u);
  await it.service()?.app.stop();
  await it.start();
  const here = link.replace(externalUrl, it.at());
  const page = await (await fetch(here)).text();
  expect((await it.incident()).status).toBe('triggered');
  const [, nonce = ''] = /name="nonce" value="([^"]+)"/u.exec(page) ?? [];
  const pressed = await fetch(here, { method: 'POST', body: new URLSearchParams({ nonce }) });
  expect([pressed.status, await pressed.text()]).toEqual([
    200,
    expect.stringContaining('You have INC-1. Nobody else is paged.'),
  ]);
  expect(await it.incident()).toMatchObject({ status: 'acknowledged', assignee: 'Mia' });

  expect((await it.twilio.reply(number, '3 1 2h')).words).toContain('INC-1 is put off until');
  const [, action = ''] = /action="([^"]+)"/u.exec(call.get('Twiml') ?? '') ?? [];
  const said = await it.twilio.ask(action, { CallSid: 'CA1', Digits: '4' });
  expect(said.words).toContain('You have INC-1.');
  it.telegram.press(4711, 'resolve INC-1');
  const answer = await eventually('the answer', () => it.telegram.of('answerCallbackQuery')[0]);
  expect(answer).toMatchObject({ text: 'INC-1 is resolved.' });
  expect((await it.incident()).status).toBe('resolved');
});
