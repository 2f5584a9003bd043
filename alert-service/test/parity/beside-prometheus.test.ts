import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock, until } from '#lib/clock';
import { ensurePrometheus } from '../../../scripts/servers/prometheus.ts';
import { eventually } from '../kit/eventually.ts';
import { type Service, startService } from '../kit/service.ts';
import { createWeather, nearReload, type WeatherOptions } from './beside-prometheus-data.ts';
import { ruleFiles, type RuleFiles } from './beside-prometheus-rules.ts';
import { isSince, startWrittenPrometheus, type WrittenPrometheus } from './beside-prometheus-server.ts';
import {
  type Comparison,
  compareTimelines,
  readTimeline,
  type Timeline,
} from './beside-prometheus-timeline.ts';
import { lastEvaluation, readViews, type Views } from './beside-prometheus-views.ts';

/** TOCSIN_PARITY_MINUTES=10 for a longer look. */
const minutes = Number(process.env.TOCSIN_PARITY_MINUTES ?? '1');
const windows = Math.round(minutes * 60) - 8;
const writtenAhead = 30;

const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-beside-'));
const withRules = { rule_files: [path.join(folder, '*.yml')] };
let options: WeatherOptions = { from: 0, quietWindows: 3, reloadEach: 30 };

let theirs: WrittenPrometheus;
let asked: WrittenPrometheus;
let service: Service;
let rules: RuleFiles;
let isNew: boolean;
let atRest: { real: Views; own: Views };
let timelines: readonly { group: string; real: Timeline; own: Timeline; comparison: Comparison }[] = [];

const writeFiles = (afterReload: boolean): void => {
  for (const [name, text] of Object.entries(rules.files(afterReload)))
    writeFileSync(path.join(folder, name), text);
};

/** The same rule files, evaluated by Prometheus itself and by us on another one, which is written the same. */
beforeAll(
  async () => {
    await ensurePrometheus();
    [theirs, asked] = await Promise.all([startWrittenPrometheus(), startWrittenPrometheus()]);
    isNew = await isSince(theirs.url, [3, 0]);
    rules = ruleFiles({ isNew, putsBack: await isSince(theirs.url, [3, 5]) });
    writeFiles(false);
    service = await startService({
      flags: [
        `--prometheus.url=${asked.url}`,
        `--rules.file=${path.join(folder, '*.yml')}`,
        `--remote-write.url=${asked.url}/api/v1/write`,
        '--no-rules.watch',
      ],
    });
    await theirs.reload(withRules);
    await Promise.all(
      [theirs, service].map(({ url }) => eventually('all rules are evaluated', evaluating(url))),
    );
    await live(await startWeather());
    await rest();
    timelines = await Promise.all(rules.groups.map(read));
  },
  (minutes * 60 + 240) * 1_000,
);

afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await theirs[Symbol.asyncDispose]();
  await asked[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** Three times, since a start says nothing of alerts before that: then what comes is new to both. */
const evaluating = (url: string): (() => Promise<boolean>) => {
  const seen = new Set<string>();
  return async () => {
    const latest = await lastEvaluation(url);
    if (latest) seen.add(latest);
    return seen.size >= 3;
  };
};

type WriteAhead = (window: number) => Promise<void>;

async function startWeather(): Promise<WriteAhead> {
  options = { ...options, from: Math.ceil(systemClock.now() / 1_000) * 1_000 + 3_000 };
  const weather = createWeather(options);
  let written = 0;
  const ahead: WriteAhead = async (window) => {
    const end = Math.min(written + 2 * writtenAhead, windows);
    if (written > window + writtenAhead || written >= end) return;
    const samples = weather.samples(written, end);
    written = end;
    await Promise.all([theirs.write(samples), asked.write(samples)]);
  };
  await ahead(0);
  await until(systemClock, options.from);
  return ahead;
}

async function live(ahead: WriteAhead): Promise<void> {
  for (let window = windowNow(); window < windows; window = windowNow()) {
    await ahead(window);
    if (window > 0 && window % options.reloadEach === 0) await reload(window);
    await until(systemClock, options.from + (window + 1) * 1_000);
  }
}

const windowNow = (): number => Math.floor((systemClock.now() - options.from) / 1_000);

async function reload(window: number): Promise<void> {
  writeFiles((window / options.reloadEach) % 2 === 1);
  const own = service.post('/-/reload', '');
  await theirs.reload(withRules);
  expect((await own).status).toBe(200);
}

/** The weather is over, and what was written last holds for five minutes: in the end both say the same. */
async function rest(): Promise<void> {
  await eventually('both tell the same', async () => {
    const [real, own] = await Promise.all([readViews(theirs.url), readViews(service.url)]);
    atRest = { real, own };
    return isDeepStrictEqual(real, own);
  }).catch(() => undefined);
}

async function read(group: string): Promise<(typeof timelines)[number]> {
  const now = systemClock.now();
  const [real, own] = await Promise.all(
    [theirs, asked].map(({ client }) => readTimeline(client, group, now)),
  );
  if (!real || !own) throw new Error('not read');
  const comparison = compareTimelines(real, own, (window) => nearReload(window, options, 4));
  return { group, real, own, comparison };
}

test('all that the rules write is the same in the same slots: alerts, their states and since when, and what is recorded', () => {
  for (const { group, comparison } of timelines) {
    expect({ group, differences: comparison.differences.slice(0, 20) }).toEqual({ group, differences: [] });
    expect(comparison.compared.length).toBeGreaterThan(windows / 4);
    expect(comparison.same).toBeGreaterThan(windows / 2);
  }
});

test('something happened: every rule has spoken but those that cannot', () => {
  const spoken = new Set(
    timelines.flatMap(({ own }) =>
      [...own.series.keys()].map((key) => {
        const labels = Object.fromEntries(JSON.parse(key) as [string, string][]);
        return labels.alertname ? `${labels.alertname} ${labels.alertstate ?? 'since'}` : labels.__name__;
      }),
    ),
  );
  const always = ['Busy', 'Held', 'AtOnce', 'Gone', 'Missing', 'Capped', 'ManyBusy', 'LongBusy'];
  expect([...spoken]).toEqual(
    expect.arrayContaining(always.flatMap((name) => [`${name} firing`, `${name} since`])),
  );
  expect([...spoken]).toEqual(
    expect.arrayContaining(['Busy pending', 'Held pending', 'job:load:sum', 'load:busy']),
  );
  expect([...spoken]).not.toContain('clash');
});

test('since 3.0 the slots are the same to the millisecond', () => {
  if (!isNew) return;
  for (const { group, real, own, comparison } of timelines)
    for (const window of comparison.compared)
      expect([group, window, own.slots.get(window)]).toEqual([group, window, real.slots.get(window)]);
});

test('once nothing changes any more, /api/v1/rules tells the same: states, texts, values, health', () => {
  expect(atRest.own).toEqual(atRest.real);
  expect(Object.keys(atRest.own)).toEqual(expect.arrayContaining([...rules.groups]));
  expect(JSON.stringify(atRest.own).match(/"state":"firing"/g)?.length).toBeGreaterThan(8);
});
