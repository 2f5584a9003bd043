import { createClient } from '../client.ts';
import { configurationOf } from '../configuration.ts';
import type { Figures } from '../figures.ts';
import { startHook } from '../hook.ts';
import { type Contestant, newFolder, startServer } from '../server.ts';
import { postUntilTold } from './flush.ts';

const numbers = [1, 20, 200];
const waitMs = 1_000;

/** The same alerts through one, twenty and two hundred child routes. */
export async function routes(contestant: Contestant, count: number): Promise<Figures> {
  const figures: Record<string, number> = {};
  for (const number of numbers) {
    const folder = await newFolder();
    const hook = await startHook(/"instance":"([^"]+)"/g);
    const configuration = configurationOf({ hook: hook.url, groupWait: '1s', routes: number });
    const server = await startServer(contestant, folder, configuration);
    const client = createClient(server.base);
    try {
      const shape = { count, groups: Math.ceil(count / 10) };
      const { ingestSeconds, flushSeconds } = await postUntilTold({ client, hook, waitMs }, shape, count);
      figures[`${number} routes: alerts/s`] = count / ingestSeconds;
      figures[`${number} routes: flush beyond group_wait, s`] = flushSeconds;
      figures[`${number} routes: never told`] = count - hook.firstAt.size;
    } finally {
      client.close();
      await server.stop('SIGKILL');
      await hook.close();
      await folder.remove();
    }
  }
  return figures;
}
