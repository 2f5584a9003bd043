import { every } from '../every.ts';
import { HttpClient } from '../service/client-metrics.ts';
import { frameOf, serve, type RunningService } from '../service/service.ts';
import { ExternalClient } from './external-client.ts';
import { Leak } from './leak.ts';
import { providers, startProviders } from './provider.ts';
import { WorkerPool } from './worker-pool.ts';

export interface WorkerOptions {
  host: string;
  port: number;
  orchestratorUrl: string;
  apiUrl: string;
  /** Where the providers' APIs answer; 0 takes a free one. */
  providersPort: number;
  onCrash: () => void;
}

/** Asks until little is left and then holds it there: enough to trouble, not enough to keep two cores busy. */
async function useUp(external: ExternalClient): Promise<void> {
  for (let n = 0; n < 60; n += 1) if ((await external.call('geocoding')) < 0.04) return;
}

/** Eight workers that claim tasks from the orchestrator and call the API and external providers for them. */
export async function startWorker(options: WorkerOptions): Promise<RunningService> {
  const frameOptions = { ...options, name: 'worker', routes: [] } as const;
  const frame = frameOf(frameOptions);
  const outside = await startProviders({ host: options.host, port: options.providersPort });
  const http = new HttpClient(frame.metrics, ['orchestrator', 'api', ...providers]);
  const external = new ExternalClient(outside.url, http, frame.metrics);
  await Promise.all(providers.map((provider) => external.call(provider)));
  const { orchestratorUrl, apiUrl } = options;
  const pool = new WorkerPool({ size: 8, orchestratorUrl, apiUrl, external, http, registry: frame.metrics });
  const leak = new Leak();
  frame.faults.onChange('workers', (on) => pool.rest(on));
  frame.faults.onChange('memory', (on) => {
    if (!on) leak.release();
  });
  const loops = [
    every(250, () => pool.claim()),
    every(250, () => {
      if (frame.faults.isOn('memory')) leak.grow();
    }),
    every(250, async () => {
      if (frame.faults.isOn('rate-limit')) await useUp(external).catch(() => undefined);
    }),
  ];
  const running = await serve(frame, frameOptions);
  return {
    ...running,
    close: async () => {
      for (const loop of loops) loop.stop();
      await Promise.all([running.close(), outside.close()]);
    },
  };
}
