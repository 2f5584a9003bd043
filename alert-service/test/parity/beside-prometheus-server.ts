import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { WrittenSample } from '#core/rule/samples';
import { createPrometheusClient, type PrometheusClient } from '#prometheus/client';
import { writeRequest } from '#remote-write/write-request';
import { ensurePrometheus } from '../../../scripts/servers/prometheus.ts';
import { eventually } from '../kit/eventually.ts';

/** A real Prometheus that scrapes nothing: what it knows is written to it, with any times. */
export interface WrittenPrometheus extends AsyncDisposable {
  readonly url: string;
  readonly client: PrometheusClient;
  /** Rejects when it refuses some of them. */
  write(samples: readonly WrittenSample[]): Promise<void>;
  /** Over what is in its prometheus.yml; it reads its rule files again as well. */
  reload(more?: object): Promise<void>;
  /** For its next start. */
  configure(given: object): Promise<void>;
  stop(signal: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
}

export async function startWrittenPrometheus(more: object = {}): Promise<WrittenPrometheus> {
  const real = await ensurePrometheus();
  const folder = await mkdtemp(path.join(tmpdir(), 'prometheus-written-'));
  const config = path.join(folder, 'prometheus.yml');
  const configure = (given: object): Promise<void> =>
    writeFile(config, JSON.stringify({ global: { evaluation_interval: '1s' }, ...given }));
  await configure(more);
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${path.join(folder, 'data')}`,
    `--web.listen-address=${address}`,
    '--web.enable-remote-write-receiver',
    '--web.enable-lifecycle',
  ];
  let child: ChildProcess | undefined;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    const gone = child;
    child = undefined;
    if (!gone || gone.exitCode !== null) return;
    const ended = once(gone, 'exit');
    gone.kill(signal);
    await ended;
  };
  const start = async (): Promise<void> => {
    child = spawn(real.prometheus, args, { stdio: 'ignore', env: { ...process.env, ...real.env } });
    const isReady = (): Promise<boolean> =>
      fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    await eventually('Prometheus is ready', isReady);
  };
  await start();
  const client = createPrometheusClient({ url, timeoutMs: 20_000 });
  return {
    url,
    client,
    configure,
    start,
    stop,
    write: (samples) => write(url, samples),
    async reload(given = more) {
      await configure(given);
      const answer = await fetch(`${url}/-/reload`, { method: 'POST' });
      if (!answer.ok) throw new Error(await answer.text());
    },
    async [Symbol.asyncDispose]() {
      client.close();
      await stop('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const headers = {
  'Content-Type': 'application/x-protobuf',
  'Content-Encoding': 'snappy',
  'X-Prometheus-Remote-Write-Version': '0.1.0',
};

async function write(url: string, samples: readonly WrittenSample[]): Promise<void> {
  const body = Buffer.from(writeRequest(samples));
  const answer = await fetch(`${url}/api/v1/write`, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`Prometheus refuses samples: ${await answer.text()}`);
}

/** Whether it is at least of this version. */
export async function isSince(url: string, [major, minor]: readonly [number, number]): Promise<boolean> {
  const answer = await fetch(`${url}/api/v1/status/buildinfo`);
  const [, first, second] = /"version":"(\d+)\.(\d+)/.exec(await answer.text()) ?? [];
  return Number(first) > major || (Number(first) === major && Number(second) >= minor);
}
