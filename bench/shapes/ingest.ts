import { alertBodies } from '../alerts.ts';
import { createClient } from '../client.ts';
import { configurationOf } from '../configuration.ts';
import { type Figures, quantile } from '../figures.ts';
import { type Contestant, newFolder, pause, startServer } from '../server.ts';

const resends = 3;

/** Distinct alerts in a tenth as many groups; then the same again with their ends moved on. Nobody is told. */
export const ingest = (contestant: Contestant, count: number): Promise<Figures> =>
  measure(contestant, count, 1_000);

export const ingestSmall = (contestant: Contestant, count: number): Promise<Figures> =>
  measure(contestant, count, 256);

async function measure(contestant: Contestant, count: number, atOnce: number): Promise<Figures> {
  const folder = await newFolder();
  const configuration = configurationOf({ hook: 'http://127.0.0.1:9/', groupWait: '1h' });
  const server = await startServer(contestant, folder, configuration);
  const client = createClient(server.base);
  const shape = { count, groups: Math.ceil(count / 10) };
  try {
    const round = async (number: number): Promise<{ perSecond: number; cpu: number; took: number[] }> => {
      const bodies = alertBodies(shape, atOnce, number);
      const cpu = server.cpuSeconds();
      const began = performance.now();
      const took = await client.postAll('/api/v2/alerts', bodies);
      const seconds = (performance.now() - began) / 1_000;
      return { perSecond: count / seconds, cpu: ((server.cpuSeconds() - cpu) * 100_000) / count, took };
    };
    const first = await round(0);
    const after = server.memoryMiB();
    const again: Awaited<ReturnType<typeof round>>[] = [];
    for (let number = 1; number <= resends; number++) again.push(await round(number));
    await pause(3_000);
    return {
      'first, alerts/s': first.perSecond,
      'resent, alerts/s': quantile(
        again.map(({ perSecond }) => perSecond),
        0.5,
      ),
      'p50 a request, ms': quantile(first.took, 0.5),
      'p99 a request, ms': quantile(first.took, 0.99),
      'CPU s per 100,000, first': first.cpu,
      'CPU s per 100,000, resent': quantile(
        again.map(({ cpu }) => cpu),
        0.5,
      ),
      'memory after, MiB': after,
      'memory settled, MiB': server.memoryMiB(),
    };
  } finally {
    client.close();
    await server.stop('SIGKILL');
    await folder.remove();
  }
}
