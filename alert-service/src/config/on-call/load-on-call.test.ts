import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { InvalidConfiguration } from '../config-error.ts';
import { readTocsinConfig } from '../tocsin-config.ts';
import { gapWarnings } from './gap-warnings.ts';
import { type LoadedOnCall, loadOnCall } from './load-on-call.ts';

interface Given {
  readonly files: Readonly<Record<string, string>>;
  readonly tocsin?: string;
}

async function load({ files, tocsin = 'on_call: {files: ["*.yml"]}' }: Given): Promise<LoadedOnCall> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-on-call-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  const receivers = new Map([
    ['pages', { name: 'pages', labels: {}, integrations: [] }],
    ['mail', { name: 'mail', labels: {}, integrations: [] }],
  ]);
  const file = path.join(folder, 'tocsin.conf');
  const read = readTocsinConfig({ file, text: tocsin, receivers, readFile: () => '' });
  return loadOnCall(read.onCall, { receivers: [...receivers.keys()] }).catch((error: unknown) => {
    if (error instanceof InvalidConfiguration) error.message = error.message.replaceAll(`${folder}/`, '');
    throw error;
  });
}

/** What is wrong with it, a line each. */
const faults = async (text: string, more: Readonly<Record<string, string>> = {}): Promise<string[]> => {
  const said = await load({ files: { 'a.yml': text, ...more } }).then(
    () => '',
    (error: unknown) => (error instanceof InvalidConfiguration ? error.message : String(error)),
  );
  return said.split('\n');
};

const people = `people:
  - {id: mia, name: Mia, contacts: [{id: phone, kind: call, address: "+4915112345678"}]}
  - {id: jonas, name: Jonas, contacts: [{id: mail, kind: email, address: jonas@example.org}]}
`;

test('a whole file is read as the core decides with it', async () => {
  const loaded = await load({
    tocsin: 'on_call: {files: ["*.yml"]}\nescalations: [{receiver: pages, policy: payments}]',
    files: {
      'a.yml': `people:
  - id: mia
    name: Mia
    login: mia
    time_zone: Europe/Berlin
    contacts:
      - {id: slack, kind: slack, address: U-MIA, vouched: true}
      - {id: phone, kind: call, address: +4915112345678}
    rules:
      critical: [{contact: slack}, {contact: phone, after: 5m}]
    quiet_hours: {spans: [{from: 22:00, to: 06:00}]}
    most_per_minute: 5
`,
      'b.yml': `teams: [{id: payments, name: Payments, members: [mia]}]
schedules:
  - id: payments
    name: Payments
    time_zone: Europe/Berlin
    layers:
      - id: weekly
        turns: [mia, [mia]]
        rotation: {unit: weeks}
        starts_on: 2026-11-02T09:00
        restrictions: [{days: [mon, fri], from: 09:00, to: 24:00}]
policies:
  - id: payments
    name: Payments
    steps:
      - {targets: [{kind: schedule, id: payments}], when: {severities: [critical]}}
      - {level: 2, targets: [{kind: team, id: payments}], wait: 10m, round_robin: yes}
    last_resort: [{kind: receiver, id: mail}]
`,
    },
  });
  expect(loaded.warnings).toEqual([]);
  expect([...loaded.escalations]).toEqual([['pages', 'payments']]);
  expect(loaded.objects.map(({ kind, id, value }) => ({ kind, id, value }))).toMatchObject([
    {
      kind: 'person',
      id: 'mia',
      value: {
        timeZone: 'Europe/Berlin',
        contacts: [{ vouched: true }, { address: '+4915112345678' }],
        rules: {
          critical: [
            { contact: 'slack', afterMs: 0 },
            { contact: 'phone', afterMs: 300_000 },
          ],
        },
        quietHours: { timeZone: 'Europe/Berlin', spans: [{ fromMinute: 1320, toMinute: 360 }] },
        mostPerMinute: 5,
      },
    },
    { kind: 'team', value: { members: ['mia'] } },
    {
      kind: 'schedule',
      value: {
        layers: [
          {
            name: 'weekly',
            turns: [['mia'], ['mia']],
            rotation: { every: 1, unit: 'weeks' },
            restrictions: [{ days: [1, 5], fromMinute: 540, toMinute: 1440 }],
          },
        ],
      },
    },
    {
      kind: 'policy',
      value: {
        repeat: 0,
        steps: [
          { level: 1, waitMs: 300_000 },
          { level: 2, waitMs: 600_000, roundRobin: true },
        ],
      },
    },
  ]);
});

