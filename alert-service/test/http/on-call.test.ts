import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from '@tocsin/api';
import { afterEach, expect, test } from '@jest/globals';
import { type Service, startService } from '../kit/service.ts';

const services: Service[] = [];
afterEach(async () => {
  for (const service of services.splice(0)) await service[Symbol.asyncDispose]();
});

const tocsin = `person: {name: Mia, login: mia}
on_call: {files: [on-call.yml]}
escalations: [{receiver: team, policy: payments}]
webhooks: {signing_secret: hush}
`;

const file = `people:
  - id: mia
    name: Mia
    login: mia
    time_zone: Europe/Berlin
    contacts: [{id: mail, kind: email, address: mia@example.org, vouched: true}]
  - {id: jonas, name: Jonas, contacts: [{id: mail, kind: email, address: jonas@example.org}]}
schedules:
  - id: payments
    name: Payments
    time_zone: Europe/Berlin
    layers: [{id: weekly, turns: [mia, jonas], rotation: {unit: weeks}, starts_on: 2025-01-06T09:00}]
policies:
  - id: payments
    name: Payments
    steps: [{targets: [{kind: schedule, id: payments}]}]
    last_resort: [{kind: receiver, id: team}]
`;

async function service(more: { readonly tocsin?: string; readonly file?: string } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-on-call-'));
  writeFileSync(path.join(folder, 'on-call.yml'), more.file ?? file);
  const started = await startService({ folder, tocsin: more.tocsin ?? tocsin });
  services.push(started);
  const client = createClient(async ({ method, path: at, body, headers }) => {
    const response = await fetch(`${started.url}/api/tocsin/v1${at}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return { status: response.status, body: isJson ? JSON.parse(text) : text };
  });
  return { ...started, started, client, folder };
}

test('who is on call is told for now and for any moment, past ones too', async () => {
  const { client } = await service();
  const { schedules } = await client.getOnCall({ query: { at: '2099-11-02T12:00:00Z' } });
  expect(schedules).toMatchObject([
    { id: 'payments', name: 'Payments', now: [{ by: { kind: 'layer', id: 'weekly' } }] },
  ]);
  expect(schedules[0]?.sentence).toMatch(/^(Mia|Jonas) until Mon 9 Nov 09:00 CET, then (Mia|Jonas)$/);
  // Who is the only one has no end that is known.
  const { client: alone } = await service({ file: file.replace('turns: [mia, jonas]', 'turns: [mia]') });
  expect((await alone.getOnCall({})).schedules[0]?.sentence).toBe('Mia');
  const { schedules: before } = await client.getOnCall({ query: { at: '2020-11-02T12:00:00Z' } });
  expect(before).toEqual([]);
});

test('people of files are read there and changed in their file', async () => {
  const { client } = await service();
  const { people } = await client.listPeople({});
  expect(people).toMatchObject([
    { id: 'jonas', source: 'file', contacts: [{ state: 'unverified', own: false }] },
    { id: 'mia', source: 'file', version: 1, contacts: [{ id: 'mail', state: 'vouched' }] },
  ]);
  const [jonas] = people;
  if (!jonas) throw new Error('nobody');
  await expect(
    client.setPerson({ params: { id: 'jonas' }, body: { value: jonas.value, version: 1 } }),
  ).rejects.toThrow(/^The person "jonas" stands in .*on-call.yml: change it there, and reload.$/);
});

test('objects are made, changed under the version that was seen, and deleted once nobody uses them', async () => {
  const { client } = await service();
  const value = { id: 'sam', name: 'Sam', contacts: [], rules: {} };
  const sam = await client.setPerson({ params: { id: 'sam' }, body: { value } });
  expect(sam).toMatchObject({ version: 1, source: 'app', changedBy: 'Mia' });
  expect(sam.problems).toEqual([
    '"sam" has no contact: a page for them goes to the last resort until one is added',
  ]);
  await expect(client.setPerson({ params: { id: 'sam' }, body: { value } })).rejects.toMatchObject({
    status: 412,
    message: 'There is a person "sam" already: choose another id, or change that one (version 1).',
  });
  await client.setPerson({
    params: { id: 'sam' },
    body: { value: { ...value, name: 'Samuel' } },
    headers: { 'If-Match': '"1"' },
  });
  await client.setTeam({
    params: { id: 'night' },
    body: { value: { id: 'night', name: 'Night', members: ['sam', 'mia'] } },
  });
  await expect(client.deletePerson({ params: { id: 'sam' } })).rejects.toMatchObject({
    status: 409,
    message: expect.stringContaining('is used by team "night"'),
  });
  expect(await client.deletePerson({ params: { id: 'sam' }, query: { force: '1' } })).toEqual({
    id: 'sam',
    version: 3,
  });
  const { teams } = await client.listTeams({});
  expect(teams[0]?.problems).toEqual(['there is no person "sam"; there is jonas, mia']);
  const { versions } = await client.getOnCallHistory({ query: { kind: 'person', id: 'sam' } });
  expect(versions.map(({ version, by, value: kept }) => [version, by, kept?.['name']])).toEqual([
    [3, 'Mia', undefined],
    [2, 'Mia', 'Samuel'],
    [1, 'Mia', 'Sam'],
  ]);
});

test('what does not fit is refused field by field, and asking again under a key changes nothing', async () => {
  const { client } = await service();
  const policy = (id: string) => ({
    id: 'p',
    name: 'P',
    steps: [{ targets: [{ kind: 'person' as const, id }] }],
    lastResort: [{ kind: 'receiver' as const, id: 'team' }],
  });
  await expect(
    client.setPolicy({ params: { id: 'p' }, body: { value: policy('mai') } }),
  ).rejects.toMatchObject({
    status: 400,
    problem: {
      errors: [
        {
          path: ['value', 'steps', 0, 'targets', 0, 'id'],
          message: 'there is no person "mai"; did you mean "mia"?',
        },
      ],
    },
  });
  const asked = {
    params: { id: 'p' },
    body: { value: policy('mia') },
    headers: { 'Idempotency-Key': 'one' },
  };
  const first = await client.setPolicy(asked);
  expect(await client.setPolicy(asked)).toEqual(first);
  expect(first).toMatchObject({ version: 1, receivers: [], running: 0 });
  await expect(
    client.setPolicy({ ...asked, body: { value: policy('jonas'), version: 1 } }),
  ).rejects.toMatchObject({ status: 422 });
});

test('a secret is sealed, used on, and never given back; addresses inside are refused', async () => {
  const { client } = await service();
  const automation = (url: string, secret?: string) => ({
    params: { id: 'restart' },
    body: {
      value: { id: 'restart', name: 'Restart', url, ...(secret !== undefined && { secret }) },
      version: secret === undefined ? 1 : 0,
    },
  });
  await expect(client.setAutomation(automation('http://169.254.169.254/x', 'hush'))).rejects.toThrow(
    'this address may not be asked: it is a cloud’s metadata address'.replace('’', "'"),
  );
  await expect(client.setAutomation(automation('http://localhost/x', 'hush'))).rejects.toThrow(
    'it is this machine',
  );
  const kept = await client.setAutomation(automation('https://run.example.org/x', 'hush-hush'));
  expect(kept).toMatchObject({ hasSecret: true });
  const again = await client.setAutomation(automation('https://run.example.org/y'));
  expect(again).toMatchObject({ hasSecret: true, version: 2 });
  const { versions } = await client.getOnCallHistory({ query: { kind: 'automation', id: 'restart' } });
  const yaml = await client.exportOnCall({ query: { source: 'app' } });
  expect(JSON.stringify([kept, again, versions]) + yaml).not.toContain('hush-hush');
  expect(JSON.stringify([kept, again, versions])).not.toContain('sealedSecret');
  expect(yaml).toContain('# Its secret is sealed and not here: add secret_file.');
});

test('what is exported is taken in again as it was, and read as a file', async () => {
  const { client } = await service();
  const yaml = await client.exportOnCall({});
  expect(yaml).toMatchInlineSnapshot(`
   "# People, teams, schedules and policies, as Tocsin has them.

   people:
     - id: jonas
       name: Jonas
       contacts:
         - {id: mail, kind: email, address: jonas@example.org}
     - id: mia
       name: Mia
       login: mia
       time_zone: Europe/Berlin
       contacts:
         - {id: mail, kind: email, address: mia@example.org, vouched: true}
   schedules:
     - id: payments
       name: Payments
       time_zone: Europe/Berlin
       layers:
         - id: weekly
           turns:
             - [mia]
             - [jonas]
           rotation: {every: 1, unit: weeks}
           starts_on: "2025-01-06T09:00"
   policies:
     - id: payments
       name: Payments
       steps:
         - level: 1
           targets:
             - {kind: schedule, id: payments}
           wait: 5m
       last_resort:
         - {kind: receiver, id: team}
   "
  `);
  await expect(client.importOnCall({ body: { yaml } })).rejects.toThrow(/stands in .*on-call.yml/);
  const empty = await service({ tocsin: 'person: {name: Mia, login: mia}' });
  const { kept } = await empty.client.importOnCall({ body: { yaml, comment: 'moved' } });
  expect(kept.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
    'person jonas',
    'person mia',
    'schedule payments',
    'policy payments',
  ]);
  expect(await empty.client.importOnCall({ body: { yaml } })).toMatchObject({ kept: [], unchanged: 4 });
  expect(await empty.client.exportOnCall({})).toBe(yaml);
  const { problems } = await client.checkOnCall({ body: { yaml: 'people: [{id: mia, nam: Mia}]' } });
  expect(problems).toMatchObject([
    { line: 1, column: 10, message: 'name is missing: add `name: …`' },
    { line: 1, column: 20, message: 'unknown field "nam"; did you mean "name"?' },
  ]);
});

test('somebody covers, two people swap, and a draft is shown before it is kept', async () => {
  const { client } = await service();
  const at = (text: string) => `2099-${text}:00Z`;
  const shifts = () =>
    client.getScheduleShifts({
      params: { id: 'payments' },
      query: { from: at('11-01T00:00'), to: at('11-20T00:00') },
    });
  const before = await shifts();
  const [, first, second] = before.final;
  if (!first?.person || !second?.person) throw new Error('no shifts');
  const [begins, follows] = [first.person, second.person];
  const { override } = await client.coverSchedule({
    params: { id: 'payments' },
    body: { from: at('11-03T10:00'), to: at('11-03T12:00'), comment: 'dentist' },
  });
  expect(override).toMatchObject({ person: 'mia', comment: 'dentist' });
  await client.swapShifts({
    params: { id: 'payments' },
    body: {
      one: { person: first.person, from: first.from, to: first.until },
      other: { person: second.person, from: second.from, to: second.until },
    },
  });
  const { final, gaps } = await shifts();
  expect(gaps).toEqual([]);
  expect(final.find(({ from }) => from === second.from)?.person).toBe(first.person);
  await expect(
    client.swapShifts({
      params: { id: 'payments' },
      body: {
        one: { person: first.person, from: first.from, to: first.until },
        other: { person: second.person, from: second.from, to: second.until },
      },
    }),
  ).rejects.toThrow(/is not on call at/);
  const back = () =>
    client.swapShifts({
      params: { id: 'payments' },
      body: {
        one: { person: follows, from: first.from, to: first.until },
        other: { person: begins, from: second.from, to: second.until },
      },
      headers: { 'Idempotency-Key': 'back' },
    });
  const swapped = await back();
  expect(await back()).toEqual(swapped);
  const cover = () =>
    client.coverSchedule({
      params: { id: 'payments' },
      body: { from: at('11-04T10:00'), to: at('11-04T12:00') },
      headers: { 'Idempotency-Key': 'once' },
    });
  const covered = await cover();
  expect(await cover()).toEqual(covered);
  expect((await client.listOverrides({})).overrides.length).toBe(6);
  const draft = await client.previewSchedule({
    body: {
      schedule: {
        id: 'new',
        name: 'New',
        timeZone: 'Europe/Berlin',
        layers: [
          {
            id: 'days',
            turns: [['mia']],
            rotation: { unit: 'days' },
            startsOn: '2099-11-01T00:00',
            restrictions: [{ from: '09:00', to: '17:00' }],
          },
        ],
      },
      from: at('11-02T00:00'),
      to: at('11-04T00:00'),
    },
  });
  expect(draft.problems).toEqual([]);
  expect(draft.shifts.gaps.length).toBe(3);
  expect((await client.listSchedules({})).schedules.map(({ id }) => id)).toEqual(['payments']);
});

test('one’s own page: shifts, further contacts and rules of one’s own', async () => {
  const { client } = await service();
  const me = await client.getMyOnCall({});
  expect(me).toMatchObject({ person: 'mia', name: 'Mia', ownRules: false, mostPerMinute: 10 });
  expect(me.now.length + me.next.length).toBeGreaterThan(0);
  await expect(client.addMyContact({ body: { id: 'phone', kind: 'call', address: '0151' } })).rejects.toThrow(
    'expected a number with + and the country code',
  );
  const added = await client.addMyContact({
    body: { id: 'hook', kind: 'webhook', address: 'https://hooks.example.org/mia' },
  });
  expect(added.contacts).toMatchObject([{ id: 'mail' }, { id: 'hook', own: true, state: 'unverified' }]);
  await expect(client.setMyRules({ body: { rules: { low: [{ contact: 'fone' }] } } })).rejects.toThrow(
    'the person has no contact "fone"',
  );
  const ruled = await client.setMyRules({
    body: { rules: { critical: [{ contact: 'mail' }, { contact: 'hook', after: '5m' }] } },
  });
  expect(ruled).toMatchObject({ ownRules: true, version: 1 });
  expect(await client.setMyRules({ body: { reset: true, version: 1 } })).toMatchObject({ ownRules: false });
  await expect(client.removeMyContact({ params: { contact: 'mail' } })).rejects.toMatchObject({
    status: 409,
  });
  expect((await client.removeMyContact({ params: { contact: 'hook' } })).contacts).toHaveLength(1);
});

test('who is nobody of on call is told what to do', async () => {
  const { client } = await service({
    tocsin: 'person: {name: Ann, login: ann}\non_call: {files: [on-call.yml]}',
  });
  expect((await client.getMyOnCall({})).hint).toBe(
    'No person of on call has the login "ann": set it as the login of yours.',
  );
  await expect(
    client.addMyContact({ body: { id: 'x', kind: 'slack', address: 'U1' } }),
  ).rejects.toMatchObject({ status: 404 });
});

test('the calendar is read under its address and no other, also after a restart', async () => {
  const { client, started, folder } = await service();
  const { calendar = '' } = await client.getSchedule({ params: { id: 'payments' } });
  const feed = new URL(calendar).pathname;
  const response = await fetch(`${started.url}${feed}`);
  expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  expect(await response.text()).toMatch(/SUMMARY:(Mia|Jonas) on call: Payments/);
  expect((await fetch(`${started.url}${feed.replace(/.{5}\.ics/, 'AAAAA.ics')}`)).status).toBe(404);
  expect((await fetch(`${started.url}${feed.replace('payments', 'others')}`)).status).toBe(404);
  services.splice(0);
  await started[Symbol.asyncDispose]();
  const again = await startService({ folder, tocsin });
  services.push(again);
  expect((await fetch(`${again.url}${feed}`)).status).toBe(200);
});

test('addresses that are as good as passwords, and where people are reached, are whole for admins only', async () => {
  const secret = 'https://calendar.example.org/private-0123/basic.ics';
  const hook = 'https://hooks.example.org/T0/very-secret';
  const { started } = await service({
    tocsin: `${tocsin}api: {tokens: [
  {name: boss, kind: client, role: admin, token: of-boss},
  {name: bot, kind: client, role: operator, token: of-bot},
  {name: screen, kind: client, role: viewer, token: of-screen}]}
`,
    file: `${file}  - {id: other, name: Other, steps: [{targets: [{kind: automation, id: restart}]}], last_resort: [{kind: receiver, id: team}]}
automations: [{id: restart, name: Restart, url: "${hook}"}]
`.replace('    layers:', `    calendar: ${secret}\n    layers:`),
  });
  const seenBy = async (token: string): Promise<string> => {
    const texts = ['people', 'people/mia', 'schedules', 'schedules/payments', 'automations'].map(
      async (at) => {
        const headers = { authorization: `Bearer ${token}` };
        const answer = await started.get(`/api/tocsin/v1/${at}`, headers);
        expect([at, answer.status]).toEqual([at, 200]);
        return answer.text();
      },
    );
    return (await Promise.all(texts)).join('\n');
  };
  for (const token of ['of-bot', 'of-screen']) {
    const seen = await seenBy(token);
    for (const whole of ['private-0123', 'very-secret', 'mia@example.org', 'jonas@example.org'])
      expect(seen).not.toContain(whole);
    expect(seen).toContain('https://calendar.example.org/…');
  }
  const seen = await seenBy('of-boss');
  for (const whole of [secret, hook, 'mia@example.org']) expect(seen).toContain(whole);
});

test('a token that is named like a person does not share their idempotency keys', async () => {
  const { client, started } = await service({
    tocsin: `${tocsin}api: {tokens: [{name: mia, kind: client, role: operator, token: of-mia}]}\n`,
  });
  const body = { person: 'jonas', from: '2099-11-04T10:00:00Z', to: '2099-11-04T12:00:00Z' };
  const headers = { 'Idempotency-Key': 'the-same' };
  const { override } = await client.coverSchedule({ params: { id: 'payments' }, body, headers });
  const other = await started.post('/api/tocsin/v1/schedules/payments/cover', body, {
    ...headers,
    authorization: 'Bearer of-mia',
  });
  expect(other.status).toBe(200);
  const { overrides } = await client.listOverrides({});
  expect(overrides.map(({ changedBy }) => changedBy).sort()).toEqual(['Mia', 'mia']);
  expect(overrides.map(({ id }) => id)).toContain(override.id);
});

test('nobody adds contacts of their own without end', async () => {
  const { client } = await service();
  const add = (index: number) =>
    client.addMyContact({
      body: { id: `m${index}`, kind: 'webhook', address: `https://hooks.example.org/${index}` },
    });
  for (let index = 1; index < 20; index += 1) await add(index);
  await expect(add(20)).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('you have 20 contacts already'),
  });
});

