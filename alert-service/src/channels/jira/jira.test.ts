import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { JiraSettings } from '#config/jira-config';
import { createExpand } from '../expand.ts';
import { groupHash } from '../group-hash.ts';
import { edgeOf } from '../kit/edge.ts';
import { hostileAlert, hostileValues } from '../kit/hostile.ts';
import { type HttpServer, say, startHttpServer } from '../kit/http-server.ts';
import { ended, groupKey, messageOf, minute, night, paymentsFailing } from '../kit/messages.ts';
import { jira } from './jira.ts';

const label = `ALERT{${groupHash(groupKey)}}`;
const issue = (status?: string) => ({
  key: 'OPS-7',
  fields: status ? { status: { name: 'any', statusCategory: { key: status } } } : null,
});

let server: HttpServer;
let issues: object[] | object;
beforeAll(async () => {
  server = await startHttpServer((response, request) => {
    if (/\/search(?:\/jql)?$/u.test(request.url)) return say(200, { issues })(response, request);
    if (request.url.endsWith('/transitions') && request.method === 'GET')
      return say(200, {
        transitions: [
          { id: '31', name: 'Done' },
          { id: '41', name: 'Reopen' },
        ],
      })(response, request);
    return say(204)(response, request);
  });
});
beforeEach(() => {
  server.received.length = 0;
  issues = [];
});
afterAll(() => server.close());

const edge = () => edgeOf({ expand: createExpand(() => night) });
const settingsOf = (changes: Partial<JiraSettings> = {}): JiraSettings => ({
  apiUrl: `${server.origin}/rest/api/2/`,
  apiType: 'auto',
  project: 'OPS',
  issueType: 'Bug',
  summary: { updates: true },
  description: { updates: true },
  labels: [],
  reopenTransition: 'Reopen',
  resolveTransition: 'Done',
  wontFixResolution: '',
  reopenDurationMs: 0,
  fields: {},
  http: { followRedirects: true },
  ...changes,
});
const over = messageOf({ notice: { firing: [], resolved: [ended(paymentsFailing, night)] } });

async function asked(changes: Partial<JiraSettings> = {}, message = messageOf()) {
  expect(await jira.send(message, settingsOf(changes), edge())).toEqual({ kind: 'done' });
  return server.received.map(({ method, url }) => `${method} ${url}`);
}
const bodyAt = (index: number): unknown => JSON.parse(server.received.at(index)!.body);
const fieldsAt = (index: number) => (bodyAt(index) as { fields: Record<string, unknown> }).fields;

test('what fires and has no issue gets one, each text a template, fields of any shape', async () => {
  expect(
    await asked({
      project: '{{ .CommonLabels.service | toUpper }}',
      issueType: '{{ .Status }}',
      summary: { template: '{{ .Receiver }}', updates: false },
      description: { template: '{{ .CommonAnnotations.summary }}', updates: false },
      labels: ['z-{{ .Status }}', 'B'],
      priority: '{{ .CommonLabels.severity }}',
      fields: {
        customfield_1: '{{ len .Alerts }}',
        customfield_2: { '{{ .Status }}': ['{{ .Receiver }}', 5] },
        customfield_3: '{"id": "{{ .Status }}"}',
      },
    }),
  ).toEqual(['POST /rest/api/2/search', 'POST /rest/api/2/issue']);
  expect(server.received[1]!.headers).toMatchObject({
    'content-type': 'application/json',
    'accept-language': 'en',
  });
  expect(bodyAt(1)).toEqual({
    fields: {
      project: { key: 'PAYMENTS' },
      issuetype: { name: 'firing' },
      summary: 'payments-team',
      description: 'One in 12 card payments fails',
      labels: [label, 'B', 'z-firing'],
      priority: { name: 'critical' },
      customfield_1: 1,
      customfield_2: { firing: ['payments-team', 5] },
      customfield_3: { id: 'firing' },
    },
  });
});