test('a policy without steps, without a last resort, or with neither is refused', async () => {
  expect(
    await faults(`policies:
  - {id: a, name: A, steps: [], last_resort: [{kind: receiver, id: mail}]}
  - {id: b, name: B, last_resort: [{kind: receiver, id: mail}]}
  - id: c
    name: C
    steps: [{targets: [{kind: receiver, id: pages}]}]
  - {id: d, name: D, steps: [{targets: []}], last_resort: []}
`),
  ).toMatchInlineSnapshot(`
   [
     "a.yml:2:22: a policy without steps pages nobody: add a step",
     "a.yml:3:5: a policy without steps pages nobody: add a step",
     "a.yml:4:5: there is no last resort: name who is told when nobody else can be",
     "a.yml:7:31: a step without targets tells nobody: add one",
     "a.yml:7:46: there is no last resort: name who is told when nobody else can be",
   ]
  `);
});

test('whom nobody knows is said where they are named, with who was meant', async () => {
  expect(
    await faults(`${people}teams: [{id: t, name: T, members: [mia, jona]}]
schedules:
  - {id: s, name: S, time_zone: Europe/Berlin, layers: [{id: l, turns: [mai], rotation: {unit: days}, starts_on: 2026-11-02T09:00}]}
policies:
  - id: p
    name: P
    steps:
      - targets:
          - {kind: person, id: nobody}
          - {kind: team, id: tt}
          - {kind: schedule, id: payment}
          - {kind: automation, id: restart}
    last_resort: [{kind: receiver, id: mial}]
overrides:
  - {id: o, schedule: s, person: anna, from: 2026-11-02T09:00:00Z, to: 2026-11-01T09:00:00Z}
`),
  ).toMatchInlineSnapshot(`
   [
     "a.yml:4:41: there is no person "jona"; did you mean "jonas"?",
     "a.yml:6:73: there is no person "mai"; did you mean "mia"?",
     "a.yml:12:32: there is no person "nobody"; there is mia, jonas",
     "a.yml:13:30: there is no team "tt"; did you mean "t"?",
     "a.yml:14:34: there is no schedule "payment"; there is s",
     "a.yml:15:36: there is no automation "restart"",
     "a.yml:16:40: there is no receiver "mial"; did you mean "mail"?",
     "a.yml:18:34: there is no person "anna"; there is mia, jonas",
     "a.yml:18:72: it ends before it begins: exchange the two times, or mend one of them",
   ]
  `);
});

test('a loop of policies is named with its way', async () => {
  const policy = (id: string, next: string): string =>
    `  - {id: ${id}, name: N, steps: [{targets: [{kind: policy, id: ${next}}]}], last_resort: [{kind: receiver, id: mail}]}\n`;
  expect(
    await faults(`policies:\n${policy('a', 'b')}${policy('b', 'c')}${policy('c', 'a')}${policy('d', 'd')}`),
  ).toMatchInlineSnapshot(`
   [
     "a.yml:2:60: this policy leads back to itself (a, then b, then c, then a): take one of them out",
     "a.yml:5:60: this policy leads back to itself (d, then d): take one of them out",
   ]
  `);
});

