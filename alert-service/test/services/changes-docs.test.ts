import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { routes } from '@tocsin/api';
import { parse } from 'yaml';
import { readTocsinConfig } from '#config/tocsin-config';
import type { ObjectVersion } from '#core/on-call/directory';
import { emptyState } from '#core/state';
import { createLog } from '#lib/log';
import { ownChanges } from '#services/changes/own-changes';
import { changeVerb } from '../../src/cli/change.ts';
import { startService } from '../kit/service.ts';

const page = readFileSync(new URL('../../../docs/changes.md', import.meta.url), 'utf8');
const examples = (language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(([, text = '']) => text);
/** What `-d` of a curl sends. */
const bodies = (text: string): unknown[] =>
  [...text.matchAll(/-d '(?<body>\{[^']*\})'/g)].map(({ groups }): unknown =>
    JSON.parse(groups?.['body'] ?? ''),
  );

test('every section of tocsin.yml on the page is read, with what it says', () => {
  const sections = examples('yaml').filter((text) => text.startsWith('changes:'));
  expect(sections).toHaveLength(3);
  const read = sections.map(
    (text) =>
      readTocsinConfig({
        file: '/x/tocsin.yml',
        text,
        receivers: new Map(),
        readFile: () => 'a-secret-that-is-long-enough',
      }).changes,
  );
  expect(read).toMatchObject([
    { github: { environments: ['production'], workflows: ['Deploy'], pushes: false } },
    { gitlab: { pipelines: false } },
    { grafana: { url: 'https://grafana.example.org', tags: ['deploy'], read: true, write: false } },
  ]);
  expect(read[0]?.github?.services.get('acme/shop')).toEqual(['shop', 'checkout']);
});

test('what is wrong with the section is said with what to change', () => {
  const wrong = (text: string) => () =>
    readTocsinConfig({ file: '/x/tocsin.yml', text, receivers: new Map(), readFile: () => '' });
  expect(wrong('changes: {github: {}}')).toThrow(/github needs secret_file/);
  expect(wrong('changes: {github: {secret: short}}')).toThrow(/fewer than 20 characters/);
  expect(wrong('changes: {gitlab: {token_file: x, pipeline: true}}')).toThrow(/unknown field "pipeline"/);
  expect(wrong('changes: {grafana: {url: "ftp://x", token: y}}')).toThrow(/http:\/\/ or https:\/\//);
  expect(wrong('changes: {github: {secret_file: x, services: {a/b: {c: d}}}}')).toThrow(
    /services of this repository/,
  );
});

test('a secret in a file that is missing or can be guessed is warned of at the start, not at the first delivery', () => {
  const warned = (readFile: () => string) =>
    readTocsinConfig({
      file: '/x/tocsin.yml',
      text: 'changes: {github: {secret_file: x}}',
      receivers: new Map(),
      readFile,
    }).warnings.map(({ message }) => message);
  const missing = () => {
    throw Object.assign(new Error('gone'), { code: 'ENOENT' });
  };
  expect(warned(() => 'short')).toEqual([expect.stringMatching(/fewer than 20 characters/)]);
  expect(warned(missing)).toEqual([expect.stringMatching(/no such file/)]);
  expect(warned(() => `short\n${'long'.repeat(6)}`)).toEqual([]);
});

test('what files say when they are first read is no change; later ones are, by the name of their file', () => {
  const of = (version: number, at: number): ObjectVersion => ({
    ...{ kind: 'team', id: 'payments', version, at },
    ...{
      source: 'file',
      by: '/etc/tocsin/on-call/people.yml',
      value: { id: 'payments', name: 'Payments', members: [] },
    },
  });
  const state = {
    ...emptyState('main'),
    directory: new Map([['team/payments', [of(1, 1000), of(2, 5000)]]]),
  };
  expect(ownChanges(state, { from: 0, to: 9000 })).toMatchObject([
    { at: 5000, title: 'Team payments was changed', by: 'people.yml' },
  ]);
});

test('what the page sends is taken, by curl and by the verb', async () => {
  const sent = [
    ...examples('sh').flatMap(bodies),
    ...examples('json').map((text): unknown => JSON.parse(text)),
  ];
  const [workflow = ''] = examples('yaml').filter((text) => text.startsWith('name: Deploy'));
  const steps = (parse(workflow) as { jobs: { deploy: { steps: { run: string }[] } } }).jobs.deploy.steps;
  const [fromStep] = bodies((steps.at(-1)?.run ?? '').replace('${{ job.status }}', 'success'));
  expect([...sent, fromStep]).toHaveLength(4);
  // `job.status` of GitHub is one of these three: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts
  for (const status of ['success', 'failure', 'cancelled'])
    expect(routes.tellChange.body.safeParse({ ...(fromStep as object), outcome: status }).success).toBe(true);
  const log = createLog({ level: 'error', format: 'logfmt', now: () => 0, write: () => undefined });
  await using service = await startService({ log });
  for (const body of [...sent, fromStep])
    expect((await service.post('/api/tocsin/v1/changes', body as object)).status).toBe(200);
  const printed: string[] = [];
  const terminal = {
    print: (text: string) => printed.push(text),
    complain: (text: string) => printed.push(text),
  };
  const verb = /tocsin change "(?<title>[^"]+)" --service (?<name>\S+) --version (?<version>\S+)/.exec(
    page,
  )?.groups;
  const args = [
    verb?.['title'] ?? '',
    '--service',
    verb?.['name'] ?? '',
    '--version',
    verb?.['version'] ?? '',
  ];
  expect(await changeVerb.run([...args, '--server', service.url], terminal as never)).toBe(0);
  expect(printed.join('')).toMatch(/^CH-\d+-\d+: payments 2\.41\.0 deployed\n$/);
  expect(await changeVerb.run(['payments', '2.41.0'], terminal as never)).toBe(2);
  expect(await changeVerb.run(['x', '--server', 'http://127.0.0.1:1'], terminal as never)).toBe(1);
  const listed = (await (await service.get('/api/tocsin/v1/changes?service=payments')).json()) as {
    changes: { title: string; outcome?: string }[];
  };
  expect(listed.changes.map(({ title }) => title).toSorted()).toEqual([
    'payments 2.41.0',
    'payments 2.41.0 deployed',
    'payments 2.41.0 deployed',
  ]);
});
