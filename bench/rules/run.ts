import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Figures } from '../figures.ts';
import { newFolder, pause } from '../server.ts';
import { eventually, type Program } from './program.ts';
import { intervalMs, ruleFile, seriesShape } from './rule-file.ts';
import { type Programs, type Ruler, startPrometheus } from './rulers.ts';

export interface Sitting {
  readonly programs: Programs;
  readonly rules: number;
  readonly seconds: number;
}

/** One ruler on a Prometheus of its own; without a ruler, what that Prometheus needs for scraping alone. */
export async function runRuler(ruler: Ruler | undefined, sitting: Sitting): Promise<Figures> {
  const folder = await newFolder();
  const exporter = spawn(process.execPath, [join(import.meta.dirname, 'exporter.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const started: Program[] = [];
  try {
    const place = {
      folder: folder.path,
      ruleFile: join(folder.path, 'rules.yml'),
      programs: sitting.programs,
    };
    await writeFile(place.ruleFile, ruleFile(sitting.rules));
    const inside = ruler !== undefined && !ruler.start;
    const prometheus = await startPrometheus(place, await targetOf(exporter), inside);
    started.push(prometheus);
    await hasRates(prometheus);
    if (!ruler) return await alone(prometheus, sitting);
    const beside = await ruler.start?.(prometheus, place);
    if (beside) started.push(beside);
    return await measure({ ruler, prometheus, beside }, sitting);
  } finally {
    for (const program of started.reverse()) await program.stop();
    exporter.stdin.end();
    await folder.remove();
  }
}

async function targetOf(exporter: ChildProcess): Promise<string> {
  if (!exporter.stdout) throw new Error('the exporter says nothing');
  const said: readonly unknown[] = await once(exporter.stdout, 'data');
  return `127.0.0.1:${String(said[0]).trim()}`;
}

/** A rate needs two scrapes. */
async function hasRates({ base }: Program): Promise<void> {
  const query = encodeURIComponent('count(rate(bench_requests_total[1m]))');
  const expected = `"${seriesShape.groups * seriesShape.nodes}"`;
  const asked = (): Promise<boolean> =>
    fetch(`${base}/api/v1/query?query=${query}`)
      .then((answer) => answer.text())
      .then((text) => text.includes(expected));
  if (!(await eventually(asked))) throw new Error('Prometheus does not scrape the exporter');
}

async function alone(prometheus: Program, { seconds }: Sitting): Promise<Figures> {
  await pause(intervalMs);
  const before = prometheus.cpuSeconds();
  await pause(seconds * 1_000);
  return { cpu: prometheus.cpuSeconds() - before, memory: prometheus.memoryMiB() };
}

interface Measured {
  readonly ruler: Ruler;
  readonly prometheus: Program;
  readonly beside: Program | undefined;
}

async function measure(
  { ruler, prometheus, beside }: Measured,
  { rules, seconds }: Sitting,
): Promise<Figures> {
  const counter = beside ?? prometheus;
  const begun = await eventually(async () => (await counter.counted(ruler.evaluations)) >= 2 * rules, 60_000);
  if (!begun) throw new Error(`${ruler.name} does not evaluate`);
  const count = async (): Promise<Counts> => ({
    evaluations: await counter.counted(ruler.evaluations),
    failed: await counter.counted(ruler.failed),
    missed: await counter.counted(ruler.missed),
    itself: beside?.cpuSeconds() ?? 0,
    prometheus: prometheus.cpuSeconds(),
  });
  const before = await count();
  await pause(seconds * 1_000);
  const after = await count();
  const evaluations = after.evaluations - before.evaluations;
  return {
    evaluations,
    due: (evaluations * intervalMs) / (rules * seconds * 1_000),
    itself: after.itself - before.itself,
    prometheus: after.prometheus - before.prometheus,
    'ruler MiB': beside?.memoryMiB() ?? 0,
    'prometheus MiB': prometheus.memoryMiB(),
    missed: after.missed - before.missed,
    failed: after.failed - before.failed,
  };
}

interface Counts {
  readonly evaluations: number;
  readonly failed: number;
  readonly missed: number;
  /** CPU seconds. */
  readonly itself: number;
  readonly prometheus: number;
}
