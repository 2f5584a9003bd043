import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import bcrypt from 'bcryptjs';
import { createAuthority } from '#channels/kit/certificates';
import { readTocsinConfig } from '#config/tocsin-config';
import { type Answer, createPrometheusClient } from '#prometheus/client';
import {
  eventually,
  type Exporter,
  type RealPrometheus,
  startExporter,
  startPrometheus,
} from './kit/real-prometheus.ts';

const authority = createAuthority();
let app: Exporter;
let guarded: RealPrometheus;
let open: RealPrometheus;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'guarded-prometheus-'));
  await writeFile(path.join(folder, 'ca.pem'), authority.cert);
  await writeFile(path.join(folder, 'password'), 'hunter2\n');
  app = await startExporter('work_total 5\n');
  [open, guarded] = await Promise.all([
    startPrometheus([app.target]),
    startPrometheus(
      [app.target],
      {},
      {
        guard: {
          ...authority.issue('prometheus'),
          authority: authority.cert,
          login: 'tocsin:hunter2',
          hash: await bcrypt.hash('hunter2', 4),
        },
      },
    ),
  ]);
}, 60_000);
afterAll(async () => {
  await Promise.all([app, guarded, open].map((one) => one[Symbol.asyncDispose]()));
  await rm(folder, { recursive: true });
});

/** A client as the lines of a data source in tocsin.yml make it. */
const clientOf = (url: string, lines = '') => {
  const { dataSources } = readTocsinConfig({
    file: path.join(folder, 'tocsin.yml'),
    text: `data_sources:\n- name: one\n  url: ${url}\n${lines.replaceAll(/^/gm, '  ')}`,
    receivers: new Map(),
    readFile: (file) => readFileSync(file, 'utf8'),
  });
  const [source] = dataSources;
  if (!source?.address) throw new Error('it has no address');
  const { http, parameters } = source;
  return createPrometheusClient({ url: source.address.url.reveal(), timeoutMs: 5_000, http, parameters });
};

const asked = async (url: string, lines = '', query = 'work_total'): Promise<Answer> => {
  const client = clientOf(url, lines);
  try {
    return await client.query({ query, at: Date.now() });
  } finally {
    client.close();
  }
};
const errorOf = async (url: string, lines = ''): Promise<string> => {
  const { error } = await asked(url, lines);
  const text = error?.message ?? 'answered';
  expect(text).not.toMatch(/hunter/);
  return text.replace(url, 'ADDRESS');
};

const tls = 'tls_config: {ca_file: ca.pem}\n';
const login = 'basic_auth: {username: tocsin, password_file: password}\n';

test('a Prometheus behind TLS and a login answers whoever has both', async () => {
  await eventually('it has scraped', async () => {
    const answer = await asked(guarded.url, tls + login);
    return !answer.error && answer.result.type === 'vector' && answer.result.samples[0]?.value === 5;
  });
  const withLogin = guarded.url.replace('://', '://tocsin:hunter2@');
  expect(await asked(withLogin, tls)).not.toHaveProperty('error');
});

test('one without them is told what is missing, and where to write it', async () => {
  expect(await errorOf(guarded.url, login)).toMatch(
    /^ADDRESS cannot be reached: its certificate is from an authority that this machine does not know: give its authority as ca_file .* in tls_config, in data_sources of tocsin\.yml$/,
  );
  expect(await errorOf(guarded.url, tls)).toBe(
    'ADDRESS answers with HTTP 401: Unauthorized: check the credentials of this data source in tocsin.yml',
  );
  expect(await errorOf(guarded.url, `${tls}basic_auth: {username: tocsin, password: hunter3}\n`)).toBe(
    'ADDRESS answers with HTTP 401: Unauthorized: check the credentials of this data source in tocsin.yml',
  );
  expect(await errorOf(guarded.url, `${tls}basic_auth: {username: tocsin, password_file: none}\n`)).toMatch(
    /^ADDRESS cannot be asked: the secret file .*\/none cannot be read \(ENOENT\): check that it exists/,
  );
  expect(
    await errorOf(
      guarded.url.replace('127.0.0.1', 'localhost'),
      `tls_config: {ca_file: ca.pem, server_name: other}\n`,
    ),
  ).toMatch(/its certificate is for another name/);
});

test('http:// to a port of TLS, and https:// to one without, say what to write instead', async () => {
  expect(await errorOf(guarded.url.replace('https', 'http'))).toMatch(
    /HTTP 400: Client sent an HTTP request to an HTTPS server\.: write https:\/\/ in its address$/,
  );
  expect(await errorOf(open.url.replace('http', 'https'))).toMatch(/does not speak TLS.*http:\/\//);
});

test('a proxy that wants a tenant gets it with every question, and its own words where it is missing', async () => {
  const seen: string[] = [];
  const proxy = createServer((incoming, response) => {
    const tenant = incoming.headers['x-scope-orgid'];
    seen.push(String(tenant));
    if (tenant !== 'team-a')
      return void response.writeHead(401, { 'content-type': 'text/plain' }).end('no org id\n');
    const onward = request(open.url + (incoming.url ?? ''), { method: incoming.method }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  expect(await errorOf(url)).toBe(
    'ADDRESS answers with HTTP 401: no org id: give the tenant, headers: {X-Scope-OrgID: TENANT}, in data_sources of tocsin.yml',
  );
  const client = clientOf(url, 'headers: {X-Scope-OrgID: team-a}\nquery_parameters: {timeout: 5s}');
  expect(await client.query({ query: 'vector(1)', at: 1_000 })).toMatchObject({ result: { type: 'vector' } });
  expect(await client.queryRange({ query: 'vector(1)', from: 0, to: 1_000, stepMs: 1_000 })).toMatchObject({
    result: { type: 'matrix' },
  });
  expect(client.curl({ query: 'up', at: 1_000 })).toBe(
    `curl -G '${url}/api/v1/query' -H 'X-Scope-OrgID: team-a' --data-urlencode 'timeout=5s' --data-urlencode 'query=up' --data-urlencode time=1`,
  );
  expect(seen).toEqual(['undefined', 'team-a', 'team-a']);
  client.close();
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
});

test('what a Prometheus has is asked for: its series, the values of a label, its version', async () => {
  const client = clientOf(open.url);
  const now = Date.now();
  await eventually('it has scraped', async () => {
    const { error, ...answer } = await client.series({ match: ['work_total'], from: now - 60_000 });
    return !error && 'found' in answer && answer.found.length > 0;
  });
  expect(await client.series({ match: ['work_total'], from: now - 60_000, limit: 5 })).toMatchObject({
    found: [{ __name__: 'work_total', instance: app.target, job: 'app' }],
    warnings: [],
  });
  expect(await client.series({ match: ['no_such_metric'] })).toMatchObject({ found: [] });
  expect(await client.labelValues('job', { match: ['{job!=""}'] })).toMatchObject({ found: ['app'] });
  expect(await client.labelValues('__name__', { limit: 2 })).toMatchObject({
    found: [expect.any(String), expect.any(String)],
  });
  expect(await client.labelValues('no_such_label')).toMatchObject({ found: [] });
  expect(await client.buildInfo()).toMatchObject({ found: { version: expect.stringMatching(/^\d+\.\d+/) } });
  expect(await client.series({ match: ['{'] })).toMatchObject({ error: { kind: 'query' } });
  client.close();
});
