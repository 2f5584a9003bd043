import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, jest, test } from '@jest/globals';
import type { KeptRuleGroup, RuleGroup } from '@tocsin/api';
import { eventually } from '../kit/eventually.ts';
import { type Service, startService } from '../kit/service.ts';
import { startStandInPrometheus } from '../kit/stand-in-prometheus.ts';

jest.setTimeout(60_000);

const groups = async (service: Service): Promise<RuleGroup[]> =>
  ((await (await service.get('/api/tocsin/v1/rules')).json()) as { groups: RuleGroup[] }).groups;
const kept = async (service: Service): Promise<KeptRuleGroup[]> =>
  ((await (await service.get('/api/tocsin/v1/rule-groups')).json()) as { groups: KeptRuleGroup[] }).groups;
const make = async (service: Service, name: string, more: object = {}) => {
  const group = { name, interval: '200ms', rules: [{ alert: `A${name}`, expr: 'up > 1' }], ...more };
  const answer = await service.post('/api/tocsin/v1/rule-groups', { id: name, group });
  expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
};

test('a group whose data source is gone is kept and says why; the others, and one that is back, are evaluated', async () => {
  await using source = await startStandInPrometheus(() => [[{ job: 'a' }, 2]]);
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-book-'));
  const flags = [`--prometheus.url=${source.url}`];
  const tocsin = `data_sources: [{ name: longterm, url: '${source.url}' }]`;
  {
    await using service = await startService({ folder, flags, tocsin });
    await make(service, 'near');
    await make(service, 'far', { source: 'longterm' });
    await eventually('both are evaluated', async () => {
      const both = (await groups(service)).filter(({ editable }) => editable);
      return both.length === 2 && both.every(({ rules }) => rules[0]?.state === 'firing');
    });
    expect((await groups(service)).find(({ name }) => name === 'far')).toMatchObject({
      ...{ source: 'longterm', id: '@longterm;app;far', keptId: 'far' },
    });
  }
  {
    await using service = await startService({ folder, flags });
    expect(await kept(service)).toMatchObject([
      { id: 'far', problem: 'there is no data source "longterm"; there is default' },
      { id: 'near' },
    ]);
    expect((await groups(service)).filter(({ editable }) => editable).map(({ name }) => name)).toEqual([
      'near',
    ]);
    writeFileSync(path.join(folder, 'tocsin.yml'), tocsin);
    expect((await service.post('/-/reload', '')).status).toBe(200);
    expect((await groups(service)).filter(({ editable }) => editable)).toHaveLength(2);
    expect((await kept(service)).some(({ problem }) => problem)).toBe(false);
  }
  rmSync(folder, { recursive: true, force: true });
});

test('a rule file named app goes before a group of the same name, which says so; other files clash with nothing', async () => {
  await using source = await startStandInPrometheus(() => []);
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-book-'));
  mkdirSync(path.join(folder, 'rules'));
  const text = 'groups: [{ name: shop, rules: [{ alert: OfTheFile, expr: up }] }]';
  writeFileSync(path.join(folder, 'rules/shop.yml'), text);
  const before = process.cwd();
  process.chdir(path.join(folder, 'rules'));
  try {
    writeFileSync('app', text.replace('shop', 'other'));
    await using service = await startService({
      folder,
      flags: [`--prometheus.url=${source.url}`, '--rules.file=app', `--rules.file=${folder}/rules/shop.yml`],
    });
    await make(service, 'shop');
    await make(service, 'other');
    await eventually('it is taken up', async () => (await groups(service)).some(({ editable }) => editable));
    expect(
      (await groups(service)).map(({ file, name, editable }) => [path.basename(file), name, editable]),
    ).toEqual([
      ['app', 'other', false],
      ['shop.yml', 'shop', false],
      ['app', 'shop', true],
      ['tocsin', 'tocsin', false],
    ]);
    expect((await kept(service)).find(({ id }) => id === 'other')?.problem).toMatch(
      /rule file is named "app"/,
    );
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  }
});

test('what tocsin.yml adds to rules holds for those of the app', async () => {
  const data = { there: true };
  await using source = await startStandInPrometheus((query) => {
    if (query.includes('recovered')) return [];
    return data.there ? [[{ job: 'a' }, 2]] : [];
  });
  await using service = await startService({
    flags: [`--prometheus.url=${source.url}`],
    tocsin: `rules: [{ match: 'alertname="Aheld"', recovery: recovered }]`,
  });
  await make(service, 'held');
  await make(service, 'plain');
  const states = async () =>
    (await groups(service))
      .filter(({ editable }) => editable)
      .map(({ rules }) => rules[0]?.state)
      .join();
  await eventually('both fire', async () => (await states()) === 'firing,firing');
  data.there = false;
  await eventually(
    'the plain one ends, the other waits for its recovery',
    async () => (await states()) === 'firing,inactive',
  );
});
