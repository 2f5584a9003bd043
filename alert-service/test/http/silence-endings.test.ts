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
