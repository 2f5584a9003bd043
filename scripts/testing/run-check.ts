import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import type { Check } from './checks.ts';
import { type Counts, countsOf } from './jest-report.ts';
import { wholeLines } from './whole-lines.ts';

export interface Result {
  readonly check: Check;
  readonly counts: Counts;
  readonly seconds: number;
}

export interface RunOptions {
  root: string;
  /** Shown as it comes; otherwise kept, and shown only where the check failed. */
  live: boolean;
  write: (text: string) => void;
}

const children = new Set<ReturnType<typeof spawn>>();
/** Signals are passed on: a check that is left behind would hold ports and files. */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    for (const child of children) child.kill(signal);
    process.exitCode = 130;
  });

async function reportOf(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => 'null');
  const report: unknown = JSON.parse(text);
  return report;
}

/** A run of Jest that fails although no test did (a worker that dies, say) must not pass. */
function jestCounts(report: unknown, otherwise: Counts): Counts {
  const counts = countsOf(report);
  if (otherwise.failed === 0 || counts.failed > 0) return counts;
  return { ...counts, failed: 1, failures: otherwise.failures };
}

const lastLines = (text: string): string => text.trimEnd().split('\n').slice(-12).join('\n');

export async function runCheck(check: Check, { root, live, write }: RunOptions): Promise<Result> {
  const startedAt = Date.now();
  const folder = join(root, 'test-output', 'reports');
  await mkdir(folder, { recursive: true });
  const report = join(folder, `${check.name.replaceAll(' ', '-')}.json`);
  await rm(report, { force: true });
  const args =
    check.counts === 'jest' ? [...check.args, '--json', `--outputFile=${report}`] : [...check.args];
  const child = spawn(check.command, args, {
    cwd: root,
    env: { ...process.env, ...check.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (check.yields && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  children.add(child);
  let output = '';
  const lines = wholeLines((text) => {
    if (live) write(text);
    output = live ? lastLines(output + text) + '\n' : output + text;
  });
  // Jest prints its report as JSON on stdout too; people read stderr.
  if (check.counts === 'one') child.stdout.setEncoding('utf8').on('data', lines.take);
  else child.stdout.resume();
  child.stderr.setEncoding('utf8').on('data', lines.take);
  const code = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (value) => resolve(value ?? 1));
  });
  children.delete(child);
  lines.end();
  if (code !== 0 && !live) write(`\n${check.name}:\n${output}\n`);
  const one: Counts =
    code === 0
      ? { passed: 1, failed: 0, skipped: [], failures: [] }
      : { passed: 0, failed: 1, skipped: [], failures: [{ name: check.name, message: lastLines(output) }] };
  const counts = check.counts === 'jest' ? jestCounts(await reportOf(report), one) : one;
  return { check, counts, seconds: (Date.now() - startedAt) / 1000 };
}
