import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ensurePrometheus } from '../../../scripts/servers/prometheus.ts';
import {
  eventually,
  type Exporter,
  type RealPrometheus,
  startExporter,
  startPrometheus,
} from '../kit/real-prometheus.ts';
import { type Service, startService } from '../kit/service.ts';

/** Fields that Prometheus grew after 2.42, which Debian has: compared only where the Prometheus on the PATH has them. */
const newerRuleFields = ['keepFiringFor'];
const newerAlertFields = ['keepFiringSince'];
/** What differs by nature: when each was evaluated and how long it took. */
const times = new Set(['evaluationTime', 'lastEvaluation', 'activeAt', 'keepFiringSince']);

const files = {
  'a.yml': `
groups:
  - name: z
    interval: 500ms
    limit: 20
    rules:
      - alert: Full
        expr: queue_depth > 100
        for: 500ms
        labels: {severity: page, team: "{{ $labels.queue }}-team"}
        annotations: {summary: "Queue {{ $labels.queue }} <holds> {{ $value }}", a: b}
      - alert: Quiet
        expr: queue_depth > 100000
      - alert: Broken
        expr: queue_depth
        labels: {queue: same}
  - name: a
    interval: 1s
    rules:
      - alert: Slow
        expr: queue_depth > 100
        for: 1h
        labels: {severity: info}
`,
  'b.yml': `
groups:
  - name: a
    interval: 500ms
    rules:
      - alert: Full
        expr: queue_limit / 3
        labels: {severity: info}
`,
};

const settledStates = [
  ...['Slow pending ok', 'Full firing ok', 'Quiet inactive ok', 'Broken inactive err', 'Full firing ok'],
];

let app: Exporter;
let prometheus: RealPrometheus;
let service: Service;
const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-rules-api-'));

beforeAll(async () => {
  await ensurePrometheus();
  app = await startExporter('queue_depth{queue="mail"} 1500\nqueue_depth{queue="print"} 5\nqueue_limit 1\n');
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  prometheus = await startPrometheus([app.target], { rule_files: [path.join(folder, '*.yml')] });
  service = await startService({
    flags: [`--prometheus.url=${prometheus.url}`, `--rules.file=${path.join(folder, '*.yml')}`],
  });
  const settled = (url: string) => async (): Promise<boolean> => {
    const { body } = await ask(url, '/api/v1/rules');
    const states = (body as Rules).data.groups.flatMap(({ rules }) =>
      rules.map(({ name, state, health }) => `${name} ${state} ${health}`),
    );
    return states.join() === settledStates.join();
  };
  for (const url of [prometheus.url, service.url]) await eventually('its rules are evaluated', settled(url));
}, 180_000);

afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await prometheus[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

interface Rule {
  readonly name: string;
  readonly state: string;
  readonly health: string;
  readonly alerts: readonly unknown[];
}

interface Rules {
  readonly data: { readonly groups: readonly { readonly rules: readonly Rule[] }[] };
}

interface Asked {
  readonly status: number;
  readonly type: string | null;
  readonly body: unknown;
}

async function ask(url: string, at: string): Promise<Asked> {
  const answer = await fetch(url + at);
  return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.json() };
}

/** Without scraped labels that say where, times, and the words of an error; alerts in one order. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable).sort(byText);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, comparableField(name, each)]));
}

/** Alerts come in no order; groups and rules do. */
const byText = (a: unknown, b: unknown): number => {
  if (!isAlert(a) || !isAlert(b)) return 0;
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
};
const isAlert = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'activeAt' in value;

function comparableField(name: string, value: unknown): unknown {
  if (times.has(name)) return typeof value;
  if (name === 'lastError') return 'said';
  return comparable(value);
}

/** The names of an object's fields in the order of the text they were read from. */
const fieldsOf = (value: unknown): string[] => Object.keys(value ?? {});

const only = (names: readonly string[]) => (field: string) => !names.includes(field);

async function both(at: string): Promise<{ theirs: Asked; ours: Asked }> {
  return { theirs: await ask(prometheus.url, at), ours: await ask(service.url, at) };
}

test('rules and alerts are as Prometheus tells them of the same files, but for times', async () => {
  for (const at of ['/api/v1/rules', '/api/v1/alerts', '/api/v1/rules?type=alert']) {
    const { theirs, ours } = await both(at);
    expect({ at, ...ours, body: comparable(ours.body) }).toEqual({
      at,
      ...theirs,
      body: comparable(theirs.body),
    });
  }
});

