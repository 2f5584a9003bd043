import { serviceNames, type ServiceName } from './faults.ts';
import type { RunningService } from './service/service.ts';

interface Settings {
  host: string;
  port: number;
  orchestratorUrl: string;
  apiUrl: string;
  databaseUrl: string;
  redisUrl: string;
  providersPort: number;
  onCrash: () => void;
}

/** Each process loads only its own service: the others' code costs memory. */
const starters: Record<ServiceName, (settings: Settings) => Promise<RunningService>> = {
  orchestrator: async (settings) =>
    (await import('./orchestrator/orchestrator.ts')).startOrchestrator(settings),
  worker: async (settings) => (await import('./worker/worker.ts')).startWorker(settings),
  api: async (settings) => (await import('./api/api.ts')).startApi(settings),
};

const say = (line: string): void => void process.stderr.write(`${line}\n`);

function crash(): void {
  say('level=error msg="the demo was told to crash"');
  process.exit(70);
}

async function main(): Promise<void> {
  const name = serviceNames.find((candidate) => candidate === process.argv[2]);
  if (!name) {
    say(`usage: main.ts ${serviceNames.join('|')}`);
    process.exit(64);
  }
  const { env } = process;
  const service = await starters[name]({
    host: env['HOST'] ?? '127.0.0.1',
    port: Number(env['PORT'] ?? 0),
    orchestratorUrl: env['ORCHESTRATOR_URL'] ?? 'http://127.0.0.1:9101',
    apiUrl: env['API_URL'] ?? 'http://127.0.0.1:9103',
    databaseUrl: env['DATABASE_URL'] ?? 'postgres://127.0.0.1:5432/shop',
    redisUrl: env['REDIS_URL'] ?? 'redis://127.0.0.1:6379',
    providersPort: Number(env['PROVIDERS_PORT'] ?? 0),
    onCrash: crash,
  });
  say(`level=info msg="Listening on" service=${name} address=127.0.0.1:${service.port}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void service.close().then(() => process.exit(0)));
}

await main();
