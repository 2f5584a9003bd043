import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ask, type Hooks, startHooks, type StartWorld, withWebhooks } from '@tocsin/conformance';
import { parseFlags } from '#config/flags';
import { until } from '#lib/clock';
import { createFakeClock, type FakeClock, settle } from '#lib/fake-clock';
import { silentLog } from '#lib/log';
import { type App, startApp } from '../../src/app.ts';

const begin = 1_800_000_000_000;

/** What is at work while a request is on its way: none of them, and nothing can come any more. */
const underWay = new Set([
  'TCPSocketWrap',
  'TCPConnectWrap',
  'GetAddrInfoReqWrap',
  'FSReqPromise',
  'FSReqCallback',
]);

const countUnderWay = (): number =>
  process.getActiveResourcesInfo().filter((name) => underWay.has(name)).length;

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Time stands still until every request is answered, but for those that a webhook keeps hanging: two sockets each. */
function quiet(before: number, hooks: () => Hooks | undefined): () => Promise<void> {
  return async () => {
    await settle();
    for (let calm = 0; calm < 3; calm++) {
      await turn();
      if (countUnderWay() > before + 2 * (hooks()?.hanging() ?? 0)) calm = -1;
    }
    await settle();
  };
}

/** The whole service in this process, its configuration, doors and senders real; only the time is virtual. */
export const virtualWorld: StartWorld = async ({ config, flags }) => {
  let hooks: Hooks | undefined;
  const clock = createFakeClock(
    begin,
    quiet(countUnderWay(), () => hooks),
  );
  const webhooks = (hooks = await startHooks({
    now: () => clock.now(),
    until: (time) => until(clock, time),
  }));
  const folder = await mkdtemp(path.join(tmpdir(), 'tocsin-'));
  const file = path.join(folder, 'alertmanager.yml');
  const configure = (text: string): Promise<void> => writeFile(file, withWebhooks(text, webhooks));
  await configure(config);
  let app = await startOn({ clock, folder, file, flags });
  return {
    hooks: webhooks,
    startedAt: begin,
    now: () => clock.now(),
    at: (seconds) => clock.advanceTo(begin + seconds * 1_000),
    request: (asked) => ask(`http://${app.addresses[0]}`, asked),
    configure,
    async restart() {
      await stopped(app, clock);
      app = await startOn({ clock, folder, file, flags });
    },
    async stop() {
      await stopped(app, clock);
      await webhooks.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

interface Start {
  readonly clock: FakeClock;
  readonly folder: string;
  readonly file: string;
  readonly flags: readonly string[];
}

function startOn({ clock, folder, file, flags }: Start): Promise<App> {
  const parsed = parseFlags([
    `--config.file=${file}`,
    `--storage.path=${path.join(folder, 'data')}`,
    '--web.listen-address=127.0.0.1:0',
    '--cluster.listen-address=',
    ...flags,
  ]);
  if (!parsed.ok) throw new Error(parsed.error);
  let seed = 7;
  return startApp({
    flags: parsed.value,
    clock,
    log: silentLog,
    seed: () => seed++,
    version: 'test',
    timeZone: 'UTC',
    consoleFolder: path.join(folder, 'console'),
  });
}

/** What a stop waits for is over only if time goes on. */
async function stopped(app: App, clock: FakeClock): Promise<void> {
  let done = false;
  const stopping = app.stop().finally(() => (done = true));
  while (!done) {
    await turn();
    if (!done) await clock.advance(50);
  }
  await stopping;
}
