import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseFlags } from '#config/flags';
import { systemClock } from '#lib/clock';
import { type Log, silentLog } from '#lib/log';
import { type App, startApp } from '../../src/app.ts';

export interface Service extends AsyncDisposable {
  readonly url: string;
  readonly folder: string;
  readonly app: App;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
}

export interface ServiceOptions {
  readonly alertmanager?: string;
  readonly tocsin?: string;
  readonly flags?: readonly string[];
  readonly folder?: string;
  readonly log?: Log;
}

export const quietConfig = (hook = 'http://127.0.0.1:9/none'): string => `
route:
  receiver: team
  group_by: [alertname]
  group_wait: 100ms
  group_interval: 300ms
  repeat_interval: 1h
receivers:
  - name: team
    webhook_configs:
      - url: ${hook}
`;

/** The whole service in this process: real sockets on loopback, real SQLite, in a folder of its own. */
export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const folder = options.folder ?? mkdtempSync(path.join(tmpdir(), 'tocsin-'));
  const config = path.join(folder, 'alertmanager.yml');
  writeFileSync(config, options.alertmanager ?? quietConfig());
  const own = path.join(folder, 'tocsin.yml');
  writeFileSync(own, options.tocsin ?? '');
  const flags = parseFlags([
    `--config.file=${config}`,
    `--tocsin.config.file=${own}`,
    `--storage.path=${path.join(folder, 'data')}`,
    '--web.listen-address=127.0.0.1:0',
    ...(options.flags ?? []),
  ]);
  if (!flags.ok) throw new Error(flags.error);
  let seed = 7;
  const app = await startApp({
    flags: flags.value,
    clock: systemClock,
    log: options.log ?? silentLog,
    seed: () => seed++,
    version: 'test',
    timeZone: 'UTC',
    consoleFolder: path.join(folder, 'console'),
  });
  const url = `http://${app.addresses[0]}`;
  return {
    url,
    folder,
    app,
    get: (at, headers = {}) => fetch(url + at, { headers }),
    post: (at, body, headers = {}) =>
      fetch(url + at, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async [Symbol.asyncDispose]() {
      await app.stop();
      if (!options.folder) rmSync(folder, { recursive: true, force: true });
    },
  };
}