test('what is over and has no open issue asks for none', async () => {
  expect(await asked({}, over)).toEqual(['POST /rest/api/2/search']);
  expect((bodyAt(0) as { jql: string }).jql).toBe(
    `statusCategory != Done and project="OPS" and labels="${label}" order by status ASC,resolutiondate DESC`,
  );
});

test('an open issue is updated while it fires, but for the texts that stay', async () => {
  issues = [issue('indeterminate'), issue('done')];
  const summary = { updates: false };
  expect(await asked({ summary, fields: { description: 'own' } })).toEqual([
    'POST /rest/api/2/search',
    'PUT /rest/api/2/issue/OPS-7',
  ]);
  expect(fieldsAt(1)).not.toHaveProperty('summary');
  expect(fieldsAt(1)).toMatchObject({ description: 'own', labels: [label] });
});

test('an open issue is resolved when it is over, by the name of the transition', async () => {
  issues = [issue('new')];
  expect(await asked({}, over)).toEqual([
    'POST /rest/api/2/search',
    'PUT /rest/api/2/issue/OPS-7',
    'GET /rest/api/2/issue/OPS-7/transitions',
    'POST /rest/api/2/issue/OPS-7/transitions',
  ]);
  expect(bodyAt(3)).toEqual({ transition: { id: '31' } });
});

test('one closed lately is reopened within reopen_duration, unless it was not to be fixed', async () => {
  issues = [issue('done')];
  expect(await asked({ reopenDurationMs: 90 * minute, wontFixResolution: 'Won\'t "fix"' })).toEqual([
    'POST /rest/api/2/search',
    'PUT /rest/api/2/issue/OPS-7',
    'GET /rest/api/2/issue/OPS-7/transitions',
    'POST /rest/api/2/issue/OPS-7/transitions',
  ]);
  expect(bodyAt(0)).toEqual({
    fields: ['status'],
    jql:
      '(resolution is EMPTY or resolution != "Won\'t \\"fix\\"") and (resolutiondate is EMPTY OR resolutiondate >= -90m)' +
      ` and project="OPS" and labels="${label}" order by status ASC,resolutiondate DESC`,
    maxResults: 2,
  });
  expect(bodyAt(3)).toEqual({ transition: { id: '41' } });
});

test.each([
  ['no status is told', [issue()], {}],
  ['no transition is named', [issue('new')], { resolveTransition: '' }],
  ['it is closed already', [issue('done')], {}],
])('nothing is moved where %s', async (_why, found, changes) => {
  issues = found;
  expect(await asked(changes, over)).toHaveLength(2);
});

test('a transition that there is not is refused by name', async () => {
  issues = [issue('new')];
  expect(await jira.send(over, settingsOf({ resolveTransition: 'Gone' }), edge())).toMatchObject({
    kind: 'refused',
    error: expect.stringContaining('OPS-7 has no transition "Gone"'),
  });
});

test.each([
  ['/rest/api/2', 'cloud', '/rest/api/3/search/jql'],
  ['/rest/api/3', 'cloud', '/rest/api/3/search/jql'],
  ['/rest/api/3', 'datacenter', '/rest/api/3/search'],
  ['/rest/api/2', 'auto', '/rest/api/2/search'],
] as const)('at %s of type %s the search is at %s', async (path, apiType, expected) => {
  expect(await asked({ apiUrl: `${server.origin}${path}`, apiType })).toContain(`POST ${expected}`);
});

test('the type is told by the address of Jira’s cloud', async () => {
  const urls: string[] = [];
  const fetched: typeof fetch = (input) => {
    urls.push(new Request(input).url);
    return Promise.resolve(Response.json({ issues: [] }));
  };
  const settings = settingsOf({ apiUrl: 'https://acme.atlassian.net/rest/api/2' });
  await jira.send(messageOf(), settings, { ...edge(), fetch: fetched });
  expect(urls).toEqual([
    'https://acme.atlassian.net/rest/api/3/search/jql',
    'https://acme.atlassian.net/rest/api/2/issue',
  ]);
});

