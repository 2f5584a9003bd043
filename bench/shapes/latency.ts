import { freshBody } from '../alerts.ts';
import { createClient } from '../client.ts';
import { configurationOf } from '../configuration.ts';
import { type Figures, quantile } from '../figures.ts';
import { startHook } from '../hook.ts';
import { type Contestant, newFolder, pause, startServer } from '../server.ts';

const waitMs = 1_000;
const perSecond = 200;

/** Groups of one alert, posted one by one; from the post to the webhook, less group_wait. */
export async function latency(contestant: Contestant, count: number): Promise<Figures> {
  const folder = await newFolder();
  const hook = await startHook(/"instance":"([^"]+)"/g);
  const server = await startServer(contestant, folder, configurationOf({ hook: hook.url, groupWait: '1s' }));
  const client = createClient(server.base, 16);
  const postedAt = new Map<string, number>();
  try {
    const cpu = server.cpuSeconds();
    const began = performance.now();
    const posts: Promise<unknown>[] = [];
    for (let index = 0; index < count; index++) {
      const due = began + (index * 1_000) / perSecond;
      if (due > performance.now()) await pause(due - performance.now());
      const body = freshBody(index, { count, groups: count });
      postedAt.set(`node-${index}.example.net:9100`, performance.now());
      posts.push(client.post('/api/v2/alerts', body));
    }
    await Promise.all(posts);
    for (let waited = 0; hook.firstAt.size < count && waited < 10_000; waited += 50) await pause(50);
    const over = [...hook.firstAt].map(([name, at]) => at - (postedAt.get(name) ?? NaN) - waitMs);
    return {
      'p50 beyond group_wait, ms': quantile(over, 0.5),
      'p95 beyond group_wait, ms': quantile(over, 0.95),
      'p99 beyond group_wait, ms': quantile(over, 0.99),
      'CPU s per 1,000': ((server.cpuSeconds() - cpu) * 1_000) / count,
      'never told': count - hook.firstAt.size,
    };
  } finally {
    client.close();
    await server.stop('SIGKILL');
    await hook.close();
    await folder.remove();
  }
}
