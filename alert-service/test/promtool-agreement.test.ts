import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { InvalidConfiguration } from '#config/config-error';
import { readRuleFile } from '#config/rule-files';
import { ensurePrometheus, type Prometheus } from '../../scripts/servers/prometheus.ts';

/**
 * On purpose otherwise, and not among the files here: files of several documents, of which promtool silently reads the
 * first, are refused; names in UTF-8 are accepted, as since Prometheus 3. All that is known is in docs/rules.md.
 */
const folder = join(import.meta.dirname, 'rule-files');
const options = { intervalMs: 60_000, queryOffsetMs: 0 };

let real: Prometheus;
beforeAll(async () => {
  real = await ensurePrometheus();
}, 120_000);

const promtoolAccepts = (file: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const child = spawn(real.promtool, ['check', 'rules', file], {
      env: { ...process.env, ...real.env },
      stdio: 'ignore',
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0));
  });

async function weAccept(file: string): Promise<boolean> {
  try {
    readRuleFile(file, await readFile(file, 'utf8'), options);
    return true;
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    for (const each of error.errors)
      expect(each).toMatchObject({
        file,
        line: expect.any(Number),
        message: expect.stringMatching(/\w+ \w+/),
      });
    return false;
  }
}

describe.each(['good', 'bad'])('promtool and we agree on %s rule files', (kind) => {
  test('each of them', async () => {
    const files = await readdir(join(folder, kind));
    expect(files.length).toBeGreaterThan(5);
    const verdicts = await Promise.all(
      files.map(async (name) => {
        const file = join(folder, kind, name);
        return { name, promtool: await promtoolAccepts(file), we: await weAccept(file) };
      }),
    );
    const expected = kind === 'good';
    expect(verdicts).toEqual(files.map((name) => ({ name, promtool: expected, we: expected })));
  }, 60_000);
});