test('contacts, rules, zones and numbers are checked', async () => {
  expect(
    await faults(`people:
  - id: mia
    name: Mia
    time_zone: Europe/Berln
    contacts:
      - {id: phone, kind: call, address: "0151 123"}
      - {id: slack, kind: slack, address: "@mia"}
      - {id: slack, kind: slack, address: U1}
      - {id: mail, kind: mail, address: mia@example.org}
  - {id: sam, name: Sam, contacts: [], rules: {critical: [{contact: fone}]}, quiet_hours: {spans: [{from: 9:00, to: 25:00}]}}
`),
  ).toMatchInlineSnapshot(`
   [
     "a.yml:9:26: a contact is one of slack, email, sms, call, telegram, push, webhook",
     "a.yml:10:107: expected a time of day in quotes, such as "09:00"",
     "a.yml:10:117: expected a time of day in quotes, such as "09:00"",
   ]
  `);
  expect(
    await faults(`people:
  - {id: mia, name: Mia, time_zone: Europe/Berln, login: m, contacts: [{id: phone, kind: call, address: "0151 123"}, {id: s, kind: slack, address: "@mia"}, {id: s, kind: slack, address: U1}]}
  - {id: sam, name: Sam, login: m, contacts: [{id: phone, kind: sms, address: "+4915112345678"}], rules: {critical: [{contact: fone}]}, quiet_hours: {spans: [{from: 09:00, to: 10:00}]}}
`),
  ).toMatchInlineSnapshot(`
   [
     "a.yml:2:37: "Europe/Berln" is no time zone: write a name such as Europe/Berlin, or UTC",
     "a.yml:2:105: expected a number with + and the country code and nothing else but digits, such as "+4915112345678"",
     "a.yml:2:148: expected a Slack member id, such as U012AB3CD: copy it from the profile in Slack",
     "a.yml:2:162: the contact "s" is given twice: choose another id",
     "a.yml:3:33: "mia" has this login too: give each person their own",
     "a.yml:3:128: the person has no contact "fone"; did you mean "phone"?",
     "a.yml:3:137: say in which zone the quiet hours are: add a time zone to them, or to the person",
   ]
  `);
});

test('what is misspelt, missing or of the wrong form is said in the names of the file', async () => {
  expect(
    await faults(`peple: []
people:
  - {id: mia x, nam: Mia, timezone: UTC, contacts: none}
schedules:
  - {id: s, name: S, timeZone: UTC}
  - id: t
    name: T
    time_zone: UTC
    layers: [{id: l, turns: [], rotation: {every: 0, unit: fortnights}, starts_on: 2026-02-30}]
policies:
  - id: p
    name: P
    steps: [{level: 5, targets: [{kind: human, id: mia}], wait: 5}]
    last_resort: [{kind: receiver, id: mail}]
`),
  ).toMatchInlineSnapshot(`
   [
     "a.yml:1:1: unknown field "peple"; did you mean "people"?",
     "a.yml:3:5: name is missing: add \`name: …\`",
     "a.yml:3:10: an id is at most 64 letters, digits, dots, - and _, and begins with a letter or a digit",
     "a.yml:3:17: unknown field "nam"; did you mean "name"?",
     "a.yml:3:27: unknown field "timezone"; did you mean "time_zone"?",
     "a.yml:3:52: expected a list here, each item after a dash",
     "a.yml:5:5: time_zone is missing: add \`time_zone: …\`",
     "a.yml:5:22: unknown field "timeZone"; did you mean "time_zone"?",
     "a.yml:9:22: a layer without turns has nobody on call: add one",
     "a.yml:9:51: expected 1 or more",
     "a.yml:9:60: a unit is one of hours, days, weeks, months",
     "a.yml:9:84: expected a date with a time and no zone, such as 2026-11-02T09:00",
     "a.yml:13:21: a level is 0 (an automatic response), 1, 2, 3 (people) or 4 (declared publicly)",
     "a.yml:13:41: a target is one of person, team, schedule, receiver, automation, policy",
     "a.yml:13:65: expected a duration with its unit, such as 5m, 1h30m or 2d",
   ]
  `);
});