test('a reload with a file that is wrong says where, repeats no secret of it, and leaves who there was', async () => {
  const { client, started, folder } = await service();
  const reload = async (written: string): Promise<string> => {
    writeFileSync(path.join(folder, 'on-call.yml'), written);
    const answer = await fetch(`${started.url}/-/reload`, { method: 'POST' });
    return `${answer.status} ${await answer.text()}`;
  };
  const automation = 'automations: [{id: a, name: A, url: "https://example.org", secret: planted-5e1f0c}]\n';
  const wrong: readonly (readonly [string, RegExp])[] = [
    [file.replace('id: jonas', 'id: jona'), /on-call\.yml:12:\d+: there is no person "jonas"; did you mean/],
    [file + automation, /on-call\.yml:\d+:\d+: a secret does not stand in this file/],
    [`${file}automations: [{secret: planted-5e1f0c`, /on-call\.yml:\d+:\d+: .*\(YAML\)/],
    [file.replace(/ {4}last_resort.*\n/u, ''), /on-call\.yml:\d+:\d+: there is no last resort/],
    [file.replace('steps: [{targets: [{kind: schedule, id: payments}]}]', 'steps: []'), /without steps/],
    [file.replace('kind: schedule, id: payments', 'kind: policy, id: payments'), /leads back to itself/],
    [file.replace('Europe/Berlin', 'Europe/Berlim'), /on-call\.yml:5:\d+: .*Europe\/Berlin/],
  ];
  for (const [written, message] of wrong) {
    const said = await reload(written);
    expect(said).toMatch(message);
    expect(said).toMatch(/^500 /);
    expect(said).not.toContain('planted-5e1f0c');
    const { people } = await client.listPeople({});
    expect(people.map(({ id, version }) => `${id} ${version}`)).toEqual(['jonas 1', 'mia 1']);
  }
  expect(await reload(file.replace('name: Jonas', 'name: Jonas W'))).toBe('200 ');
  expect((await client.getPerson({ params: { id: 'jonas' } })).value.name).toBe('Jonas W');
});
