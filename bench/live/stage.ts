import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensurePrometheus } from '../../scripts/servers/prometheus.ts';
import { freePort, type Program, startProgram } from '../rules/program.ts';

export interface Exporter {
  readonly port: number;
  /** From now on this service answers with errors, or not at all. */
  breaks(service: number, how: 'errors' | 'down'): Promise<void>;
  stop(): void;
}

/** All services of the bench, in a process of their own. */
export async function startExporter(series: number): Promise<Exporter> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'exporter.ts'), String(series)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said: unknown[] = await once(child.stdout, 'data');
  const port = Number(String(said[0]));
  return {
    port,
    breaks: async (service, how) =>
      void (await fetch(`http://127.0.0.1:${port}/break/${how}/${service}`).then((answer) => answer.text())),
    stop: () => void child.kill(),
  };
}

export interface Scraped {
  readonly exporter: number;
  readonly services: number;
  readonly everySeconds?: number;
}

/** A real Prometheus to which each service is a target. */
export async function startPrometheus(folder: string, scraped: Scraped): Promise<Program> {
  const { prometheus, env } = await ensurePrometheus();
  const port = await freePort();
  await mkdir(join(folder, 'prometheus'));
  const file = join(folder, 'prometheus', 'prometheus.yml');
  const static_configs = Array.from({ length: scraped.services }, (_, index) => ({
    targets: [`127.0.0.1:${scraped.exporter}`],
    labels: { service: `svc-${index}`, __metrics_path__: `/metrics/${index}` },
  }));
  const settings = {
    global: { scrape_interval: `${scraped.everySeconds ?? 5}s` },
    scrape_configs: [{ job_name: 'bench', static_configs }],
  };
  await writeFile(file, JSON.stringify(settings));
  const data = join(folder, 'prometheus', 'data');
  const command = [
    ...[prometheus, `--config.file=${file}`, `--storage.tsdb.path=${data}`],
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  return startProgram({ command, port, readyPath: '/-/ready', env });
}
