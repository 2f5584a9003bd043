import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureAmtool } from '../../../scripts/servers/alertmanager.ts';

export interface Amtool {
  /** `0.34.2`. */
  readonly version: string;
  /** Whether it accepts each of these texts, in their order. */
  accepts(texts: readonly string[]): boolean[];
}

/** How many files one call is given: more do not make it faster. */
const atOnce = 200;

export async function realAmtool(): Promise<Amtool> {
  const { amtool, env } = await ensureAmtool();
  const run = (...args: string[]): string => {
    const { stdout, stderr } = spawnSync(amtool, args, {
      env: { ...process.env, ...env },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    return args[0] === '--version' ? stdout + stderr : stdout;
  };
  return {
    version: /version (\d+\.\d+\.\d+)/.exec(run('--version'))?.[1] ?? '0.0.0',
    accepts(texts) {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-agreement-'));
      try {
        const files = texts.map((text, index) => {
          const file = path.join(folder, `${index}.yml`);
          writeFileSync(file, text);
          return file;
        });
        return verdicts(files, (some) => run('check-config', ...some));
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}

/** It dies of some files, and then says nothing of those behind: these are asked again. */
function verdicts(files: readonly string[], check: (files: readonly string[]) => string): boolean[] {
  const found: boolean[] = [];
  while (found.length < files.length) {
    const asked = files.slice(found.length, found.length + atOnce);
    const said = check(asked).split("Checking '").slice(1);
    const finished = said.filter((one) => one.includes('SUCCESS') || one.includes('FAILED'));
    found.push(...finished.map((one) => !one.includes('FAILED')));
    if (finished.length < asked.length) found.push(false);
  }
  return found;
}

const parts = (version: string): number[] => version.split('.').map(Number);

export function isAtLeast(version: string, least: string): boolean {
  const [major = 0, minor = 0] = parts(version);
  const [leastMajor = 0, leastMinor = 0] = parts(least);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}
