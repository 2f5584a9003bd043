import { alertBodies } from '../alerts.ts';
import { createClient } from '../client.ts';
import { configurationOf } from '../configuration.ts';
import type { Figures } from '../figures.ts';
import { startHook } from '../hook.ts';
import { type Contestant, newFolder, pause, type Server, startServer } from '../server.ts';
import { postUntilTold } from './flush.ts';

const waitMs = 1_000;
/** For what is told again at once. */
const watchMs = 5_000;

/** Alerts in and told, stopped in order and by kill -9, started again: how long, what is still there, what is told twice. */
export async function restart(contestant: Contestant, count: number): Promise<Figures> {
  const figures: Record<string, number> = {};
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const folder = await newFolder();
    const hook = await startHook(/"instance":"([^"]+)"/g);
    const configuration = configurationOf({ hook: hook.url, groupWait: `${waitMs}ms` });
    const shape = { count, groups: Math.ceil(count / 10) };
    try {
      const server = await startServer(contestant, folder, configuration);
      const client = createClient(server.base);
      await postUntilTold({ client, hook, waitMs }, shape, count);
      client.close();
      await server.stop(signal);
      const before = hook.repeats();
      const again = await startServer(contestant, folder, configuration);
      figures[`after ${signal}: ready, s`] = again.readyMs / 1_000;
      figures[`after ${signal}: alerts kept`] = await alertsOf(again);
      await resend(again, alertBodies(shape, 1_000, 1));
      figures[`after ${signal}: told twice`] = hook.repeats() - before;
      await again.stop('SIGKILL');
    } finally {
      await hook.close();
      await folder.remove();
    }
  }
  return figures;
}

async function alertsOf({ base }: Server): Promise<number> {
  const alerts: unknown = await (await fetch(`${base}/api/v2/alerts`)).json();
  return Array.isArray(alerts) ? alerts.length : NaN;
}

/** As a Prometheus that outlived the restart does. */
async function resend({ base }: Server, bodies: readonly Buffer[]): Promise<void> {
  const client = createClient(base);
  await client.postAll('/api/v2/alerts', bodies);
  client.close();
  await pause(waitMs + watchMs);
}
