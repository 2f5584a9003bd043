import { alertBodies, freshBody } from '../alerts.ts';
import { type Client, createClient } from '../client.ts';
import { configurationOf } from '../configuration.ts';
import { type Figures, quantile } from '../figures.ts';
import { startHook } from '../hook.ts';
import { type Contestant, newFolder, pause, startServer } from '../server.ts';

const waitMs = 1_000;
const perSecond = 200;

/** Alerts a second on an idle route. */
const background = { perSecond: 5_000, atOnce: 250, count: 5_000 };

/** Groups of one alert, posted one by one; from the post to the webhook, less group_wait. */
export const latency = (contestant: Contestant, count: number): Promise<Figures> =>
  measure(contestant, count, () => async () => undefined);

/** The same while others post alerts that nobody is to be told of yet. */
export const latencyUnderLoad = (contestant: Contestant, count: number): Promise<Figures> =>
  measure(contestant, count, keepPosting);

/** Begins at once; what it returns ends it. */
type Beside = (client: Client) => () => Promise<void>;

function keepPosting(client: Client): () => Promise<void> {
  const { perSecond: rate, atOnce, count } = background;
  const bodies = alertBodies({ count, groups: count / 10, job: 'idle' }, atOnce);
  let ended = false;
  const loop = async (): Promise<void> => {
    const began = performance.now();
    for (let sent = 0; !ended; sent++) {
      const body = bodies[sent % bodies.length];
      if (body) await client.post('/api/v2/alerts', body);
      await pause(Math.max(0, began + ((sent + 1) * atOnce * 1_000) / rate - performance.now()));
    }
  };
  const posting = loop();
  return async () => {
    ended = true;
    await posting;
  };
}

async function measure(contestant: Contestant, count: number, beside: Beside): Promise<Figures> {
  const folder = await newFolder();
  const hook = await startHook(/"instance":"([^"]+)"/g);
  const server = await startServer(
    contestant,
    folder,
    configurationOf({ hook: hook.url, groupWait: '1s', idle: true }),
  );
  const client = createClient(server.base, 16);
  const postedAt = new Map<string, number>();
  const endBeside = beside(client);
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
    await endBeside();
    client.close();
    await server.stop('SIGKILL');
    await hook.close();
    await folder.remove();
  }
}
