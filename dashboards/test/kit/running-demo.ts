import { parse } from 'yaml';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RealPrometheus, startPrometheus } from '../../../alert-service/test/kit/real-prometheus.ts';
import { startApi } from '../../../demo/src/api/api.ts';
import { startOrchestrator } from '../../../demo/src/orchestrator/orchestrator.ts';
import { startDatabases } from '../../../demo/test/kit/databases.ts';
import { startWorker } from '../../../demo/src/worker/worker.ts';
import { withAddresses } from '../../../scripts/demo/addresses.ts';
import { root } from './read.ts';

interface PrometheusConfig {
  readonly scrape_configs: readonly { readonly job_name: string }[];
}

/** The three services and a real Prometheus that scrapes them as prometheus.yml says, only more often. */
export async function startDemo(): Promise<RealPrometheus> {
  const at = { host: '127.0.0.1', port: 0, onCrash: () => undefined };
  await using closers = new AsyncDisposableStack();
  const databases = closers.use(await startDatabases());
  const orchestrator = closers.adopt(await startOrchestrator({ ...at, ...databases }), (service) =>
    service.close(),
  );
  const api = closers.adopt(await startApi({ ...at, ...databases }), (service) => service.close());
  const worker = closers.adopt(
    await startWorker({ ...at, orchestratorUrl: orchestrator.url, apiUrl: api.url, providersPort: 0 }),
    (service) => service.close(),
  );
  const addresses = new Map([
    ['orchestrator:9101', `127.0.0.1:${orchestrator.port}`],
    ['worker:9102', `127.0.0.1:${worker.port}`],
    ['api:9103', `127.0.0.1:${api.port}`],
    ['stand-ins:9187', new URL(databases.exporters).host],
  ]);
  const written = readFileSync(join(root, 'provisioning', 'prometheus', 'prometheus.yml'), 'utf8');
  const { scrape_configs } = parse(withAddresses(written, addresses).text) as PrometheusConfig;
  const prometheus = closers.use(
    await startPrometheus([], {
      global: { scrape_interval: '1s', scrape_timeout: '1s' },
      scrape_configs: scrape_configs.filter(({ job_name }) => !['tocsin', 'prometheus'].includes(job_name)),
    }),
  );
  const all = closers.move();
  return { ...prometheus, [Symbol.asyncDispose]: () => all.disposeAsync() };
}
