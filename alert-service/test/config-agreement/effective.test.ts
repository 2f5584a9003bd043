import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readAlertmanagerConfig } from '#config/alertmanager-config';
import { ensureAlertmanager } from '../../../scripts/servers/alertmanager.ts';
import { startProgram } from '../kit/process.ts';
import { isAtLeast } from './amtool.ts';
import { examples } from './configurations.ts';

/**
 * What the status tells as the effective configuration, ours beside the real Alertmanager's: the same fields with the same
 * values. An older one knows fewer fields and defaults, so that only a new one is asked.
 */
const real = await ensureAlertmanager();
const whereNew = isAtLeast(real.version, '0.34') ? test : test.skip;

/** Where ours is another on purpose. */
const known: Readonly<Record<string, readonly string[]>> = {
  // An empty line means the default here.
  'empty-global-defaults': ['global.resolve_timeout', 'global.pagerduty_url'],
  // What upstream shows of these, it refuses when it reads it again.
  'every-integration': ['receivers.2.opsgenie_configs.0.api_key', 'receivers.2.victorops_configs.0.api_key'],
  'intervals-of-nothing': ['time_intervals.0'],
  'newer-global-defaults': [
    'receivers.0.slack_configs.0.api_url',
    'receivers.0.slack_configs.0.http_config.authorization',
  ],
  // Of no effect here, and not shown as if it were.
  observing: ['event_recorder', 'tracing'],
};

describe(`Alertmanager ${real.version} and we`, () => {
  whereNew(
    'show the same effective configuration of each file',
    async () => {
      const files = examples('good');
      expect(files.length).toBeGreaterThan(20);
      for (const { name, file } of files) {
        const [ours, theirs] = [effective(file), await shownByAlertmanager(file)];
        const found = differences(parsed(ours), parsed(theirs), []);
        expect([name, found.toSorted()]).toEqual([name, (known[name] ?? []).toSorted()]);
      }
    },
    120_000,
  );
});

const parsed = (text: string): unknown => parse(text, { version: '1.1' }) as unknown;

const effective = (file: string): string =>
  readAlertmanagerConfig({ file, text: readFileSync(file, 'utf8'), readFile: () => '', glob: () => [] })
    .original;

async function shownByAlertmanager(file: string): Promise<string> {
  const storage = mkdtempSync(path.join(os.tmpdir(), 'tocsin-effective-'));
  const flags = [
    `--config.file=${file}`,
    `--storage.path=${storage}`,
    '--web.listen-address=127.0.0.1:0',
    '--cluster.listen-address=',
  ];
  try {
    await using alertmanager = startProgram(real.binary, flags, { env: real.env, cwd: real.cwd });
    const response = await fetch(`${await alertmanager.url}/api/v2/status`);
    const { config } = (await response.json()) as { config: { original: string } };
    return config.original;
  } finally {
    rmSync(storage, { recursive: true });
  }
}

const isBlock = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The places at which the two differ. */
function differences(ours: unknown, theirs: unknown, at: readonly string[]): string[] {
  if (isDeepStrictEqual(ours, theirs)) return [];
  const bothAlike = Array.isArray(ours) === Array.isArray(theirs);
  if (!isBlock(ours) || !isBlock(theirs) || !bothAlike) return [at.join('.')];
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  return [...names].flatMap((name) => differences(ours[name], theirs[name], [...at, name]));
}
