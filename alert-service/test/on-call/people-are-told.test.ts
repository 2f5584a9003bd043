import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type HttpServer, say, startHttpServer } from '#channels/kit/http-server';
import { type MailServer, startMailServer } from '#channels/kit/mail-server';
import { eventually } from '../kit/eventually.ts';
import { type Service, startService } from '../kit/service.ts';

let mail: MailServer;
let program: HttpServer;
let folder: string;
beforeAll(async () => {
  mail = await startMailServer();
  program = await startHttpServer(say(200, 'restarted 3 of 3 pods'));
});
afterAll(async () => {
  await mail.close();
  await program.close();
});
beforeEach(() => {
  mail.mails.length = 0;
  program.received.length = 0;
  folder = mkdtempSync(path.join(tmpdir(), 'tocsin-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const alertmanager = (): string => `
global: {smtp_smarthost: "127.0.0.1:${mail.port}", smtp_from: tocsin@example.com, smtp_require_tls: false}
route: {receiver: team, group_by: [alertname], group_wait: 100ms, group_interval: 300ms}
receivers: [{name: team}]
`;
const tocsin = `
on_call: {files: [on-call.yml]}
escalations: [{receiver: team, policy: payments}]
webhooks: {signing_secret: s3cret}
`;
const people = (): string => `
people:
  - id: mia
    name: Mia
    time_zone: Asia/Kolkata
    contacts:
      - {id: mail, kind: email, address: mia@example.com, vouched: true}
      - {id: hook, kind: webhook, address: "${program.origin}/mia", vouched: true}
      - {id: phone, kind: sms, address: "+4915112345678", vouched: true}
    rules: {critical: [{contact: phone}, {contact: mail, after: 10m}, {contact: hook}]}
automations: [{id: restart, name: Restart, url: "${program.origin}/restart"}]
policies:
  - id: payments
    name: Payments
    steps:
      - {level: 0, targets: [{kind: automation, id: restart}], wait: 0s}
      - {level: 1, targets: [{kind: person, id: mia}], wait: 5m}
    last_resort: [{kind: person, id: mia}]
`;

async function begin(): Promise<Service> {
  writeFileSync(path.join(folder, 'on-call.yml'), people());
  return startService({ folder, alertmanager: alertmanager(), tocsin });
}

const fire = (service: Service): Promise<Response> =>
  service.post('/api/v2/alerts', [
    {
      labels: { alertname: 'PaymentsFailing', severity: 'critical' },
      annotations: { summary: 'One in 12 card payments fails' },
    },
  ]);

test('a firing alert asks the automation, shows what it answered, and reaches a person by mail and webhook', async () => {
  await using service = await begin();
  expect((await fire(service)).status).toBe(200);
  const letter = await eventually('the mail', () => mail.mails[0]);
  expect(letter.to).toEqual(['mia@example.com']);
  expect(letter.parsed.text).toContain('You are told by the policy Payments, level 1.');
  // In her own time, wherever the service runs.
  expect(letter.parsed.subject).toMatch(/, since \d\d:\d\d (IST|GMT\+5:30)$/);
  const sent = await eventually('the webhook', () => program.received.find(({ url }) => url === '/mia'));
  const [, seconds, mac] = /^t=(\d+),v1=(\w+)$/u.exec(String(sent.headers['x-tocsin-signature'])) ?? [];
  expect(mac).toBe(createHmac('sha256', 's3cret').update(`${seconds}.${sent.body}`).digest('hex'));
  expect(JSON.parse(sent.body)).toMatchObject({ page: { person: 'Mia' }, incident: { id: 'INC-1' } });
  const incident = await (await service.get('/api/tocsin/v1/incidents/INC-1')).text();
  expect(program.received.map(({ url }) => url)).toEqual(['/restart', '/mia']);
  expect(incident).toContain('restarted 3 of 3 pods');
  // There is no Twilio: the number refuses at once, and the mail of ten minutes later is sent in its place.
  expect(incident).toContain('there is no twilio section in tocsin.yml');
});