test('fields come in Prometheus’s order', async () => {
  const { theirs, ours } = await both('/api/v1/rules');
  const shapes = ({ body }: Asked): string[][] => {
    const [group] = (body as Rules).data.groups;
    const [rule] = group?.rules ?? [];
    return [body, group, rule, rule?.alerts[0]].map(fieldsOf);
  };
  const [real, own] = [shapes(theirs), shapes(ours)];
  const missing = [...newerRuleFields, ...newerAlertFields].filter((name) => !real.flat().includes(name));
  expect(own.map((names) => names.filter(only(missing)))).toEqual(real);
});

/** What Debian's 2.42 does not know yet, it takes for nothing: asked of newer ones only. */
const isNew = async (): Promise<boolean> => {
  const { body } = await ask(prometheus.url, '/api/v1/status/buildinfo');
  const [major = '', minor = ''] = /"version":"(\d+)\.(\d+)/.exec(JSON.stringify(body))?.slice(1) ?? [];
  return Number(major) > 3 || (Number(major) === 3 && Number(minor) >= 8);
};

/** On busy cores a scrape comes late, and one of them shows it an evaluation before the other: what both settle on counts. */
const alike = async (asked: string): ReturnType<typeof both> => {
  let last = await both(asked);
  const areAlike = async (): Promise<boolean> => {
    last = await both(asked);
    return isDeepStrictEqual(comparable(last.ours.body), comparable(last.theirs.body));
  };
  await eventually('both say the same', areAlike, 5_000).catch(() => undefined);
  return last;
};

describe('filters ask as in Prometheus', () => {
  test.each([
    'rule_name[]=Full',
    'rule_name[]=Full&rule_name[]=Slow',
    'rule_name[]=Nope',
    'rule_group[]=a',
    'rule_group[]=a&rule_name[]=Slow',
    `file[]=${encodeURIComponent(path.join(folder, 'b.yml'))}`,
    'file[]=b.yml',
    'type=ALERT',
    'type=nothing',
  ])('%s', async (query) => {
    const newer = query.includes('[]') && !(await isNew()) && 'file';
    const { theirs, ours } = await (newer ? both : alike)(`/api/v1/rules?${query}`);
    if (newer && theirs.status === 200) expect(ours.status).toBe(200);
    else
      expect({ ...ours, body: comparable(ours.body) }).toEqual({ ...theirs, body: comparable(theirs.body) });
  });

  test.each([
    'match[]={severity="page"}',
    'match[]={severity=~"p.*|inf."}',
    'match[]={team!=""}&match[]={severity="info"}',
    'type=record',
    'type=%zz',
    'type=a;b',
    'match[]={}',
    'match[]={a=~".*"}',
    'match[]=up > 1',
    'match[]=Full',
    'exclude_alerts=true',
    'exclude_alerts=T',
    'exclude_alerts=maybe',
    'group_limit=0',
    'group_limit=x',
    'group_limit=99999999999',
    'group_limit=2',
    'group_limit=3',
    'group_limit=1&rule_group[]=a',
    'group_next_token=x',
    'group_limit=1&group_next_token=x',
  ])('since 3.8: %s', async (query) => {
    if (!(await isNew())) return;
    const at = `/api/v1/rules?${query.replaceAll(' ', '%20')}`;
    const { theirs, ours } = await both(at);
    if (query.endsWith('up > 1')) expect([ours.status, theirs.status]).toEqual([400, 400]);
    else
      expect({ ...ours, body: comparable(ours.body) }).toEqual({ ...theirs, body: comparable(theirs.body) });
  });
});

interface Paged {
  readonly data: { readonly groups: readonly { readonly name: string }[]; readonly groupNextToken?: string };
}

test('pages follow one another to the last, which has no token', async () => {
  const names: string[] = [];
  let token = '';
  for (let page = 0; page < 3; page++) {
    const { body } = await ask(service.url, `/api/v1/rules?group_limit=1${token}`);
    const { groups, groupNextToken } = (body as Paged).data;
    names.push(...groups.map(({ name }) => name));
    token = groupNextToken === undefined ? 'none' : `&group_next_token=${groupNextToken}`;
  }
  expect([names, token]).toEqual([['a', 'z', 'a'], 'none']);
});
