import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, type Program, type ProgramStart, startProgram } from './program.ts';

/** What is at hand to start them with. */
export interface Programs {
  readonly tocsin: string;
  readonly vmalert?: string;
  readonly prometheus: string;
  readonly prometheusEnv: Readonly<Record<string, string>>;
}

export interface Place {
  readonly folder: string;
  readonly ruleFile: string;
  readonly programs: Programs;
}

/** Who evaluates, and under which names it counts. */
export interface Ruler {
  readonly name: string;
  /** Beside a Prometheus that it asks; absent: Prometheus does it itself. */
  readonly start?: (prometheus: Program, place: Place) => Promise<Program>;
  readonly evaluations: string;
  readonly failed: string;
  readonly missed: string;
}

export const tocsin: Ruler = {
  name: 'tocsin',
  async start(prometheus, { folder, ruleFile, programs }) {
    const port = await freePort();
    const file = join(folder, 'alertmanager.yml');
    // JSON is YAML.
    await writeFile(file, JSON.stringify({ route: { receiver: 'none' }, receivers: [{ name: 'none' }] }));
    const command = [
      programs.tocsin,
      'serve',
      `--config.file=${file}`,
      `--storage.path=${join(folder, 'tocsin')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
      `--rules.file=${ruleFile}`,
      `--prometheus.url=${prometheus.base}`,
    ];
    return startProgram({ command, port, readyPath: '/-/ready' });
  },
  evaluations: 'prometheus_rule_evaluations_total',
  failed: 'prometheus_rule_evaluation_failures_total',
  missed: 'prometheus_rule_group_iterations_missed_total',
};

/** It tells nobody, and keeps nothing; ours commits each alert to its store beside. */
export const vmalert: Ruler = {
  name: 'vmalert',
  async start(prometheus, { ruleFile, programs: { vmalert: program = 'vmalert' } }) {
    const port = await freePort();
    const command = [
      program,
      `-httpListenAddr=127.0.0.1:${port}`,
      `-rule=${ruleFile}`,
      `-datasource.url=${prometheus.base}`,
      '-notifier.blackhole',
      '-rule.evalDelay=0s',
    ];
    return startProgram({ command, port, readyPath: '/health' });
  },
  evaluations: 'vmalert_execution_total',
  failed: 'vmalert_execution_errors_total',
  missed: 'vmalert_iteration_missed_total',
};

export const prometheusItself: Ruler = {
  name: 'prometheus itself',
  evaluations: 'prometheus_rule_evaluations_total',
  failed: 'prometheus_rule_evaluation_failures_total',
  missed: 'prometheus_rule_group_iterations_missed_total',
};

/** Scrapes the exporter each 10 s; evaluates rules only where it is told to. */
export async function startPrometheus(place: Place, target: string, evaluates: boolean): Promise<Program> {
  const { folder, programs } = place;
  const file = join(folder, 'prometheus.yml');
  const configuration = {
    global: { scrape_interval: '10s', evaluation_interval: '10s' },
    scrape_configs: [{ job_name: 'bench', static_configs: [{ targets: [target] }] }],
    ...(evaluates && { rule_files: [place.ruleFile] }),
  };
  await writeFile(file, JSON.stringify(configuration));
  const port = await freePort();
  const start: ProgramStart = {
    command: [
      programs.prometheus,
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    port,
    readyPath: '/-/ready',
    env: programs.prometheusEnv,
  };
  return startProgram(start);
}
