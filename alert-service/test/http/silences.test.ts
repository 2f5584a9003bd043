import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { raw } from '../kit/raw.ts';
import { type Service, startService } from '../kit/service.ts';

/** The answers stand here as Alertmanager 0.34.0 gave them. */
let service: Service;
const config = `
route: { receiver: team, group_by: [alertname], group_wait: 10ms }
receivers: [{ name: team }]
inhibit_rules:
  - source_matchers: [severity="critical"]
    target_matchers: [severity="warning"]
    equal: [service]
`;

beforeAll(async () => {
  service = await startService({ alertmanager: config });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const hour = 3_600_000;
const silence = (more: object = {}) => ({
  matchers: [{ name: 'a', value: 'b', isRegex: false, isEqual: true }],
  startsAt: inMs(0),
  endsAt: inMs(hour),
  createdBy: 'ann',
  comment: 'why',
  ...more,
});
const post = async (body: unknown, to = service) => {
  const answer = await to.post('/api/v2/silences', body);
  return [answer.status, await answer.text()] as const;
};
const made = async (more: object = {}): Promise<string> => {
  const [status, text] = await post(silence(more));
  expect([status, text]).toEqual([200, expect.stringMatching(/^\{"silenceID":"[0-9a-f-]{36}"\}\n$/)]);
  return (JSON.parse(text) as { silenceID: string }).silenceID;
};
interface Shown {
  readonly id: string;
  readonly status: { state: string };
  readonly startsAt: string;
  readonly endsAt: string;
  readonly matchers: object[];
}
const list = async (query = '') => (await (await service.get(`/api/v2/silences${query}`)).json()) as Shown[];
const one = async (id: string) => (await (await service.get(`/api/v2/silence/${id}`)).json()) as Shown;

const { matchers: _, ...withoutMatchers } = silence();
const { comment: __, ...withoutComment } = silence();
const matcher = (more: object) => ({ matchers: [{ name: 'a', value: 'b', isRegex: false, ...more }] });

test.each([
  ['no body', '', 422, { code: 602, message: 'silence in body is required' }],
  ['null', 'null', 422, { code: 602, message: 'comment in body is required' }],
  ['nothing', {}, 422, { code: 602, message: 'comment in body is required' }],
  ['no comment', withoutComment, 422, { code: 602, message: 'comment in body is required' }],
  ['no matchers', withoutMatchers, 422, { code: 602, message: 'matchers in body is required' }],
  [
    'an empty list',
    silence({ matchers: [] }),
    422,
    { code: 612, message: 'matchers in body should have at least 1 items' },
  ],
  [
    'an empty matcher',
    silence({ matchers: [{}] }),
    422,
    { code: 602, message: 'matchers.0.isRegex in body is required' },
  ],
  ['no start', silence({ startsAt: null }), 422, { code: 602, message: 'startsAt in body is required' }],
  [
    'a number for a name',
    silence({ createdBy: 1 }),
    400,
    { code: 400, message: 'parsing silence body from "" failed, because createdBy must be a string' },
  ],
  [
    'a list for a silence',
    [],
    400,
    { code: 400, message: 'parsing silence body from "" failed, because it must be an object' },
  ],
  [
    'a time that is none',
    silence({ endsAt: 'soon' }),
    400,
    {
      code: 400,
      message:
        'parsing silence body from "" failed, because endsAt "soon" is not a time as in 2026-10-20T03:17:48Z',
    },
  ],
  [
    'a matcher of nothing',
    silence(matcher({ value: '' })),
    400,
    'invalid silence: matcher set 0: at least one matcher must not match the empty string',
  ],
  [
    'no name',
    silence(matcher({ name: '' })),
    400,
    'invalid silence: invalid label matcher 0 in set 0: invalid label name ""',
  ],
  [
    'zero times',
    silence({ startsAt: '0001-01-01T00:00:00.000Z', endsAt: '0001-01-01T00:00:00.000Z' }),
    400,
    'Failed to create silence: start time must be before end time',
  ],
  [
    'an end before the start',
    silence({ endsAt: inMs(-hour) }),
    400,
    'Failed to create silence: start time must be before end time',
  ],
  [
    'a past',
    silence({ startsAt: inMs(-2 * hour), endsAt: inMs(-hour) }),
    400,
    "Failed to create silence: end time can't be in the past",
  ],
  ['an unknown id', silence({ id: 'nope' }), 404, 'silence not found'],
])('%s is refused as upstream refuses it', async (...[, body, status, answer]) => {
  const [answered, text] = await post(body);
  expect([answered, JSON.parse(text)]).toEqual([status, answer]);
});

test('a regular expression that is none is refused with its fault', async () => {
  const [status, text] = await post(silence(matcher({ value: '(', isRegex: true })));
  expect(status).toBe(400);
  expect(JSON.parse(text)).toMatch(
    /^invalid silence: invalid label matcher 0 in set 0: invalid regular expression "\(": .+/,
  );
});

test('a start that is not given is now, and one in the past as well', async () => {
  const zero = await one(await made({ startsAt: '0001-01-01T00:00:00.000Z' }));
  const past = await one(await made({ startsAt: inMs(-hour) }));
  for (const { startsAt } of [zero, past])
    expect(Math.abs(Date.parse(startsAt) - Date.now())).toBeLessThan(5_000);
});

test('a silence is shown with the fields of upstream in its order; annotations only where there are some', async () => {
  const id = await made({
    annotations: { k: 'v' },
    matchers: [{ name: 'é b', value: 'b|c', isRegex: true }],
  });
  const text = await (await service.get(`/api/v2/silence/${id}`)).text();
  expect(text.replaceAll(/"\d{4}-[^"]*Z"/g, 'T')).toBe(
    `{"id":"${id}","status":{"state":"active"},"updatedAt":T,"annotations":{"k":"v"},"comment":"why","createdBy":"ann","endsAt":T,"matchers":[{"isEqual":true,"isRegex":true,"name":"é b","value":"b|c"}],"startsAt":T}\n`,
  );
  expect(await one(await made())).not.toHaveProperty('annotations');
});

test('active ones stand by their end, then pending ones by their start, then the expired, the latest first', async () => {
  const at = async (from: number, to: number) =>
    made({ ...matcher({ name: 'order' }), startsAt: inMs(from), endsAt: inMs(to) });
  const pending = [await at(3 * hour, 9 * hour), await at(2 * hour, 9 * hour)];
  const active = [await at(0, 3 * hour), await at(0, 2 * hour)];
  const expired = [await at(0, hour), await at(0, 2 * hour)];
  for (const id of expired) await raw(service.url, `/api/v2/silence/${id}`, { method: 'DELETE' });
  const ids = (await list('?filter=order=b')).map(({ id }) => id);
  const tail = ids.splice(4);
  expect(ids).toEqual([active[1], active[0], pending[1], pending[0]]);
  expect(new Set(tail)).toEqual(new Set(expired));
  expect((await list('?filter=order=b&active=false&expired=false')).map(({ id }) => id)).toEqual(
    pending.reverse(),
  );
  expect(await list('?active=false&expired=false&pending=false')).toEqual([]);
});

test('a filter asks for matchers as they are written, not for what they match', async () => {
  await made({
    matchers: [
      { name: 'x', value: '1', isRegex: false },
      { name: 'y', value: '2.*', isRegex: true },
    ],
  });
  for (const [query, count] of [
    ['filter=x=1', 1],
    ['filter=x="1"&filter=y=~"2.*"', 1],
    ['filter=y=2.*', 0],
    ['filter=x!=2', 0],
  ] as const)
    expect([query, await list(`?${query}`)]).toEqual([
      query,
      Array.from({ length: count }, () => expect.anything()),
    ]);
  expect((await service.get('/api/v2/silences?filter=x%7B')).status).toBe(400);
});

test('an end is an update in place, other matchers make a new silence and end the old one', async () => {
  const id = await made({ ...matcher({ name: 'upd' }) });
  const { startsAt } = await one(id);
  const [, later] = await post(
    silence({ id, startsAt, endsAt: inMs(2 * hour), ...matcher({ name: 'upd' }) }),
  );
  expect(JSON.parse(later)).toEqual({ silenceID: id });
  const [, other] = await post(silence({ id, startsAt, ...matcher({ name: 'other' }) }));
  const { silenceID } = JSON.parse(other) as { silenceID: string };
  expect(silenceID).not.toBe(id);
  expect((await one(id)).status.state).toBe('expired');
  const [status, again] = await post(silence({ id, startsAt, ...matcher({ name: 'upd' }) }));
  expect([status, again]).toEqual([200, expect.not.stringContaining(id)]);
});

test('what is not there is a 404 without a word, what is no id is a 422; ending twice is ending once', async () => {
  const nobody = '/api/v2/silence/7d8b3c9e-24d5-4f5b-8e5b-000000000000';
  for (const method of ['GET', 'DELETE']) {
    const answer = await raw(service.url, nobody, { method });
    expect([answer.status, answer.body]).toEqual([404, '']);
    const wrong = await raw(service.url, '/api/v2/silence/abc', { method });
    expect([wrong.status, JSON.parse(wrong.body)]).toEqual([
      422,
      { code: 601, message: 'silenceID in path must be of type uuid: "abc"' },
    ]);
  }
  const id = await made();
  for (const time of [1, 2]) {
    const ended = await raw(service.url, `/api/v2/silence/${id}`, { method: 'DELETE' });
    expect([time, ended.status, ended.body]).toEqual([time, 200, '']);
  }
  expect((await raw(service.url, `/api/v2/silence/${id}`, { method: 'PUT' })).status).toBe(405);
});

interface Status {
  readonly state: string;
  readonly silencedBy: string[];
  readonly inhibitedBy: string[];
}
const shown = async (query: string) =>
  (await (await service.get(`/api/v2/alerts?${query}`)).json()) as { fingerprint: string; status: Status }[];

test('silences and inhibition show at once, and can be asked for', async () => {
  const labels = { alertname: 'Status', service: 's', severity: 'warning' };
  const state = async () => (await shown('filter=alertname=Status'))[0]?.status;
  await service.post('/api/v2/alerts', [{ labels }]);
  expect(await state()).toMatchObject({ state: 'active', silencedBy: [], inhibitedBy: [] });
  const id = await made(matcher({ name: 'alertname', value: 'Status' }));
  expect(await state()).toMatchObject({ state: 'suppressed', silencedBy: [id], inhibitedBy: [] });
  await service.post('/api/v2/alerts', [
    { labels: { alertname: 'Source', service: 's', severity: 'critical' } },
  ]);
  const source = (await shown('filter=alertname=Source'))[0]?.fingerprint;
  expect(await state()).toMatchObject({ state: 'suppressed', silencedBy: [id], inhibitedBy: [source] });
  for (const [query, names] of [
    ['silenced=false', 1],
    ['inhibited=false', 1],
    ['active=false', 1],
    ['active=false&silenced=false', 0],
    ['unprocessed=false', 2],
  ] as const)
    expect([query, (await shown(`filter=service=s&${query}`)).length]).toEqual([query, names]);
  const groups = (await (
    await service.get('/api/v2/alerts/groups?active=false&filter=service=s')
  ).json()) as object[];
  expect(groups).toHaveLength(1);
  await raw(service.url, `/api/v2/silence/${id}`, { method: 'DELETE' });
  expect(await state()).toMatchObject({ state: 'suppressed', silencedBy: [], inhibitedBy: [source] });
});

test('in classic mode a silence has names of the old form, and isEqual is understood', async () => {
  await using classic = await startService({ flags: ['--enable-feature=classic-mode'] });
  const [status, text] = await post(silence(matcher({ name: 'Σ' })), classic);
  expect([status, text]).toEqual([400, expect.stringContaining('invalid silence: invalid label matcher')]);
  expect((await post(silence(matcher({ isEqual: true })), classic))[0]).toBe(200);
});

test('a list of matchers with none, or with an odd name, silences what it says and survives a restart', async () => {
  const { folder } = service;
  const id = await made({ matchers: [{ name: '__proto__', value: 'x', isRegex: false, isEqual: false }] });
  const before = await list();
  await service.app.stop();
  service = await startService({ alertmanager: config, folder });
  expect(await list()).toEqual(before);
  expect((await one(id)).matchers).toEqual([
    { isEqual: false, isRegex: false, name: '__proto__', value: 'x' },
  ]);
});