const third = () => ({ apiUrl: `${server.origin}/rest/api/3` });

test('the third version gets documents: ours, the user’s JSON, and any other text as paragraphs', async () => {
  await asked(third());
  expect(fieldsAt(1)['description']).toMatchObject({
    type: 'doc',
    version: 1,
    content: [
      {
        type: 'paragraph',
        content: expect.arrayContaining([
          { type: 'text', text: '8.4\u00a0%', marks: [{ type: 'strong' }] },
          {
            type: 'text',
            text: 'Runbook',
            marks: [{ type: 'link', attrs: { href: 'https://runbooks.example.com/payments-failing' } }],
          },
        ]),
      },
    ],
  });
  await asked({
    ...third(),
    description: { template: ' {"type": "doc", "x": "{{ .Status }}"} ', updates: true },
  });
  expect(fieldsAt(-1)['description']).toEqual({ type: 'doc', x: 'firing' });
  await asked({ ...third(), description: { template: 'a\nb\n\n{{ .Status }}', updates: true } });
  expect(fieldsAt(-1)['description']).toEqual({
    type: 'doc',
    version: 1,
    content: [
      {
        type: 'paragraph',
        content: [{ type: 'text', text: 'a' }, { type: 'hardBreak' }, { type: 'text', text: 'b' }],
      },
      { type: 'paragraph', content: [{ type: 'text', text: 'firing' }] },
    ],
  });
});

test('a description that is empty is left out', async () => {
  await asked({ description: { template: '', updates: true } });
  expect(fieldsAt(1)).not.toHaveProperty('description');
  await asked({ ...third(), description: { template: ' ', updates: true } });
  expect(fieldsAt(-1)).not.toHaveProperty('description');
});

test.each([
  [['info', 'warning'], [], 'Medium'],
  [['info'], ['critical'], 'Low'],
  [['page'], [], undefined],
  [[], ['critical'], 'High'],
])('the priority of %j firing and %j ended is %s', async (firing, resolved, expected) => {
  issues = [issue('new')];
  const alerts = (severities: string[]) =>
    severities.map((severity) => ({ ...paymentsFailing, labels: { ...paymentsFailing.labels, severity } }));
  await asked({}, messageOf({ notice: { firing: alerts(firing), resolved: alerts(resolved) } }));
  expect(fieldsAt(1)['priority']).toEqual(expected && { name: expected });
});

test('limits hold, and a template that fails sends our own text with the error in it', async () => {
  await asked({ summary: { template: 'x'.repeat(300), updates: true } });
  expect(fieldsAt(1)['summary']).toBe(`${'x'.repeat(254)}…`);
  await asked({ summary: { template: '{{ template "gone" . }}', updates: true } });
  expect(fieldsAt(-1)).toMatchObject({
    summary: 'Critical: One in 12 card payments fails',
    description: expect.stringMatching(/^A template .* fails.*gone/u),
  });
});

test('an answer that is not Jira’s is asked again', async () => {
  issues = { not: 'a list' };
  expect(await jira.send(messageOf(), settingsOf(), edge())).toMatchObject({ kind: 'retry' });
});

test('hostile values stay text in both versions, within the limits', async () => {
  for (const value of hostileValues) {
    const message = messageOf({ notice: { firing: [hostileAlert(value)] } });
    await asked({}, message);
    const wiki = String(fieldsAt(-1)['description']);
    expect(wiki.length).toBeLessThanOrEqual(32_767);
    expect(wiki.replace(/\[\w+\|https?:[^\]]*\]/gu, '')).not.toMatch(/(?<!\\)[[{]/u);
    await asked(third(), message);
    const links = JSON.stringify(fieldsAt(-1)['description']).match(/"href":"[^"]*"/gu) ?? [];
    for (const link of links) expect(link).toMatch(/"href":"https:\/\/tocsin\.example\.com\//u);
  }
});