test('steps are in the order of their levels, and hours have a zone', async () => {
  expect(
    await faults(`${people}policies:
  - id: p
    name: P
    steps:
      - {level: 2, targets: [{kind: receiver, id: mail}]}
      - {level: 1, targets: [{kind: receiver, id: mail}]}
    last_resort: [{kind: receiver, id: mail}]
    hours: {spans: [{from: 09:00, to: 17:00}]}
schedules:
  - {id: s, name: S, time_zone: UTC, layers: [{id: l, turns: [mia], rotation: {unit: days}, starts_on: 2026-02-30T09:00}]}
`),
  ).toMatchInlineSnapshot(`
   [
     "a.yml:9:17: level 1 comes after level 2: put the steps in the order of their levels",
     "a.yml:11:5: say in which zone these hours are: add a time zone, such as Europe/Berlin",
     "a.yml:13:104: there is no such day as 2026-02-30: mend the date",
   ]
  `);
});

test('an id is given once across all files', async () => {
  expect(await faults(people, { 'b.yml': people })).toMatchInlineSnapshot(`
   [
     "b.yml:2:10: there is a person "mia" already in a.yml: choose another id",
     "b.yml:3:10: there is a person "jonas" already in a.yml: choose another id",
   ]
  `);
});

test('an automation has its secret in a file beside it', async () => {
  const automations = 'automations: [{id: r, name: Restart, url: "https://h.example/r", secret_file: s.txt}]';
  const loaded = await load({ files: { 'a.yml': automations } });
  expect(loaded.objects[0]?.value).toMatchObject({
    timeoutMs: 30_000,
    secretFile: expect.stringMatching(/^\/.*\/s\.txt$/),
  });
  expect(await faults('automations: [{id: r, name: Restart, url: "ftp://h.example/r", secret: abc}]'))
    .toMatchInlineSnapshot(`
   [
     "a.yml:1:43: expected an address that begins with https:// or http://",
     "a.yml:1:72: a secret does not stand in this file: put it in a file of its own, and name that one as secret_file",
   ]
  `);
});

test('files that are missing, policies that no file has, and people without a contact are said', async () => {
  const tocsin = `on_call: {files: ["*.yml", "more/*.yml"]}
escalations: [{receiver: pages, policy: payment}]`;
  const loaded = await load({ tocsin, files: { 'a.yml': 'people: [{id: mia, name: Mia}]' } });
  expect(loaded.warnings.map(({ line, column, message }) => `${line}:${column}: ${message}`))
    .toMatchInlineSnapshot(`
   [
     "1:28: no file matches this pattern",
     "1:26: "mia" has no contact: a page for them goes to the last resort until one is added",
     "2:41: no file has a policy "payment": until one is made in the app, nobody is paged",
   ]
  `);
  await expect(load({ files: {}, tocsin: 'on_call: {files: [people.yml]}' })).rejects.toThrow(
    'tocsin.conf:1:19: there is no such file: mend the path, or make the file',
  );
  await expect(load({ files: {}, tocsin: 'escalations: [{receiver: page, policy: a}]' })).rejects.toThrow(
    'there is no receiver "page"; did you mean "pages"?',
  );
});

test('a schedule with a gap is a warning at its line, with when and for how long', async () => {
  const loaded = await load({
    files: {
      'a.yml': `${people}schedules:
  - id: days
    name: Days
    time_zone: Europe/Berlin
    layers: [{id: l, turns: [mia, jonas], rotation: {unit: days}, starts_on: 2026-01-05T09:00, restrictions: [{days: [mon], from: 09:00, to: 17:00}]}]
`,
    },
  });
  const now = Date.parse('2026-11-23T10:00:00Z');
  expect(gapWarnings(loaded, now).map((line) => line.replace(/^.*\/a\.yml/, 'a.yml'))).toEqual([
    'a.yml:5:9: nobody is on call in "days" from 17:00 CET for 6 d 16 h, and 12 more times in the next 90 days: the last resort is told then',
  ]);
});
