import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePrometheus } from '../../../scripts/servers/prometheus.ts';
import { freePort } from './child.ts';
import { eventually } from './eventually.ts';

export { eventually } from './eventually.ts';

/** Numbers to be scraped, in Prometheus's text format; change `text` at will. */
export interface Exporter extends AsyncDisposable {
  text: string;
  readonly target: string;
}

export async function startExporter(text: string): Promise<Exporter> {
  const server = createHttpServer((_, response) => {
    // Prometheus 3 reads nothing that does not say what it is.
    response.setHeader('Content-Type', 'text/plain; version=0.0.4').end(exporter.text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const exporter: Exporter = {
    text,
    target: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return exporter;
}

/** A real Prometheus of its own, which can be taken down and brought back on the same address and data. */
export interface RealPrometheus extends AsyncDisposable {
  readonly url: string;
  up(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** It hangs, and goes on again: SIGSTOP, SIGCONT. */
  pause(): void;
  resume(): void;
}

/** Who may ask over TLS: the login in the open, and as bcrypt made it. */
export interface GuardedBy {
  readonly authority: string;
  readonly cert: string;
  readonly key: string;
  readonly login: string;
  readonly hash: string;
}

async function writeGuard(folder: string, { cert, key, login, hash }: GuardedBy): Promise<string> {
  const file = (name: string): string => join(folder, name);
  await writeFile(file('web.crt'), cert);
  await writeFile(file('web.key'), key);
  const [user = ''] = login.split(':');
  await writeFile(
    file('web.yml'),
    JSON.stringify({
      tls_server_config: { cert_file: file('web.crt'), key_file: file('web.key') },
      basic_auth_users: { [user]: hash },
    }),
  );
  return `--web.config.file=${file('web.yml')}`;
}

const answersWell = (url: string, guard: GuardedBy | undefined): Promise<boolean> =>
  guard === undefined
    ? fetch(url).then(
        (answer) => answer.ok,
        () => false,
      )
    : new Promise((resolve) => {
        const asked = httpsRequest(
          url,
          { ca: guard.authority, auth: guard.login, agent: false },
          (answer) => {
            answer.resume();
            resolve(answer.statusCode === 200);
          },
        );
        asked.on('error', () => resolve(false)).end();
      });

interface Started {
  readonly guard?: GuardedBy;
  readonly flags?: readonly string[];
}

/** Takes samples by remote write, native histograms too. */
export const takesSamples = ['--web.enable-remote-write-receiver', '--enable-feature=native-histograms'];

/** `more` goes into prometheus.yml beside the scrape configuration. */
export async function startPrometheus(
  targets: readonly string[],
  more: object = {},
  { guard, flags = [] }: Started = {},
): Promise<RealPrometheus> {
  const real = await ensurePrometheus();
  const folder = await mkdtemp(join(tmpdir(), 'prometheus-'));
  const port = await freePort();
  const url = `${guard ? 'https' : 'http'}://127.0.0.1:${port}`;
  await writeFile(
    join(folder, 'prometheus.yml'),
    JSON.stringify({
      global: { scrape_interval: '200ms', scrape_timeout: '200ms', evaluation_interval: '500ms' },
      scrape_configs: [{ job_name: 'app', static_configs: [{ targets }] }],
      ...more,
    }),
  );
  const args = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    ...(guard ? [await writeGuard(folder, guard)] : []),
    ...flags,
  ];
  let child: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    const gone = child;
    child = undefined;
    if (!gone || gone.exitCode !== null) return;
    const ended = new Promise((resolve) => gone.once('exit', resolve));
    gone.kill('SIGKILL');
    await ended;
  };
  const up = async (): Promise<void> => {
    child = spawn(real.prometheus, args, { stdio: 'ignore', env: { ...process.env, ...real.env } });
    await eventually('Prometheus is ready', () => answersWell(`${url}/-/ready`, guard));
  };
  await up();
  return {
    url,
    up,
    kill,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
