import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Client, createClient, SilencePreview } from '@tocsin/api';
import fc from 'fast-check';
import { anyCharacter } from '../../../packages/model/test/any-character.ts';
import { type Service, startService } from '../kit/service.ts';

let service: Service;
let client: Client;
const config = `
route: { receiver: team, group_by: [alertname], group_wait: 10ms, group_interval: 50ms }
receivers:
  - name: team
    webhook_configs: [{ url: 'http://127.0.0.1:9/none' }]
    slack_configs: [{ api_url: 'http://127.0.0.1:9/none', channel: '#x' }]
`;
const start = async (folder?: string): Promise<void> => {
  service = await startService({ alertmanager: config, ...(folder && { folder }) });
  client = createClient(async ({ method, path, body }) => {
    const answer = await fetch(`${service.url}/api/tocsin/v1${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  });
};
beforeAll(() => start());
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

const at = (ms: number): string => new Date(Date.now() + ms).toISOString();
const inAnHour = () => ({ kind: 'time', endsAt: at(3_600_000) }) as const;
const is = (name: string, value: string, op: '=' | '=~' = '=') => ({ name, op, value });
const post = (...alerts: Record<string, string>[]) =>
  service.post(
    '/api/v2/alerts',
    alerts.map((labels) => ({ labels })),
  );
const preview = (matchers: { name: string; op: '=' | '=~'; value: string }[], timeZone?: string) =>
  client.previewSilence({ body: { matchers, ...(timeZone && { timeZone }) } });

test('a silence is made by who is asking, says what it hides, and is ended', async () => {
  await post({ alertname: 'Made', service: 's', severity: 'critical' });
  const matchers = [is('service', 's')];
  const made = await client.makeSilence({ body: { matchers, until: inAnHour(), comment: ' why ' } });
  expect(made).toMatchObject({
    state: 'active',
    text: '{service="s"}',
    matcherSets: [matchers],
    comment: 'why',
    hidesNow: 1,
    until: { kind: 'time' },
  });
  expect(made.createdBy).not.toBe('');
  expect(Date.parse(made.lastMatchedAt ?? '')).toBeGreaterThan(0);
  const { silences } = await client.listSilences({});
  expect(silences).toMatchObject([{ id: made.id, hidesNow: 1 }]);
  const shown = (await (await service.get('/api/v2/alerts?filter=alertname=Made')).json()) as object[];
  expect(shown).toMatchObject([{ status: { silencedBy: [made.id] } }]);
  const ended = await client.endSilence({ params: { id: made.id } });
  expect(ended).toMatchObject({ id: made.id, state: 'expired', hidesNow: 0 });
  expect((await client.listSilences({ query: { expired: '0' } })).silences).toEqual([]);
});

test('a silence is changed in place, or by another that takes its place', async () => {
  const body = { matchers: [is('x', '1')], until: inAnHour(), comment: 'a' };
  const made = await client.makeSilence({ body });
  const { startsAt } = made;
  const longer = await client.makeSilence({ body: { ...body, id: made.id, startsAt, comment: 'b' } });
  expect(longer).toMatchObject({ id: made.id, comment: 'b' });
  const wider = await client.makeSilence({
    body: { ...body, id: made.id, matchers: [is('x', '1|2', '=~')] },
  });
  expect(wider.id).not.toBe(made.id);
  await client.endSilence({ params: { id: wider.id } });
});

test.each([
  ['without a reason', { comment: ' ' }, 400, 'body.comment: say why'],
  ['that is over', { until: { kind: 'time', endsAt: '2020-01-01T00:00:00Z' } }, 400, 'Choose an end'],
  [
    'of everything that lacks a label',
    { matchers: [is('x', '')] },
    400,
    'at least one matcher must not match',
  ],
  ['with a bad expression', { matchers: [is('x', '(', '=~')] }, 400, 'invalid regular expression'],
  ['without matchers', { matchers: [] }, 400, 'body.matchers'],
  ['that is not there', { id: 'none' }, 404, 'make a new one'],
] as const)('a silence %s is refused with what to change', async (...[, more, status, part]) => {
  const body = { matchers: [is('x', '1')], until: inAnHour(), comment: 'why', ...more };
  const answer = await service.post('/api/tocsin/v1/silences', body);
  const problem = (await answer.json()) as { detail: string };
  expect([answer.status, problem.detail]).toEqual([status, expect.stringContaining(part)]);
});

test('writes need the door: no token of a viewer, no other site', async () => {
  const body = { matchers: [is('x', '1')], until: inAnHour(), comment: 'why' };
  const crossed = await service.post('/api/tocsin/v1/silences', body, { Origin: 'https://evil.example' });
  expect(crossed.status).toBe(403);
  const unknown = await service.post('/api/tocsin/v1/silences', body, { Authorization: 'Bearer nobody' });
  expect(unknown.status).toBe(401);
});

test('a preview says what would be hidden now, who would not be told, and who has what', async () => {
  await post(
    { alertname: 'High', service: 'pay', severity: 'critical', bank: 'all' },
    { alertname: 'Refund', service: 'pay', severity: 'high', bank: 'nordbank' },
    { alertname: 'Refund', service: 'pay', severity: 'high', bank: 'alba' },
    { alertname: 'Other', service: 'else', severity: 'low' },
  );
  const seen = await preview([is('service', 'pay')]);
  expect(seen.matchesAll).toBe(false);
  expect(seen.now).toMatchObject({
    total: 3,
    bySeverity: { critical: 1, high: 2 },
    notTold: [{ receiver: 'team', alerts: 3 }],
  });
  expect(seen.now.notTold[0]?.integrations.toSorted()).toEqual(['Slack (team)', 'Webhook (team)']);
  expect(seen.now.alerts.map(({ name }) => name)).toEqual(['High', 'Refund', 'Refund']);
  expect(seen.sentence).toMatch(/^It hides 3 alerts, 1 critical/);
  expect(seen.narrower).toMatchObject({
    now: { total: 2, bySeverity: { high: 2 } },
    history: { total: 2, bySeverity: { high: 2 } },
  });
  const narrowed = await preview([
    is('service', 'pay'),
    ...(seen.narrower ? [seen.narrower.add as never] : []),
  ]);
  expect(narrowed.now).toMatchObject({ total: 2, bySeverity: { high: 2 } });
  expect((await preview([is('service', 'nobody')])).sentence).toBe('It hides nothing now.');
  expect((await preview([is('alertname', '.*', '=~')])).matchesAll).toBe(true);
  expect((await preview([])).matchesAll).toBe(true);
});

test('what is silenced already is not hidden a second time', async () => {
  await post({ alertname: 'Twice', service: 'twice' });
  const made = await client.makeSilence({
    body: { matchers: [is('alertname', 'Twice')], until: inAnHour(), comment: 'a' },
  });
  expect((await preview([is('service', 'twice')])).now.total).toBe(0);
  await client.endSilence({ params: { id: made.id } });
  expect((await preview([is('service', 'twice')])).now.total).toBe(1);
});

test('the history says since when it knows, and survives a restart', async () => {
  const before = await preview([is('service', 'pay')], 'Pacific/Auckland');
  expect(before.history).toMatchObject({ complete: false, total: 3, timeZone: 'Pacific/Auckland' });
  expect(before.history.days).toHaveLength(7);
  expect(before.history.days.at(-1)).toMatchObject({ known: true, total: 3, bySeverity: { critical: 1 } });
  expect(before.history.days[0]).toMatchObject({ known: false, total: 0 });
  expect(before.history.alerts).toMatchObject([
    { name: 'High', severity: 'critical', times: 1 },
    { name: 'Refund', severity: 'high', times: 2 },
  ]);
  const { folder } = service;
  await service.app.stop();
  await start(folder);
  const after = await preview([is('service', 'pay')], 'Pacific/Auckland');
  expect(after.history.total).toBe(3);
  expect(Date.parse(after.history.since)).toBe(Date.parse(before.history.since));
  await post({ alertname: 'Fresh', service: 'pay', severity: 'low' });
  expect((await preview([is('service', 'pay')])).history.total).toBe(4);
});

test('a zone that is none and an expression that is none are told', async () => {
  for (const body of [
    { matchers: [is('a', 'b')], timeZone: 'Nowhere/None' },
    { matchers: [is('a', '(', '=~')] },
  ])
    expect((await service.post('/api/tocsin/v1/silences/preview', body)).status).toBe(400);
});

const text = fc.string({ unit: anyCharacter, maxLength: 12 }).filter((value) => value.isWellFormed());
const name = text.filter((value) => value !== '');
const matcher = fc.record({ name, op: fc.constantFrom('=', '!=' as const), value: text });

test('what is made is shown as it was asked for, whatever its names and values, on both APIs', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(matcher, { minLength: 1, maxLength: 4 }), text, async (matchers, comment) => {
      const body = { matchers, until: inAnHour(), comment };
      const answer = await service.post('/api/tocsin/v1/silences', body);
      const possible = matchers.some(({ op, value }) => op === '!=' || value !== '') && comment.trim() !== '';
      expect(answer.status).toBe(possible ? 200 : 400);
      if (!possible) return;
      const { id } = (await answer.json()) as { id: string };
      const upstream = (await (await service.get(`/api/v2/silence/${id}`)).json()) as {
        matchers: object[];
        comment: string;
      };
      expect(upstream.comment).toBe(comment.trim());
      expect(upstream.matchers).toEqual(
        matchers.map((each) => ({
          name: each.name,
          value: each.value,
          isRegex: false,
          isEqual: each.op === '=',
        })),
      );
      const { silences } = await client.listSilences({});
      expect(silences.find((each) => each.id === id)?.matcherSets).toEqual([matchers]);
    }),
    { numRuns: 40 },
  );
}, 60_000);

test('the answer of a preview is what its schema says, to the field', async () => {
  const answer = await service.post('/api/tocsin/v1/silences/preview', { matchers: [is('service', 'pay')] });
  const body: unknown = await answer.json();
  expect(SilencePreview.parse(body)).toEqual(body);
});
