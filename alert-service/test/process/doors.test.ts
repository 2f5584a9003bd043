import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { eventually } from '../kit/eventually.ts';
import { startProcess } from '../kit/process.ts';
import { raw } from '../kit/raw.ts';
import { quietConfig } from '../kit/service.ts';

jest.setTimeout(60_000);

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

interface Files {
  readonly alertmanager?: string;
  readonly tocsin?: string;
  readonly rules?: string;
}

function argsFor(
  { alertmanager = quietConfig(), tocsin = '', rules }: Files,
  flags: string[] = [],
): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-doors-'));
  folders.push(folder);
  const put = (name: string, text: string): string => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  return [
    'serve',
    `--config.file=${put('alertmanager.yml', alertmanager)}`,
    `--tocsin.config.file=${put('tocsin.yml', tocsin)}`,
    `--storage.path=${path.join(folder, 'data')}`,
    ...(rules === undefined ? [] : [`--rules.file=${put('rules.yml', rules)}`]),
    ...(flags.some((flag) => flag.startsWith('--web.listen-address'))
      ? []
      : ['--web.listen-address=127.0.0.1:0']),
    ...flags,
  ];
}

const addressesOf = (log: string): string[] =>
  [...log.matchAll(/msg="Listening on" address=(\S+)/g)].map(([, address]) => address ?? '');

test('several addresses are listened on, IPv6 too, each with a port of its own', async () => {
  const service = startProcess(
    argsFor({}, ['--web.listen-address=127.0.0.1:0', '--web.listen-address', '[::1]:0']),
  );
  await service.url;
  const [four, six] = await eventually('both', () => {
    const found = addressesOf(service.log());
    return found.length === 2 && found;
  });
  expect(four).toMatch(/^127\.0\.0\.1:[1-9]\d*$/);
  expect(six).toMatch(/^\[::1\]:[1-9]\d*$/);
  for (const address of [four, six])
    expect(
      (await raw(`http://${address}`, '/api/tocsin/v1/me', { headers: { Host: String(address) } })).status,
    ).toBe(200);
  expect(await service.kill('SIGINT')).toBe(0);
});

test.each(['9093', '127.0.0.1', '127.0.0.1:99999', '127.0.0.1:http', 'no.such.host.invalid:0', '8.8.8.8:0'])(
  'the address %s cannot be listened on: one line says so, without a stack',
  async (address) => {
    const service = startProcess(argsFor({}, [`--web.listen-address=${address}`]));
    expect(await service.ended).toBe(1);
    expect(service.log()).toContain(address);
    expect(service.log()).not.toMatch(/^\s+at /m);
  },
);

test.each([
  [
    'a configuration file that is not there',
    ['--config.file=/none/alertmanager.yml'],
    /none\/alertmanager\.yml:1:1: .*--config\.file/,
  ],
  ['a configuration file that is a folder', ['--config.file=/'], /--config\.file/],
  ['a storage path that cannot be made', ['--storage.path=/dev/null/data'], /\/dev\/null\/data/],
  [
    'a database that cannot be opened',
    ['--database.url=sqlite:/dev/null/tocsin.db'],
    /\/dev\/null\/tocsin\.db/,
  ],
  [
    'a rule file that is not there',
    ['--rules.file=/none/r.yml', '--prometheus.url=http://127.0.0.1:9'],
    /\/none\/r\.yml/,
  ],
  [
    'rule files that nobody is asked for',
    ['--rules.file=/none/*.yml'],
    /tocsin\.yml:1:1: --rules\.file needs --prometheus\.url, or a data source named "default" here/,
  ],
])('%s: exit code 1, what to change, and no stack', async (_, flags, message) => {
  const args = argsFor({}).filter((arg) => !flags.some((flag) => flag.split('=')[0] === arg.split('=')[0]));
  const service = startProcess([...args, ...flags]);
  expect(await service.ended).toBe(1);
  expect(service.log()).toMatch(message);
  expect(service.log()).not.toMatch(/^\s+at /m);
});

test.each([
  [['--rules.max-concurrent-evals=0'], '--rules.max-concurrent-evals must be at least 1'],
  [['--web.cors.origin=('], '--web.cors.origin: '],
])('%s is no silent nothing: exit code 2, and why', async (flags, message) => {
  const service = startProcess(argsFor({}, flags));
  expect(await service.ended).toBe(2);
  expect(service.log()).toContain(message);
});

test('--version is told on stdout, with or without the verb', async () => {
  for (const args of [['--version'], ['serve', '--version'], ['version']]) {
    const service = startProcess(args);
    let out = '';
    service.child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
    expect(await service.ended).toBe(0);
    expect(out).toMatch(/^tocsin, version \d+\.\d+\.\d+ .*\n(?: {2}.*\n)+$/);
  }
});

test('told to stop while it starts, it stops cleanly', async () => {
  const service = startProcess(argsFor({}));
  await eventually('it starts', () => service.log().includes('Starting tocsin'));
  expect(await service.kill('SIGTERM')).toBe(0);
});

