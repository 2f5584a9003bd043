import { inhibitedOf, sourceBody } from '../alerts.ts';
import { createClient, type Client } from '../client.ts';
import { configurationOf } from '../configuration.ts';
import { type Figures, quantile } from '../figures.ts';
import { startHook } from '../hook.ts';
import { type Contestant, newFolder, startServer } from '../server.ts';
import { postUntilTold } from './flush.ts';

const silenceCount = 5_000;
const inhibitRules = 50;
const waitMs = 3_000;

/** Each names an instance and a regular expression; every tenth alert has one. */
function silenceBodies(count: number): Buffer[] {
  const now = Date.now();
  const matcher = (name: string, value: string, isRegex: boolean): object => ({
    name,
    value,
    isRegex,
    isEqual: true,
  });
  return Array.from({ length: silenceCount }, (_, index) => {
    const instance = index * 10 < count ? index * 10 : count + index;
    return Buffer.from(
      JSON.stringify({
        matchers: [
          matcher('instance', `node-${instance}.example.net:9100`, false),
          matcher('cluster', 'eu-.*|us-.*', true),
        ],
        startsAt: new Date(now).toISOString(),
        endsAt: new Date(now + 3_600_000).toISOString(),
        createdBy: 'bench',
        comment: 'bench',
      }),
    );
  });
}

const silencedOf = (count: number): number => Math.min(silenceCount, Math.ceil(count / 10));

async function slowestRead(client: Client): Promise<number> {
  const took: number[] = [];
  for (let number = 0; number < 3; number++) took.push((await client.get('/api/v2/alerts')).ms);
  return quantile(took, 0.5);
}

/** Many silences and inhibition rules beside alerts of which a tenth is silenced and another tenth inhibited. */
export async function silences(contestant: Contestant, count: number): Promise<Figures> {
  const folder = await newFolder();
  const hook = await startHook(/"instance":"([^"]+)"/g);
  const configuration = configurationOf({ hook: hook.url, groupWait: `${waitMs}ms`, inhibitRules });
  const server = await startServer(contestant, folder, configuration);
  const client = createClient(server.base);
  try {
    const began = performance.now();
    await client.postAll('/api/v2/silences', silenceBodies(count));
    const posted = (performance.now() - began) / 1_000;
    await client.post('/api/v2/alerts', sourceBody(inhibitRules));
    const shape = { count, groups: Math.ceil(count / 10), inhibitRules };
    const expected = count - silencedOf(count) - inhibitedOf(count);
    const { flushSeconds } = await postUntilTold({ client, hook, waitMs }, shape, expected);
    return {
      'silences/s': silenceCount / posted,
      'flush beyond group_wait, s': flushSeconds,
      'GET alerts, ms': await slowestRead(client),
      'told though muted': Math.max(0, hook.firstAt.size - expected),
      'never told': Math.max(0, expected - hook.firstAt.size),
    };
  } finally {
    client.close();
    await server.stop('SIGKILL');
    await hook.close();
    await folder.remove();
  }
}
