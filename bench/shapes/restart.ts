import { alertBodies } from '../alerts.ts';
import { createClient } from '../client.ts';
import { configurationOf } from '../configuration.ts';
import type { Figures } from '../figures.ts';
import { type Contestant, newFolder, startServer } from '../server.ts';

/** Alerts in, stopped in order and by kill -9, started again: how long, and what is still there. */
export async function restart(contestant: Contestant, count: number): Promise<Figures> {
  const figures: Record<string, number> = {};
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const folder = await newFolder();
    const configuration = configurationOf({ hook: 'http://127.0.0.1:9/', groupWait: '1h' });
    try {
      const server = await startServer(contestant, folder, configuration);
      const client = createClient(server.base);
      await client.postAll('/api/v2/alerts', alertBodies({ count, groups: Math.ceil(count / 10) }, 1_000));
      client.close();
      await server.stop(signal);
      const again = await startServer(contestant, folder, configuration);
      figures[`after ${signal}: ready, s`] = again.readyMs / 1_000;
      const alerts: unknown = await (await fetch(`${again.base}/api/v2/alerts`)).json();
      figures[`after ${signal}: alerts kept`] = Array.isArray(alerts) ? alerts.length : NaN;
      await again.stop('SIGKILL');
    } finally {
      await folder.remove();
    }
  }
  return figures;
}
