import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Client, createClient } from '@tocsin/api';
import { type Service, startService } from '../kit/service.ts';

let service: Service;
let client: Client;
beforeAll(async () => {
  service = await startService({ alertmanager: 'route: { receiver: team }\nreceivers: [{ name: team }]\n' });
  client = createClient(async ({ method, path, body }) => {
    const answer = await fetch(`${service.url}/api/tocsin/v1${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

const at = (ms: number): string => new Date(Date.now() + ms).toISOString();
const hourMs = 3_600_000;
const is = (name: string, value: string) => ({ name, op: '=' as const, value });

const wire = (more: object = {}) => ({
  matchers: [{ name: 'a', value: 'b', isRegex: false, isEqual: true }],
  startsAt: at(0),
  endsAt: at(hourMs),
  createdBy: 'sam',
  comment: 'why',
  ...more,
});
const setV2 = async (body: object): Promise<string> => {
  const answer = await service.post('/api/v2/silences', body);
  expect(answer.status).toBe(200);
  const { silenceID } = (await answer.json()) as { silenceID: string };
  return silenceID;
};
const getV2 = async (id: string) =>
  (await (await service.get(`/api/v2/silence/${id}`)).json()) as Record<string, unknown>;
const shown = async (id: string) => (await client.listSilences({})).silences.find((each) => each.id === id);

test('until resolved and expiring unused are asked for, shown, and shown to Alertmanager’s tools as annotations', async () => {
  const latestAt = at(hourMs);
  const made = await client.makeSilence({
    body: {
      matchers: [is('a', 'b')],
      until: { kind: 'resolved', latestAt },
      expiresUnusedAfterMs: 5_400_000,
      comment: 'why',
    },
  });
  const ending = { until: { kind: 'resolved', latestAt }, expiresUnusedAfterMs: 5_400_000 };
  expect(made).toMatchObject({ state: 'active', annotations: {}, ...ending });
  expect(await getV2(made.id)).toMatchObject({
    endsAt: latestAt,
    annotations: { tocsin_until: 'resolved', tocsin_expires_unused_after: '1h30m' },
  });
});

test('Alertmanager’s tools ask for them with annotations', async () => {
  const annotations = { team: 'x', tocsin_until: 'resolved', tocsin_expires_unused_after: '1d' };
  const id = await setV2(wire({ annotations }));
  expect(await shown(id)).toMatchObject({
    until: { kind: 'resolved' },
    expiresUnusedAfterMs: 86_400_000,
    annotations: { team: 'x' },
  });
  expect(await getV2(id)).toMatchObject({ annotations });
});

test.each([
  [{ tocsin_until: 'soon' }, 'annotation tocsin_until: "soon" is not known: write resolved'],
  [
    { tocsin_expires_unused_after: '1 hour' },
    'annotation tocsin_expires_unused_after: "1 hour" is not a duration',
  ],
  [{ tocsin_expires_unused_after: '59s' }, '"59s" is too short: write 1m or longer'],
])('an annotation that is wrong is refused by name: %p', async (annotations, error) => {
  const answer = await service.post('/api/v2/silences', wire({ annotations }));
  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual(expect.stringContaining(error));
});

test('a tool that knows none of them keeps them when it changes the silence; ours takes them away', async () => {
  const made = await client.makeSilence({
    body: {
      matchers: [is('a', 'b')],
      until: { kind: 'resolved', latestAt: at(hourMs) },
      comment: 'why',
    },
  });
  const endsAt = at(2 * hourMs);
  expect(await setV2(wire({ id: made.id, startsAt: made.startsAt, endsAt }))).toBe(made.id);
  expect(await shown(made.id)).toMatchObject({ until: { kind: 'resolved', latestAt: endsAt } });
  const changed = await client.makeSilence({
    body: {
      id: made.id,
      startsAt: made.startsAt,
      matchers: [is('a', 'b')],
      until: { kind: 'time', endsAt },
      comment: 'why',
    },
  });
  expect(changed).toMatchObject({ id: made.id, until: { kind: 'time', endsAt } });
  expect(await getV2(made.id)).not.toHaveProperty('annotations');
});

const sundays = {
  kind: 'intervals' as const,
  intervals: [
    {
      times: [{ start_time: '02:00', end_time: '04:00' }],
      weekdays: ['sunday'],
      months: ['january:june', 'july:december'],
      days_of_month: ['1:-1'],
      years: ['2020:2099'],
      location: 'Europe/Berlin',
    },
  ],
};
const recurring = {
  matchers: [is('a', 'b')],
  until: { kind: 'time' as const, endsAt: at(30 * 24 * hourMs) },
};

test('a recurring silence is shown with its window, and to Alertmanager’s tools as an annotation (#214)', async () => {
  const made = await client.makeSilence({ body: { ...recurring, recurs: sundays, comment: 'backup' } });
  expect(made.recurs).toEqual(sundays);
  const { startsAt = '', endsAt = '' } = made.window ?? {};
  expect(Date.parse(endsAt)).toBeGreaterThan(Date.now());
  expect(Date.parse(startsAt)).toBeLessThan(Date.now() + 7 * 24 * hourMs);
  const inside = Date.parse(startsAt) <= Date.now();
  const state = inside ? 'active' : 'pending';
  expect(made.state).toBe(state);
  const { annotations, status } = (await getV2(made.id)) as {
    annotations: Record<string, string>;
    status: object;
  };
  expect(status).toEqual({ state });
  expect(JSON.parse(annotations.tocsin_recurs ?? '')).toEqual(sundays);
  const again = await setV2(wire({ id: made.id, startsAt: made.startsAt, annotations }));
  expect(again).toBe(made.id);
  expect(await shown(again)).toMatchObject({ recurs: sundays, annotations: {} });
});

test('other windows make another silence: what was hidden stays explained', async () => {
  const made = await client.makeSilence({ body: { ...recurring, recurs: sundays, comment: 'backup' } });
  const always = await client.makeSilence({
    body: { ...recurring, id: made.id, startsAt: made.startsAt, comment: 'backup' },
  });
  expect(always.id).not.toBe(made.id);
  expect([always.state, always.window]).toEqual(['active', undefined]);
  expect(await shown(made.id)).toMatchObject({ state: 'expired' });
});

test.each([
  [{ weekdays: ['sundy'] }, 'interval 1: weekdays: "sundy" is no day of the week'],
  [{ times: [{ start_time: '22:00', end_time: '06:00' }] }, 'interval 1: times: end_time must be later'],
  [{ times: [{ start_time: '2:00', end_time: '06:00' }] }, '"2:00" is no time of day'],
  [{ months: [] }, 'months: an empty list never holds'],
  [{ years: ['2027:2026'] }, 'years: the range ends before it begins'],
  [{ days_of_month: ['32'] }, 'days_of_month: a day of the month is'],
  [{ location: 'Berlin' }, 'location: "Berlin" is no time zone'],
])('an interval that is wrong is refused with what to change: %p', async (interval, error) => {
  const recurs = { kind: 'intervals', intervals: [interval] };
  const answer = await service.post('/api/tocsin/v1/silences', { ...recurring, recurs, comment: 'why' });
  expect(answer.status).toBe(400);
  expect(((await answer.json()) as { detail: string }).detail).toContain(error);
  const annotations = { tocsin_recurs: JSON.stringify(recurs) };
  const v2 = await service.post('/api/v2/silences', wire({ annotations }));
  expect([v2.status, await v2.json()]).toEqual([400, expect.stringContaining(error)]);
});

test('what recurs is not until resolved: each window would be the last', async () => {
  const until = { kind: 'resolved', latestAt: at(hourMs) };
  const body = { ...recurring, until, recurs: sundays, comment: 'why' };
  expect((await service.post('/api/tocsin/v1/silences', body)).status).toBe(400);
  const annotations = { tocsin_recurs: JSON.stringify(sundays), tocsin_until: 'resolved' };
  expect((await service.post('/api/v2/silences', wire({ annotations }))).status).toBe(400);
});

test('a recurring silence comes from a calendar as it is, and is shown as it came (#3339)', async () => {
  const ical = [
    'BEGIN:VEVENT',
    'DTSTART;TZID=Europe/Berlin:20200101T020000',
    'DURATION:PT2H',
    'RRULE:FREQ=DAILY',
    'END:VEVENT',
  ].join('\r\n');
  const recurs = { kind: 'calendar' as const, ical };
  const made = await client.makeSilence({ body: { ...recurring, recurs, comment: 'backup' } });
  expect(made).toMatchObject({ recurs, window: {} });
  expect((await getV2(made.id)).annotations).toEqual({ tocsin_recurs: JSON.stringify(recurs) });
  const bad = { ...recurring, recurs: { ...recurs, ical: 'no calendar' }, comment: 'why' };
  const answer = await service.post('/api/tocsin/v1/silences', bad);
  expect([answer.status, await answer.json()]).toMatchObject([
    400,
    { detail: expect.stringContaining('there is no event') },
  ]);
});

test('the preview of a recurring silence counts what fires in its windows alone', async () => {
  await service.post('/api/v2/alerts', [{ labels: { alertname: 'Previewed', service: 'recurs' } }]);
  const matchers = [is('service', 'recurs')];
  const until = (year: string) => ({ kind: 'intervals' as const, intervals: [{ years: [year] }] });
  const during = await client.previewSilence({ body: { matchers, recurs: until('2020:2090') } });
  expect([during.now.total, during.history.total]).toEqual([1, 1]);
  expect(Date.parse(during.window?.startsAt ?? '')).toBeLessThanOrEqual(Date.now());
  const before = await client.previewSilence({ body: { matchers, recurs: until('2020') } });
  expect([before.now.total, before.history.total, before.window]).toEqual([0, 0, undefined]);
  const recurs = { kind: 'intervals', intervals: [{ years: ['MMXX'] }] };
  const wrong = await service.post('/api/tocsin/v1/silences/preview', { matchers, recurs });
  expect(wrong.status).toBe(400);
});
