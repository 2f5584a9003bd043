import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exists } from '../servers/cache-folder.ts';
import { runQuietly } from '../servers/run-quietly.ts';
import type { Progress } from '../progress.ts';
import { hashOfSources } from './source-hash.ts';
import type { BuildStep } from './steps.ts';

export interface BuildOptions {
  root: string;
  steps: readonly BuildStep[];
  progress: Progress;
  /** Instead of `npm run build -w WORKSPACE`. */
  build?: (step: BuildStep) => Promise<{ code: number; output: string }>;
}

const stampOf = (root: string, step: BuildStep): string =>
  join(root, '.cache', 'stamps', step.name.replaceAll(' ', '-'));

const npmBuild = (root: string) => (step: BuildStep) =>
  runQuietly('npm', ['run', 'build', '-w', step.workspace], { cwd: root, env: process.env });

async function buildOne(step: BuildStep, below: readonly string[], options: BuildOptions): Promise<string> {
  const { root, progress } = options;
  const own = await hashOfSources(root, step.sources);
  const hash = createHash('sha256')
    .update([own, ...below].join('\n'))
    .digest('hex');
  const stamp = stampOf(root, step);
  const built = await readFile(stamp, 'utf8').catch(() => '');
  if (built === hash && (await exists(join(root, step.output)))) return hash;
  await progress.during(`building the ${step.name}`, async () => {
    const { code, output } = await (options.build ?? npmBuild(root))(step);
    if (code !== 0) throw new Error(`building the ${step.name} failed:\n${output.trim()}`);
  });
  await mkdir(dirname(stamp), { recursive: true });
  await writeFile(stamp, hash);
  return hash;
}

/** Builds what its sources, or what it is built from, have outrun. Steps that do not wait for each other run together. */
export async function buildStale(options: BuildOptions): Promise<void> {
  const hashes = new Map<string, Promise<string>>();
  const hashOf = (name: string): Promise<string> => {
    const known = hashes.get(name);
    if (known) return known;
    const step = options.steps.find((candidate) => candidate.name === name);
    if (!step) throw new Error(`no build step is called ${name}`);
    const hash = Promise.all(step.after.map(hashOf)).then((below) => buildOne(step, below, options));
    hashes.set(name, hash);
    return hash;
  };
  const results = await Promise.allSettled(options.steps.map(({ name }) => hashOf(name)));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
