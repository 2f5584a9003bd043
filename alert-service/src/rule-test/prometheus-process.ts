import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { formatDuration } from '@tocsin/model';
import type { WrittenSample } from '#core/rule/samples';
import { writeRequest } from '#remote-write/write-request';

/** What went wrong with the Prometheus that tests ask: none found, or it does not start. */
export class PrometheusMissing extends Error {
  override name = 'PrometheusMissing';
}

/** A real Prometheus with an empty memory, for one test. */
export interface TestPrometheus {
  readonly url: string;
  /** Resolves with why it refused some of them, if it did. */
  write(samples: readonly WrittenSample[]): Promise<string | undefined>;
  stop(): Promise<void>;
}

export interface PrometheusOptions {
  /** A name on the PATH, or a file. */
  readonly program: string;
  /** The step of subqueries that name none. */
  readonly evaluationIntervalMs: number;
  /** Of `--enable-feature`. */
  readonly features?: readonly string[];
}

/** On loopback, in a folder of its own, which is removed with it. Throws PrometheusMissing. */
export async function startTestPrometheus(options: PrometheusOptions): Promise<TestPrometheus> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tocsin-rule-test-'));
  const config = path.join(folder, 'prometheus.yml');
  const interval = formatDuration(options.evaluationIntervalMs);
  await writeFile(config, JSON.stringify({ global: { evaluation_interval: interval } }));
  const port = await freePort();
  const child = spawn(
    options.program,
    argumentsFor({ config, folder, port, features: options.features ?? [] }),
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    await ended(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await ready(child, options.program);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop, write: (samples) => write(url, samples) };
}

interface Given {
  readonly config: string;
  readonly folder: string;
  readonly port: number;
  readonly features: readonly string[];
}

/** The limits of promtool's own engine and storage, so that what breaks there breaks here. */
const argumentsFor = (given: Given): string[] => [
  `--config.file=${given.config}`,
  `--storage.tsdb.path=${path.join(given.folder, 'data')}`,
  '--storage.tsdb.retention.time=100y',
  '--storage.tsdb.min-block-duration=1d',
  `--web.listen-address=127.0.0.1:${given.port}`,
  '--web.enable-remote-write-receiver',
  `--enable-feature=${['native-histograms', ...given.features].join(',')}`,
  '--query.max-samples=10000',
  '--query.timeout=100s',
];

/** Its log says when it answers. */
function ready(child: ChildProcess, program: string): Promise<void> {
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    child.on('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT';
      const why = missing ? `there is no ${program}` : `${program} cannot be started: ${error.message}`;
      const remedy = 'install Prometheus, or say where it is with --prometheus.program';
      reject(
        new PrometheusMissing(`${why}: the expressions of tests are evaluated by a real one: ${remedy}`),
      );
    });
    child.on('exit', () =>
      reject(new PrometheusMissing(`${program} ended at once: ${said.slice(-3).join(' ')}`)),
    );
    if (!child.stderr) return;
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      if (said.length > 20) said.shift();
      if (line.includes('Server is ready to receive web requests')) resolve();
    });
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  // Nothing of it is to be kept.
  child.kill('SIGKILL');
  await gone;
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (isAddress(address) ? resolve(address.port) : reject(new Error('no free port'))));
    });
  });
}

const isAddress = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;

const writeHeaders = {
  'Content-Type': 'application/x-protobuf',
  'Content-Encoding': 'snappy',
  'X-Prometheus-Remote-Write-Version': '0.1.0',
};

async function write(url: string, samples: readonly WrittenSample[]): Promise<string | undefined> {
  if (samples.length === 0) return undefined;
  const body = Buffer.from(writeRequest(samples));
  const answer = await fetch(`${url}/api/v1/write`, { method: 'POST', headers: writeHeaders, body });
  const said = await answer.text();
  return answer.ok ? undefined : said.trim() || `HTTP ${answer.status}`;
}
