import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, expect, jest, test } from '@jest/globals';
import type { IncidentDetail } from '@tocsin/api';
import type { SMTPServerOptions } from 'smtp-server';
import { type MailServer, startMailServer } from '#channels/kit/mail-server';
import { eventually } from '../kit/eventually.ts';
import { type Process, startProcess } from '../kit/process.ts';

jest.setTimeout(60_000);

const alertmanager = (smtpPort: number): string => `
global: {smtp_smarthost: "127.0.0.1:${smtpPort}", smtp_from: tocsin@example.org, smtp_require_tls: false}
route: {receiver: team, group_by: [alertname], group_wait: 100ms, group_interval: 300ms}
receivers: [{name: team}]
`;

const tocsin = `
on_call: {files: [on-call.yml]}
escalations: [{receiver: team, policy: ladder}]
`;

const rung = (person: string, wait: string): string =>
  `{targets: [{kind: person, id: ${person}}], wait: ${wait}}`;
const onCall = (wait: string): string => `
people:
${['mia', 'jonas', 'sam']
  .map(
    (id) =>
      `  - {id: ${id}, name: ${id}, contacts: [{id: mail, kind: email, address: ${id}@example.org, vouched: true}]}`,
  )
  .join('\n')}
policies:
  - id: ladder
    name: Ladder
    steps: [${rung('mia', wait)}, ${rung('jonas', wait)}, ${rung('sam', wait)}]
    last_resort: [{kind: person, id: sam}]
`;

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

interface Scene {
  readonly mail: MailServer;
  /** Who got mails, in their order. */
  told(): readonly string[];
  /** kill -9, and nothing more until `start`. */
  kill(): Promise<void>;
  start(): Promise<void>;
  get(): Promise<Response>;
  incident(): Promise<IncidentDetail>;
  post(path: string, body: unknown): Promise<Response>;
}

/** The real process, real SMTP, and a critical alert that has just begun. */
async function scene(wait: string, smtp: SMTPServerOptions = {}): Promise<Scene> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-on-call-'));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const mail = stack.adopt(await startMailServer(smtp), (server) => server.close());
  const write = (name: string, said: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, said);
    return file;
  };
  write('on-call.yml', onCall(wait));
  const args = [
    'serve',
    `--config.file=${write('alertmanager.yml', alertmanager(mail.port))}`,
    `--tocsin.config.file=${write('tocsin.yml', tocsin)}`,
    `--storage.path=${path.join(folder, 'data')}`,
    '--web.listen-address=127.0.0.1:0',
  ];
  let running: Process | undefined;
  let url = '';
  stack.defer(() => running?.[Symbol.asyncDispose]());
  const it: Scene = {
    mail,
    told: () => mail.mails.map(({ to }) => to.join().replace('@example.org', '')),
    async kill() {
      expect(await running?.kill('SIGKILL')).toBe('SIGKILL');
    },
    async start() {
      running = startProcess(args);
      url = await running.url;
    },
    get: () => fetch(`${url}/api/tocsin/v1/incidents/INC-1`),
    incident: async () => (await (await it.get()).json()) as IncidentDetail,
    post: (at, body) =>
      fetch(`${url}${at}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  };
  await it.start();
  const labels = { alertname: 'PaymentsFailing', severity: 'critical', service: 'payments' };
  const endsAt = new Date(Date.now() + 3_600_000).toISOString();
  expect((await it.post('/api/v2/alerts', [{ labels, endsAt }])).status).toBe(200);
  await eventually('it is an incident', async () => (await it.get()).ok);
  return it;
}

/** Nothing of it is in flight any more: what a kill may repeat. */
async function isKept(it: Scene): Promise<boolean> {
  const { calls } = await it.incident();
  return (
    calls.length > 0 && calls.every(({ contacts }) => contacts.every(({ status }) => status === 'delivered'))
  );
}
const passed = (at: number): Promise<boolean> => eventually('its time has come', () => Date.now() > at);

test('killed between the page and the answer: nobody is told twice, and the next step comes at the time it had', async () => {
  const it = await scene('6s');
  await eventually('Mia is told, and it is kept', () => isKept(it));
  const { nextAt = '' } = await it.incident();
  await it.kill();
  await it.start();
  expect(await it.incident()).toMatchObject({ status: 'triggered', nextAt });
  await eventually('Jonas is told', () => it.told().includes('jonas'));
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(nextAt));
  expect(it.told()).toEqual(['mia', 'jonas']);
});

test('down for longer than all steps take: one of them runs, and the one after it has its whole wait', async () => {
  const it = await scene('4s');
  await eventually('Mia is told, and it is kept', () => isKept(it));
  const { nextAt = '' } = await it.incident();
  await it.kill();
  await passed(Date.parse(nextAt) + 5_000);
  await it.start();
  await eventually('Jonas is told', () => it.told().includes('jonas'));
  const { calls, nextAt: then = '' } = await it.incident();
  expect(it.told()).toEqual(['mia', 'jonas']);
  expect(Date.parse(then) - Date.parse(calls[1]?.at ?? '')).toBeGreaterThanOrEqual(4_000);
});

test('killed after the acknowledgement: they still have it, and nobody is told any more', async () => {
  const it = await scene('6s');
  await eventually('Mia is told, and it is kept', () => isKept(it));
  const { nextAt = '' } = await it.incident();
  expect((await it.post('/api/tocsin/v1/incidents/INC-1/acknowledge', {})).status).toBe(200);
  await it.kill();
  await it.start();
  await passed(Date.parse(nextAt) + 1_000);
  const now = await it.incident();
  expect(now).toMatchObject({ status: 'acknowledged', ladder: { status: 'paused' } });
  expect(now.assignee).toBeDefined();
  expect(now.nextAt).toBeUndefined();
  expect(it.told()).toEqual(['mia']);
});

test('killed when a page has arrived and its answer has not: it is repeated once, as the same mail, and stays one page', async () => {
  const arrived: string[] = [];
  let answers = false;
  const it = await scene('30s', {
    onData: (stream, _session, done) => {
      void text(stream).then((raw) => {
        arrived.push(/^message-id: (.*)$/im.exec(raw)?.[1] ?? 'none');
        if (answers) done();
      });
    },
  });
  await eventually('it has arrived', () => arrived.length === 1);
  await it.kill();
  answers = true;
  await it.start();
  await eventually('it is kept that Mia is told', () => isKept(it));
  expect(arrived).toEqual([arrived[0], arrived[0]]);
  const { calls, timeline } = await it.incident();
  expect(calls.map(({ target }) => target.id)).toEqual(['mia']);
  expect(timeline.map(({ reason }) => reason)).toContain('ambiguous');
});
