import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { checkConfigVerb } from './check-config.ts';
import { call } from './kit/call.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-check-config-'));

const written = (name: string, text: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};

const good = written('good.yml', 'route: {receiver: a, routes: [{receiver: a}]}\nreceivers: [{name: a}]\n');
const warned = written(
  'warned.yml',
  'route: {receiver: a}\nreceivers: [{name: a}]\ntemplates: [/nowhere/*.tmpl]\n',
);
const bad = written(
  'bad.yml',
  'route: {receiver: b}\nreceivers: [{name: a, slack_configs: [{titel: x}]}]\nfoo: 1\n',
);
const badWeb = written('web.yml', 'basic_auth_user: {}\n');

test('of a good file it is told what is in it', async () => {
  expect(await call(checkConfigVerb, good)).toEqual({
    code: 0,
    out: `${good}: good: 2 routes, 1 receiver, 0 inhibition rules, 0 time intervals, 0 template files\n`,
    err: '',
  });
});

test('what the service would warn about is told before it is started, flags included', async () => {
  const { code, out } = await call(checkConfigVerb, `--config.file=${warned}`, '--cluster.label=x');
  expect(code).toBe(0);
  expect(out).toContain('warned.yml:3:13: no file matches /nowhere/*.tmpl');
  expect(out).toContain('warning: --cluster.label has no effect');
});

test('all that is wrong in one of several files is told with its place', async () => {
  const { code, out, err } = await call(checkConfigVerb, bad, good);
  expect(code).toBe(1);
  expect(err).toContain('bad.yml:2:');
  expect(err).toContain('did you mean "title"?');
  expect(err).toContain('bad.yml:3:1: unknown field "foo"');
  expect(err).toContain('bad.yml: Tocsin would not start\n');
  expect(out).toContain('good.yml: good: ');
});

test('the web configuration is read too', async () => {
  const { code, err } = await call(checkConfigVerb, `--config.file=${good}`, `--web.config.file=${badWeb}`);
  expect([code, err]).toEqual([1, expect.stringContaining('web.yml:1:1: ')]);
});

test('flags that would be refused are refused, and help is help', async () => {
  const refused = await call(checkConfigVerb, `--config.file=${good}`, '--cluster.peer=a:9094');
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('--cluster.peer')]);
  expect(await call(checkConfigVerb, '--help')).toEqual({ code: 0, out: checkConfigVerb.usage, err: '' });
});

const people = 'people: [{id: mia, name: Mia, contacts: []}]\n';
const tocsin = written('tocsin.yml', 'on_call: {files: [people.yml]}\n');
const onCall = written('people.yml', people);

test('of people, schedules and policies it is told what is in them, beside the rest', async () => {
  const { out } = await call(checkConfigVerb, `--config.file=${good}`, `--tocsin.config.file=${tocsin}`);
  expect(out).toContain('0 template files, 1 person\n');
});

test('files that stand beside an alertmanager.yml are not taken for one', async () => {
  const alone = await call(checkConfigVerb, tocsin);
  expect([alone.code, alone.err]).toEqual([1, expect.stringContaining(`--tocsin.config.file=${tocsin}`)]);
  const good = await call(checkConfigVerb, onCall);
  expect([good.code, good.out]).toEqual([0, expect.stringContaining('people.yml: well formed')]);
  const worse = written(
    'override.yml',
    'overrides: [{id: a, schedule: s, from: 2026-12-24T12:00, to: 2026}]\n',
  );
  const bad = await call(checkConfigVerb, worse);
  expect([bad.code, bad.err]).toEqual([1, expect.stringContaining('such as 2026-12-24T12:00:00+01:00')]);
});
