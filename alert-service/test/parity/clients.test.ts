import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureAlertmanager } from '../../../scripts/servers/alertmanager.ts';
import { eventually } from '../kit/eventually.ts';
import { type Process, startProgram } from '../kit/process.ts';
import { type Service, startService } from '../kit/service.ts';

/**
 * What the clients of Alertmanager ask, as their sources send it, of ours and of the real one: the same status, the same
 * type of content, and at least the fields that the real one answers, of the same types.
 */

interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: unknown;
  readonly text: string;
}

const real = await ensureAlertmanager();
/** Debian's is older: it still had the API of version 1, and 500 for an unknown silence. */
const isRecent = Number(real.version.split('.')[1]) >= 28;
const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-clients-'));
let ours: Service;
let theirs: Process;

beforeAll(async () => {
  mkdirSync(path.join(folder, 'console'));
  writeFileSync(path.join(folder, 'console/index.html'), '<html>');
  ours = await startService({ folder, flags: ['--cluster.listen-address='] });
  theirs = startProgram(
    real.binary,
    [
      ...[
        `--config.file=${path.join(folder, 'alertmanager.yml')}`,
        `--storage.path=${path.join(folder, 'am')}`,
      ],
      ...['--web.listen-address=127.0.0.1:0', '--cluster.listen-address='],
    ],
    real,
  );
  await theirs.url;
}, 30_000);
afterAll(async () => {
  await ours[Symbol.asyncDispose]();
  await theirs[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(base: string, { method = 'GET', path: at, headers = {}, body }: Asked): Promise<Answer> {
  const json = { 'Content-Type': 'application/json', ...headers };
  const response = await fetch(base + at, {
    method,
    headers: body === undefined ? headers : json,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type')?.split(';')[0] ?? null;
  const isJson = type === 'application/json' && text !== '';
  return { status: response.status, type, text, body: isJson ? (JSON.parse(text) as unknown) : undefined };
}

const both = async (
  asked: (server: 'ours' | 'theirs') => Asked,
): Promise<{ ours: Answer; theirs: Answer }> => ({
  ours: await ask(ours.url, asked('ours')),
  theirs: await ask(await theirs.url, asked('theirs')),
});

/** Where something lacks, or is of another type, than in the real one's answer. */
function lacks(mine: unknown, its: unknown, at = '$'): string[] {
  if (Array.isArray(its)) {
    if (!Array.isArray(mine)) return [`${at} is no list`];
    if (mine.length !== its.length) return [`${at} has ${mine.length} items, not ${its.length}`];
    return its.flatMap((each, index) => lacks(mine[index], each, `${at}[${index}]`));
  }
  if (typeof its !== 'object' || its === null)
    return typeof mine === typeof its ? [] : [`${at} is ${typeof mine}, not ${typeof its}`];
  if (typeof mine !== 'object' || mine === null) return [`${at} is no object`];
  const fields = mine as Record<string, unknown>;
  return Object.entries(its).flatMap(([name, value]) => lacks(fields[name], value, `${at}.${name}`));
}

async function alike(asked: (server: 'ours' | 'theirs') => Asked): Promise<{ ours: Answer; theirs: Answer }> {
  const answers = await both(asked);
  const of = (answer: Answer) => [asked('ours').path, answer.status, answer.status < 300 ? answer.type : ''];
  expect(of(answers.ours)).toEqual(of(answers.theirs));
  if (answers.theirs.status < 300) expect(lacks(answers.ours.body, answers.theirs.body)).toEqual([]);
  return answers;
}

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
const silence = {
  comment: 'ACK! known',
  createdBy: 'me@example.org',
  startsAt: inMinutes(0),
  endsAt: inMinutes(60),
  matchers: [{ isEqual: true, isRegex: true, name: 'alertname', value: 'Pushed|Other' }],
};
const silenceId = ({ body }: Answer): string => (body as { silenceID: string }).silenceID;

test('rulers push: Prometheus, vmalert without an end and with nanoseconds, Grafana with its own labels', async () => {
  const labels = { alertname: 'Pushed', instance: 'a:9100' };
  const generatorURL = 'http://prometheus/graph?g0.expr=up+%3D%3D+0&g0.tab=1';
  const startsAt = inMinutes(-1);
  const pushed = [
    [{ labels, annotations: { summary: 'x' }, startsAt, endsAt: inMinutes(4), generatorURL }],
    [
      {
        startsAt: startsAt.replace('Z', '456789Z'),
        generatorURL,
        labels: { ...labels, by: 'vm' },
        annotations: {},
      },
    ],
    [{ labels: { ...labels, __alert_rule_uid__: 'u' }, annotations: { __dashboardUid__: 'd' }, startsAt }],
  ];
  for (const body of pushed) await alike(() => ({ method: 'POST', path: '/api/v2/alerts', body }));
  if (isRecent) await alike(() => ({ method: 'POST', path: '/api/v1/alerts', body: pushed[0] }));
  await eventually('all three are in a group', async () => {
    const { ours: mine, theirs: its } = await both(() => ({ path: '/api/v2/alerts/groups' }));
    return [mine, its].every(({ text }) => text.split('"fingerprint"').length === 4);
  });
});

test('Karma reads the version from the metrics, groups and silences, makes a silence, changes it and ends it', async () => {
  const metrics = await both(() => ({ path: '/metrics', headers: { 'Accept-Encoding': 'gzip' } }));
  for (const { text } of [metrics.ours, metrics.theirs])
    expect(/^alertmanager_build_info\{.*version="(\d+\.\d+)\.\d+"/m.exec(text)).not.toBeNull();
  await alike(() => ({ path: '/api/v2/alerts/groups' }));
  const made = await alike(() => ({ method: 'POST', path: '/api/v2/silences', body: silence }));
  const id = (server: 'ours' | 'theirs') => silenceId(made[server]);
  const read = await alike((server) => ({ path: `/api/v2/silence/${id(server)}` }));
  const { startsAt } = read.ours.body as typeof silence;
  const changed = await alike((server) => ({
    method: 'POST',
    path: '/api/v2/silences',
    body: { ...silence, id: id(server), startsAt, endsAt: inMinutes(90) },
  }));
  expect([silenceId(changed.ours), silenceId(changed.theirs)]).toEqual([id('ours'), id('theirs')]);
  await alike(() => ({ path: '/api/v2/silences' }));
  const end = (server: 'ours' | 'theirs') => ({ method: 'DELETE', path: `/api/v2/silence/${id(server)}` });
  await alike(end);
  await alike((server) => ({ path: `/api/v2/silence/${id(server)}` }));
});

test('kthxbye finds what is silenced, and sends a silence back as it got it with a later end', async () => {
  const made = await alike(() => ({ method: 'POST', path: '/api/v2/silences', body: silence }));
  const asked = '/api/v2/alerts?silenced=true&inhibited=false&active=false&unprocessed=false';
  const { ours: found } = await alike(() => ({ path: asked }));
  expect(found.body).toHaveLength(3);
  const read = await alike((server) => ({ path: `/api/v2/silence/${silenceId(made[server])}` }));
  const again = await alike((server) => ({
    method: 'POST',
    path: '/api/v2/silences',
    body: { ...(read[server].body as object), endsAt: inMinutes(120) },
  }));
  expect(silenceId(again.ours)).toBe(silenceId(made.ours));
});

test('Grafana takes ours for an Alertmanager, not for a Mimir, and reads as from one', async () => {
  const headers = { Accept: 'application/json, text/plain, */*' };
  const paths = [
    ...['/alertmanager/api/v2/status', '/api/v2/status', '/api/v2/receivers'],
    ...['/api/v2/silences', '/api/v2/alerts?active=true&silenced=true&inhibited=true'],
    ...[
      '/api/v2/alerts?filter=alertname%3D%22Pushed%22&receiver=team',
      '/api/v2/alerts/groups?receiver=team',
    ],
  ];
  // Ours is a Prometheus of rules too and answers; what makes a Mimir of it is a feature named here.
  const { ours } = await both(() => ({ path: '/api/v1/status/buildinfo', headers }));
  expect(ours.body).not.toHaveProperty('data.features');
  for (const at of paths) await alike(() => ({ path: at, headers }));
});

test.each([
  ['GET', '/api/v2/silence/8bb41f68-2bd3-4f26-9d43-2e7a2a3d1b55'],
  ...(isRecent ? [['DELETE', '/api/v2/silence/8bb41f68-2bd3-4f26-9d43-2e7a2a3d1b55']] : []),
  ['GET', '/api/v2/silence/no-id'],
  ['GET', '/api/v2/alerts?filter=%7Bx'],
  ['GET', '/api/v2/alerts?receiver=('],
  ['GET', '/api/v2/nothing'],
  ['PUT', '/api/v2/alerts'],
  ['GET', '/-/reload'],
  ['HEAD', '/-/ready'],
])('%s %s ends with the same status', async (method, at) => {
  const answers = await both(() => ({ method, path: at }));
  expect(answers.ours.status).toBe(answers.theirs.status);
});
