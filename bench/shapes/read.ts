import { alertBodies } from '../alerts.ts';
import { createClient } from '../client.ts';
import { configurationOf } from '../configuration.ts';
import { type Figures, quantile } from '../figures.ts';
import { type Contestant, newFolder, startServer } from '../server.ts';

const times = 7;
const reads = {
  'all alerts': '/api/v2/alerts',
  'filter team="t7"': `/api/v2/alerts?filter=${encodeURIComponent('team="t7"')}`,
  'filter severity=~"crit.*|warn.*"': `/api/v2/alerts?filter=${encodeURIComponent('severity=~"crit.*|warn.*"')}`,
  groups: '/api/v2/alerts/groups',
};

/** What API clients and consoles ask for, one at a time. */
export async function read(contestant: Contestant, count: number): Promise<Figures> {
  const folder = await newFolder();
  const configuration = configurationOf({ hook: 'http://127.0.0.1:9/', groupWait: '1h' });
  const server = await startServer(contestant, folder, configuration);
  const client = createClient(server.base);
  try {
    await client.postAll('/api/v2/alerts', alertBodies({ count, groups: Math.ceil(count / 10) }, 1_000));
    const figures: Record<string, number> = {};
    for (const [name, path] of Object.entries(reads)) {
      const cpu = server.cpuSeconds();
      const took: number[] = [];
      for (let number = 0; number < times; number++) took.push((await client.get(path)).ms);
      figures[`${name}, p50 ms`] = quantile(took, 0.5);
      figures[`${name}, p99 ms`] = quantile(took, 0.99);
      figures[`${name}, CPU s each`] = (server.cpuSeconds() - cpu) / times;
    }
    figures['memory after, MiB'] = server.memoryMiB();
    return figures;
  } finally {
    client.close();
    await server.stop('SIGKILL');
    await folder.remove();
  }
}