test('open streams, idle and hanging requests do not hold up the stop', async () => {
  const service = startProcess(argsFor({}));
  const url = await service.url;
  const port = Number(new URL(url).port);
  const stream = await fetch(`${url}/api/tocsin/v1/stream`);
  const hanging = [
    'POST /api/v2/alerts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n[',
    'GET /-/ready HTTP/1.1\r\nHost: localhost\r\n\r\n',
    'GET /-/ready HTT',
    '',
  ].map((text) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('error', () => undefined);
    return socket;
  });
  await eventually('they hang', () => hanging.every((socket) => !socket.connecting));
  await (await fetch(`${url}/-/ready`)).text();
  const from = performance.now();
  expect(await service.kill('SIGTERM')).toBe(0);
  expect(performance.now() - from).toBeLessThan(5_000);
  await stream.text().catch(() => undefined);
  for (const socket of hanging) socket.destroy();
});

test('who hangs up in the middle of a body is no failure of ours, and the log is not his to fill', async () => {
  const service = startProcess(argsFor({}, ['--log.level=debug']));
  const url = await service.url;
  for (let each = 0; each < 5; each++)
    await new Promise<void>((resolve) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
        socket.write(
          'POST /api/v2/alerts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n[',
          () => socket.destroy(),
        );
      });
      socket.on('close', () => resolve());
    });
  await raw(url, '/api/v2/alerts', {
    headers: { 'Content-Type': 'application/json' },
    method: 'POST',
    body: '{',
  });
  expect((await fetch(`${url}/-/ready`)).status).toBe(200);
  expect(await service.kill('SIGTERM')).toBe(0);
  expect(service.log()).not.toMatch(/level=error|a request failed/);
});

let trap: Server;
const arrived: string[] = [];
beforeAll(async () => {
  trap = createServer((request, response) => {
    arrived.push(`${request.url} ${JSON.stringify(request.headers)}`);
    response
      .writeHead(arrived.length % 2 === 0 ? 400 : 500)
      .end(`you sent ${request.url} ${String(request.headers.authorization)}`);
  });
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  trap.closeAllConnections();
  trap.close();
});

test('no secret is told by anything that the service prints, shows or answers, at any level', async () => {
  const { port } = trap.address() as AddressInfo;
  const here = `127.0.0.1:${port}`;
  const service = startProcess(
    argsFor(
      {
        alertmanager: `
global:
  slack_api_url: http://${here}/slack/SECRET-slack-path
  smtp_smarthost: ${here}
  smtp_from: a@example.com
  smtp_auth_username: mailer
  smtp_auth_password: SECRET-smtp
  smtp_require_tls: false
route: {receiver: team, group_by: [alertname], group_wait: 10ms, group_interval: 100ms}
receivers:
  - name: team
    slack_configs: [{channel: '#a'}]
    email_configs: [{to: b@example.com}]
    webhook_configs:
      - url: http://user:SECRET-userinfo@${here}/hook/SECRET-hook-path?key=SECRET-hook-query
      - url: http://${here}/basic
        http_config: {basic_auth: {username: u, password: SECRET-basic}}
      - url: http://${here}/bearer
        http_config: {authorization: {credentials: SECRET-bearer}}
`,
        tocsin: `
api: {tokens: [{name: t, token: SECRET-token, kind: client, role: operator}]}
`,
        rules: 'groups: [{name: g, interval: 1s, rules: [{alert: R, expr: up == 0}]}]',
      },
      ['--log.level=debug', `--prometheus.url=http://p:SECRET-prometheus@${here}/`],
    ),
  );
  let out = '';
  service.child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const url = await service.url;
  const headers = { 'Content-Type': 'application/json' };
  await raw(url, '/api/v2/alerts', { method: 'POST', headers, body: '[{"labels":{"alertname":"S"}}]' });
  await eventually('every way was tried', () =>
    ['/slack', '/hook', '/basic', '/bearer', '/api/v1/query'].every((way) =>
      arrived.some((request) => request.startsWith(way)),
    ),
  );
  const answers: string[] = [];
  const ask = async (at: string, more: object = {}) => {
    const { body, headers: told } = await raw(url, at, more);
    answers.push(`${at}: ${body} ${JSON.stringify(told)}`);
    return body;
  };
  const own = '/api/tocsin/v1';
  await eventually('refusals are seen', async () => (await ask(`${own}/overview`)).includes('failing'));
  const [alert] = JSON.parse(await ask('/api/v2/alerts')) as { fingerprint: string }[];
  const paths = [
    'me',
    'alerts',
    `alerts/${alert?.fingerprint}`,
    'incidents',
    'incidents/INC-1',
    'rules',
    'query?query=up',
  ];
  for (const at of [...paths, 'query_range?query=up&start=0&end=1&step=1', 'openapi.json'])
    await ask(`${own}/${at}`);
  await ask(`${own}/me`, { headers: { Authorization: 'Bearer SECRET-wrong-token' } });
  for (const at of [
    '/api/v2/status',
    '/api/v2/receivers',
    '/api/v2/alerts/groups',
    '/metrics',
    '/',
    '/-/ready',
  ])
    await ask(at);
  expect(answers.join('\n')).toContain('alertmanager_alerts');
  await eventually('the lowest level speaks too', () => service.log().includes('level=debug'));
  expect(await service.kill('SIGTERM')).toBe(0);
  for (const text of [service.log(), out, ...answers]) expect(text).not.toMatch(/.{0,200}SECRET.{0,40}/);
});
