import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { freePort } from '../../../alert-service/test/kit/child.ts';
import { startProcess } from '../../../alert-service/test/kit/process.ts';
import { type RealPrometheus, startPrometheus } from '../../../alert-service/test/kit/real-prometheus.ts';
import { startApi } from '../../../demo/src/api/api.ts';
import { startOrchestrator } from '../../../demo/src/orchestrator/orchestrator.ts';
import { startWorker } from '../../../demo/src/worker/worker.ts';
import { startDatabases } from '../../../demo/test/kit/databases.ts';
import { localAddresses } from '../../../scripts/demo/addresses.ts';
import { writeConfiguration } from '../../../scripts/demo/configuration.ts';
import { usualPorts } from '../../../scripts/demo/ports.ts';
import { root } from './read.ts';

interface PrometheusConfig {
  readonly scrape_configs: readonly { readonly job_name: string }[];
}

const at = { host: '127.0.0.1', port: 0, onCrash: () => undefined };
const portOf = (url: string): number => Number(new URL(url).port);

/** The services and their databases, and the ports they have. */
async function startServices(closers: AsyncDisposableStack) {
  const databases = closers.use(await startDatabases());
  const orchestrator = closers.adopt(await startOrchestrator({ ...at, ...databases }), (service) =>
    service.close(),
  );
  const api = closers.adopt(await startApi({ ...at, ...databases }), (service) => service.close());
  const worker = closers.adopt(
    await startWorker({ ...at, orchestratorUrl: orchestrator.url, apiUrl: api.url, providersPort: 0 }),
    (service) => service.close(),
  );
  return {
    orchestrator: orchestrator.port,
    worker: worker.port,
    api: api.port,
    exporters: portOf(databases.exporters),
    redis: portOf(databases.redisUrl),
    postgres: portOf(databases.databaseUrl),
  };
}

/** What `npm start` runs, Slack and mail apart, and a real Prometheus that scrapes it as prometheus.yml says, only more often. */
export async function startDemo(): Promise<RealPrometheus> {
  await using closers = new AsyncDisposableStack();
  const folder = closers.adopt(await mkdtemp(join(tmpdir(), 'tocsin-dashboards-')), (path) =>
    rm(path, { recursive: true, force: true }),
  );
  const services = await startServices(closers);
  const ports = { ...usualPorts, ...services, console: await freePort() };
  const files = await writeConfiguration({
    from: join(root, 'provisioning'),
    to: join(folder, 'config'),
    addresses: localAddresses(ports),
    outside: {},
    databasePassword: 'monitor',
  });
  const { scrape_configs } = parse(await readFile(files.prometheus, 'utf8')) as PrometheusConfig;
  const prometheus = closers.use(
    await startPrometheus([], {
      global: { scrape_interval: '1s', scrape_timeout: '1s' },
      scrape_configs: scrape_configs.filter(({ job_name }) => job_name !== 'prometheus'),
    }),
  );
  const tocsin = closers.use(
    startProcess([
      'serve',
      `--config.file=${files.alertmanager}`,
      `--tocsin.config.file=${files.tocsin}`,
      `--rules.file=${files.rules}`,
      `--prometheus.url=${prometheus.url}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${ports.console}`,
      '--evaluation.interval=5s',
      '--cluster.listen-address=',
    ]),
  );
  await tocsin.url;
  const all = closers.move();
  return { ...prometheus, [Symbol.asyncDispose]: () => all.disposeAsync() };
}
