import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { call } from './kit/call.ts';
import { routesVerb } from './routes.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-routes-'));
const config = path.join(folder, 'alertmanager.yml');
writeFileSync(
  config,
  `
route:
  receiver: chat
  group_by: [alertname]
  routes:
    - matchers: ['team="db"']
      receiver: db-pager
      continue: true
    - matchers: ['team="db"']
      receiver: db-chat
      mute_time_intervals: [night]
inhibit_rules:
  - source_matchers: ['alertname="ClusterDown"']
    target_matchers: ['alertname!="ClusterDown"']
    equal: [cluster]
time_intervals:
  - name: night
    time_intervals: [{times: [{start_time: '00:00', end_time: '06:00'}], location: Europe/Berlin}]
receivers: [{name: chat}, {name: db-pager}, {name: db-chat}]
`,
);

const tests = (text: string): string => {
  const file = path.join(folder, 'routes-test.yml');
  writeFileSync(file, `config: alertmanager.yml\ntests:\n${text}`);
  return file;
};

test('expectations hold at their times, with intervals, inhibition and silences applied', async () => {
  const file = tests(`
  - name: a slow database at night pages and does not chat
    at: 2026-10-20T03:00:00+02:00
    alert: {alertname: Slow, team: db}
    expect: {receivers: [db-pager], muted: {db-chat: muted-interval}}
  - name: by day both are told, in the order of the routes
    at: 2026-10-20T13:00:00+02:00
    alert: {alertname: Slow, team: db}
    expect: {receivers: [db-pager, db-chat]}
  - name: a cluster that is down hides what is slow in it
    at: 2026-10-20T13:00:00+02:00
    alert: {alertname: Slow, team: db, cluster: a}
    firing: [{alertname: ClusterDown, cluster: a}]
    expect: {receivers: [], muted: {db-pager: inhibited, db-chat: inhibited}}
  - name: and not what is slow elsewhere
    at: 2026-10-20T13:00:00+02:00
    alert: {alertname: Slow, cluster: b}
    firing: [{alertname: ClusterDown, cluster: a}]
    expect: {receivers: [chat]}
  - name: a silence hides it while it lasts
    at: 2026-10-20T13:00:00+02:00
    alert: {alertname: Slow}
    silences: [{matchers: ['alertname=~"S.*"', 'team!="db"'], ends_at: 2026-10-20T13:00:01+02:00}]
    expect: {receivers: [], muted: {chat: silenced}}
  - name: and not afterwards
    at: 2026-10-20T13:00:00+02:00
    alert: {alertname: Slow}
    silences: [{matchers: ['alertname="Slow"'], ends_at: 2026-10-20T13:00:00+02:00}]
    expect: {receivers: [chat]}
`);
  const { code, out } = await call(routesVerb, 'test', `--tests=${file}`);
  expect(out).toContain('6 passed, 0 failed');
  expect(code).toBe(0);
});

test('an expectation that does not hold fails, says what would happen instead, and where that is written', async () => {
  const file = tests(`
  - name: wrong
    at: 2026-10-20T03:00:00+02:00
    alert: {alertname: Slow, team: db}
    expect: {receivers: [db-chat], muted: {db-chat: silenced}}
`);
  const { code, out } = await call(routesVerb, 'test', `--tests=${file}`);
  expect(code).toBe(1);
  expect(out).toContain(`FAIL  wrong  (${file}:4)`);
  expect(out).toContain('told: db-pager; expected db-chat');
  expect(out).toContain('not told  db-chat  (muted-interval; route in line 9, group');
  expect(out).toContain('db-chat: expected silenced, but muted-interval');
  expect(out).toContain('0 passed, 1 failed');
});

test('one alert can be asked for by its labels', async () => {
  const args = ['test', `--config.file=${config}`, '--at=2026-10-20T13:00:00Z', 'team=db', 'alertname=X'];
  const { code, out } = await call(routesVerb, ...args);
  expect(code).toBe(0);
  expect(out.split('\n')[0]).toBe(
    'told      db-pager  (route in line 6, group {}/{team="db"}:{alertname="X"})',
  );
});

test('the tree is shown with the lines of its file', async () => {
  const { out } = await call(routesVerb, 'show', `--config.file=${config}`);
  expect(out).toBe(
    '{}  chat  (line 2)\n  {team="db"}  db-pager, and goes on  (line 6)\n  {team="db"}#2  db-chat  (line 9)\n',
  );
});

test.each([
  [['test', `--config.file=${config}`], 2, 'name the alert by its labels'],
  [['test', `--config.file=${config}`, 'x'], 2, '"x" is no label: write name=value'],
  [['test', '--config.file=/nowhere.yml', 'a=b'], 1, 'mend --config.file'],
  [['test', '--tests=/nowhere.yml'], 1, 'there is no such file: mend --tests'],
  [['test', `--config.file=${config}`, '--at=noon', 'a=b'], 2, '--at is no time'],
  [['tset'], 2, 'say what to do: test, or show'],
])('%j ends with %d and says %j', async (args, code, said) => {
  const called = await call(routesVerb, ...args);
  expect([called.code, called.err]).toEqual([code, expect.stringContaining(said)]);
});

test('a wrong file of expectations is told with its place', async () => {
  const file = tests(`  - {name: x, at: noon, alert: {a: b}, expects: {}}\n`);
  const { code, err } = await call(routesVerb, 'test', `--tests=${file}`);
  expect(code).toBe(1);
  expect(err).toContain(`${file}:3:19: expected a time such as 2026-10-20T03:00:00+02:00`);
  expect(err).toContain('unknown field "expects"; did you mean "expect"?');
});
