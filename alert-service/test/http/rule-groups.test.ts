import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiError, type Client, createClient, type WrittenRuleGroup } from '@tocsin/api';
import { readRuleFile } from '#config/rule-files';
import { eventually } from '../kit/eventually.ts';
import { type Service, startService } from '../kit/service.ts';
import { type StandInPrometheus, startStandInPrometheus } from '../kit/stand-in-prometheus.ts';

let source: StandInPrometheus;
let service: Service;
let client: Client;

const clientOf = (at: Service): Client =>
  createClient(async ({ method, path, body }) => {
    const answer = await fetch(`${at.url}/api/tocsin/v1${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, body: isJson ? JSON.parse(text) : text };
  });
const flags = (url: string): string[] => [`--prometheus.url=${url}`, '--evaluation.interval=100ms'];

beforeAll(async () => {
  source = await startStandInPrometheus((query) => {
    if (/^(count.)?down/.test(query)) return [];
    if (query.startsWith('many')) return Array.from({ length: 150 }, (_, pod) => [{ pod: `${pod}` }, pod]);
    if (query.startsWith('wrong')) return 'many-to-many matching not allowed';
    return [[{ __name__: 'x', job: 'shop' }, 2]];
  });
  service = await startService({ flags: flags(source.url) });
  client = clientOf(service);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await source[Symbol.asyncDispose]();
});

const group = (name: string, more: Partial<WrittenRuleGroup['rules'][number]> = {}): WrittenRuleGroup => ({
  name,
  interval: '200ms',
  rules: [{ alert: `Slow${name}`, expr: 'down > 1', labels: { severity: 'high' }, ...more }],
});
const refusal = async (asked: Promise<unknown>): Promise<ApiError> => {
  const error = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ApiError) return error;
  throw new Error(`not refused: ${String(error)}`);
};
const rulesOf = async (name: string) =>
  (await client.listRules({})).groups.find((each) => each.name === name);
const firing = async (): Promise<string[]> =>
  (await client.listAlerts({})).alerts.filter(({ status }) => status === 'firing').map(({ name }) => name);

test('a group that is made is evaluated and listed as editable; changed, it goes on; deleted, its alerts end', async () => {
  const made = await client.createRuleGroup({
    body: { group: group('life', { expr: 'up' }), comment: 'asked for' },
  });
  expect(made).toMatchObject({ version: 1, deleted: false, comment: 'asked for' });
  expect(made.madeBy).not.toBe('');
  await eventually('it fires', async () => (await firing()).includes('Slowlife'));
  expect(await rulesOf('life')).toMatchObject({
    ...{ file: 'app', source: 'default', editable: true, keptId: made.id, intervalSeconds: 0.2 },
    rules: [{ id: expect.stringMatching(/^app;life;Slowlife;/), kind: 'alerting', state: 'firing' }],
  });
  const upstream = (await (await service.get('/api/v1/rules?file[]=app')).json()) as {
    data: { groups: { name: string; file: string }[] };
  };
  expect(upstream.data.groups).toContainEqual(expect.objectContaining({ name: 'life', file: 'app' }));

  const changed = await client.replaceRuleGroup({
    params: { id: made.id },
    body: { version: 1, group: group('life', { expr: 'up > 1' }) },
  });
  expect(changed.version).toBe(2);
  await eventually('the new expression is evaluated', async () =>
    (await rulesOf('life'))?.rules.some(
      ({ expression, state }) => expression === 'up > 1' && state === 'firing',
    ),
  );
  const gone = await client.deleteRuleGroup({ params: { id: made.id }, query: { version: '2' } });
  expect(gone).toMatchObject({ version: 3, deleted: true, group: { name: 'life' } });
  await eventually('its alert has ended', async () => !(await firing()).includes('Slowlife'));
  expect(await rulesOf('life')).toBeUndefined();
});

test('the history says who changed what, and an older version is restored', async () => {
  const body = { id: 'chosen-1', group: group('history') };
  const made = await client.createRuleGroup({ body });
  expect(await client.createRuleGroup({ body })).toEqual(made);
  const params = { id: made.id };
  await client.replaceRuleGroup({
    params,
    body: { version: 1, group: group('history', { expr: 'down > 2', for: '5m' }) },
  });
  await client.deleteRuleGroup({ params, query: { comment: 'not needed' } });
  const back = await client.restoreRuleGroup({ params, body: { version: 3, restore: 1 } });
  expect(back).toMatchObject({ version: 4, deleted: false, group: group('history') });
  const { versions } = await client.getRuleGroupHistory({ params });
  expect(versions).toMatchObject([
    { version: 4, change: 'restored', restored: 1 },
    { version: 3, change: 'deleted', comment: 'not needed', differences: expect.any(Array) },
    {
      version: 2,
      change: 'changed',
      differences: [
        { rule: 'Slowhistory', field: 'expr', before: 'down > 1', after: 'down > 2' },
        { rule: 'Slowhistory', field: 'for', after: '5m' },
      ],
    },
    { version: 1, change: 'made', group: group('history') },
  ]);
  expect(versions[1]?.group).toBeUndefined();
  await client.deleteRuleGroup({ params });
});

test('what is wrong is said of its field, and nothing is kept', async () => {
  const wrong = { ...group('wrong', { expr: 'sum(up', for: '5' }), source: 'elsewhere' };
  const { errors } = await client.checkRuleGroup({ body: { group: wrong } });
  const refused = await refusal(client.createRuleGroup({ body: { group: wrong } }));
  expect(refused.status).toBe(400);
  expect(refused.problem?.errors).toEqual(errors);
  expect(errors.map(({ path }) => path.join('.')).sort()).toEqual(['group.rules.0.for', 'group.source']);
  const broken = await refusal(
    client.createRuleGroup({ body: { group: group('wrong', { expr: 'sum(up' }) } }),
  );
  expect(broken.problem?.errors).toMatchObject([{ path: ['group', 'rules', 0, 'expr'], offset: 6 }]);
  const unfit = await refusal(
    client.createRuleGroup({ body: { group: { ...group('wrong'), more: 1 } as WrittenRuleGroup } }),
  );
  expect(unfit.problem).toMatchObject({ status: 400, errors: [{ path: ['group'] }] });
  const { groups } = await client.listRuleGroups({ query: { deleted: '1' } });
  expect(groups.some((each) => each.group.name === 'wrong')).toBe(false);
});

test('who saw an older version is told who changed it meanwhile; a taken name is said of the name', async () => {
  const { id } = await client.createRuleGroup({ body: { group: group('taken') } });
  const params = { id };
  await client.replaceRuleGroup({ params, body: { version: 1, group: group('taken', { for: '1m' }) } });
  const late = await refusal(
    client.replaceRuleGroup({ params, body: { version: 1, group: group('taken', { for: '2m' }) } }),
  );
  expect([late.status, late.problem?.errors?.[0]?.path]).toEqual([409, ['version']]);
  expect(late.message).toMatch(/version 2 of it meanwhile/);
  const again = await refusal(client.createRuleGroup({ body: { group: group('taken') } }));
  expect([again.status, again.problem?.errors?.[0]?.path]).toEqual([409, ['group', 'name']]);
  const { errors } = await client.checkRuleGroup({ body: { group: group('taken') } });
  expect(errors).toMatchObject([{ path: ['group', 'name'] }]);
  expect((await client.checkRuleGroup({ body: { id, group: group('taken') } })).errors).toEqual([]);
  expect((await refusal(client.getRuleGroup({ params: { id: 'none' } }))).status).toBe(404);
  await client.deleteRuleGroup({ params });
});

test('a check says what each rule would do now', async () => {
  const rules = [
    { alert: 'Now', expr: 'x > 1', annotations: { summary: '{{ $labels.job }} at {{ $value }}' } },
    { alert: 'Later', expr: 'many > 0', for: '5m' },
    { alert: 'Never', expr: 'down > 1' },
    { alert: 'Wrong', expr: 'wrong > 1' },
    { record: 'job:x:sum', expr: 'sum(x)' },
  ];
  const { rules: tried, warnings } = await client.checkRuleGroup({ body: { group: { name: 'try', rules } } });
  expect(tried).toMatchObject([
    {
      ...{ index: 0, kind: 'alerting', series: 1, graphExpression: 'x', limit: 1, comparison: '>' },
      results: [
        { labels: { alertname: 'Now', job: 'shop' }, annotations: { summary: 'shop at 2' }, state: 'firing' },
      ],
    },
    { series: 150 },
    { series: 0, results: [] },
    { error: expect.stringContaining('many-to-many'), results: [] },
    { kind: 'recording', results: [{ labels: { __name__: 'job:x:sum' } }] },
  ]);
  expect(tried[1]?.results).toHaveLength(100);
  expect(tried[1]?.results.every(({ state }) => state === 'pending')).toBe(true);
  expect(warnings).toMatchObject([{ path: ['group', 'rules', 4, 'record'] }]);
  const before = source.asked.length;
  const quiet = await client.checkRuleGroup({ body: { group: { name: 'try', rules }, evaluate: false } });
  expect(quiet.rules).toEqual([]);
  const one = await client.checkRuleGroup({ body: { group: { name: 'try', rules }, only: 2 } });
  expect(one.rules.map(({ index }) => index)).toEqual([2]);
  expect(source.asked.slice(before).filter((query) => query === 'x > 1')).toEqual([]);
});

test('a check says which part of an expression matches nothing', async () => {
  source.metrics = ['download_total', 'up'];
  const rules = [{ alert: 'Misspelt', expr: 'down_load_total > 1' }];
  const { rules: tried } = await client.checkRuleGroup({ body: { group: { name: 'try', rules } } });
  expect(tried[0]?.findings).toEqual([
    {
      severity: 'warning',
      message: 'nothing matches down_load_total: there is no metric down_load_total',
      remedy: 'did you mean download_total?',
    },
  ]);
});

test('the export is a rule file of Prometheus', async () => {
  const { id } = await client.createRuleGroup({ body: { group: group('exported', { for: '1m' }) } });
  const answer = await service.get('/api/tocsin/v1/rule-groups/export');
  expect(answer.headers.get('content-type')).toMatch(/^application\/yaml/);
  const text = await client.exportRuleGroups({ query: { id } });
  const read = readRuleFile('rules.yml', text, { intervalMs: 1, queryOffsetMs: 0 });
  expect(read.groups).toMatchObject([
    { name: 'exported', intervalMs: 200, rules: [{ name: 'Slowexported', forMs: 60_000 }] },
  ]);
  await client.deleteRuleGroup({ params: { id } });
});

test('without a data source groups can be seen but nothing is made that could not be evaluated', async () => {
  await using alone = await startService();
  const asked = clientOf(alone);
  const refused = await refusal(asked.createRuleGroup({ body: { group: group('alone') } }));
  expect(refused.problem?.errors).toMatchObject([
    { path: ['group', 'source'], message: expect.stringContaining('--prometheus.url') },
  ]);
  expect(await asked.listRuleGroups({})).toEqual({ groups: [] });
});
