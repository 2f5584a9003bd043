/** Everything that `npm start` runs, for real, on free ports and in a folder of its own; all of it stops with the stack. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type MailCatcher, startMailCatcher } from '../../demo/src/mail/mail-catcher.ts';
import { startWebhookSink, type WebhookSink } from '../../demo/src/sink/webhook-sink.ts';
import { type SlackStandIn, startSlackStandIn } from '../../demo/src/slack/slack-stand-in.ts';
import type { FaultName, ServiceName } from '../../demo/src/faults.ts';
import { faults } from '../../demo/src/faults.ts';
import { type Databases, startDatabases } from '../../demo/test/kit/databases.ts';
import { ensurePrometheus } from '../../scripts/servers/prometheus.ts';
import { type Addresses, alertmanagerConfig, prometheusConfig, tocsinConfig } from './configuration.ts';
import { freePorts } from './free-ports.ts';
import { Running, until } from './process.ts';

const root = path.join(import.meta.dirname, '..', '..');
const folderOf = (...parts: string[]) => path.join(root, ...parts);

export interface Stack extends AsyncDisposable {
  /** The console, and the service below it. */
  readonly url: string;
  readonly slack: SlackStandIn;
  readonly mail: MailCatcher;
  readonly sink: WebhookSink;
  breakIt(fault: FaultName): Promise<void>;
  mend(): Promise<void>;
  /** Kills the alert service without a farewell, and starts it again on the same data. */
  killTocsin(): Promise<void>;
  /** All that the programs said. */
  logs(): string;
}

export interface StackOptions {
  /** Incidents call people along the policy of that id. */
  readonly policy?: string;
}

export async function startStack({ policy }: StackOptions = {}): Promise<Stack> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tocsin-stack-'));
  await using started = new AsyncDisposableStack();
  started.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const ports = await choosePorts();
  const [slack, mail, sink] = await startStandIns(started);
  const databases = started.use(await startDatabases());
  await writeConfigurations(folder, { ports, slack, mail, sink, policy });
  const programs = await allOrNone(started, [
    ...(['orchestrator', 'worker', 'api'] as const).map((name) => startDemoService(name, ports, databases)),
    startPrometheus(folder, ports),
  ]);
  let tocsin = await startTocsin(folder, ports);
  started.defer(() => tocsin.stop());
  const url = `http://127.0.0.1:${ports.tocsin}`;
  await until('targets up', () => allUp(ports.prometheus), 60_000);
  const running = started.move();
  return {
    url,
    slack,
    mail,
    sink,
    breakIt: (fault) => press(ports, fault, 'PUT'),
    mend: async () => {
      for (const { name } of faults) await press(ports, name, 'DELETE');
    },
    killTocsin: async () => {
      await tocsin.kill();
      tocsin = await startTocsin(folder, ports);
    },
    logs: () => [...programs, tocsin].map((program) => `== ${program.name}\n${program.log()}`).join('\n'),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** When one does not start, the others must be known, so that they are stopped. */
async function allOrNone(
  started: AsyncDisposableStack,
  starting: readonly Promise<Running>[],
): Promise<Running[]> {
  const results = await Promise.allSettled(starting);
  for (const result of results) if (result.status === 'fulfilled') started.use(result.value);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

type Ports = Addresses & { readonly prometheus: number };

async function choosePorts(): Promise<Ports> {
  const [orchestrator = 0, worker = 0, api = 0, prometheus = 0, tocsin = 0] = await freePorts(5);
  return { orchestrator, worker, api, prometheus, tocsin };
}

async function startStandIns(started: AsyncDisposableStack) {
  const standIns = await Promise.all([startSlackStandIn(), startMailCatcher(), startWebhookSink()]);
  for (const standIn of standIns) started.defer(() => standIn.close());
  return standIns;
}

interface Told {
  readonly ports: Ports;
  readonly slack: SlackStandIn;
  readonly mail: MailCatcher;
  readonly sink: WebhookSink;
  readonly policy: string | undefined;
}

async function writeConfigurations(
  folder: string,
  { ports, slack, mail, sink, policy }: Told,
): Promise<void> {
  const receivers = { slackWebhook: slack.webhookUrl, smtpPort: mail.smtpPort, webhook: sink.webhookUrl };
  await mkdir(path.join(folder, 'prometheus'));
  await mkdir(path.join(folder, 'tocsin'));
  await writeFile(path.join(folder, 'prometheus.yml'), prometheusConfig(ports));
  await writeFile(path.join(folder, 'alertmanager.yml'), alertmanagerConfig(receivers));
  await writeFile(path.join(folder, 'tocsin.yml'), tocsinConfig({ slackApi: slack.apiUrl, policy }));
}

async function startDemoService(name: ServiceName, ports: Ports, databases: Databases): Promise<Running> {
  const { running } = await Running.start({
    name,
    command: process.execPath,
    args: ['--no-warnings', '--conditions=source', folderOf('demo/src/main.ts'), name],
    env: {
      PORT: String(ports[name]),
      ORCHESTRATOR_URL: `http://127.0.0.1:${ports.orchestrator}`,
      API_URL: `http://127.0.0.1:${ports.api}`,
      DATABASE_URL: databases.databaseUrl,
      REDIS_URL: databases.redisUrl,
    },
    ready: /Listening on.*address=(\S+)/,
  });
  return running;
}

async function startPrometheus(folder: string, ports: Ports): Promise<Running> {
  const { prometheus, env } = await ensurePrometheus();
  const { running } = await Running.start({
    name: 'prometheus',
    command: prometheus,
    args: [
      `--config.file=${path.join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${path.join(folder, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${ports.prometheus}`,
    ],
    env,
    ready: /Server is ready to receive web requests/,
  });
  return running;
}

async function startTocsin(folder: string, ports: Ports): Promise<Running> {
  const { running } = await Running.start({
    name: 'tocsin',
    command: folderOf('alert-service/bin/tocsin'),
    args: [
      'serve',
      `--config.file=${path.join(folder, 'alertmanager.yml')}`,
      `--tocsin.config.file=${path.join(folder, 'tocsin.yml')}`,
      `--rules.file=${folderOf('provisioning/prometheus/rules/*.yml')}`,
      `--prometheus.url=http://127.0.0.1:${ports.prometheus}`,
      `--storage.path=${path.join(folder, 'tocsin')}`,
      `--web.listen-address=127.0.0.1:${ports.tocsin}`,
      `--web.external-url=http://127.0.0.1:${ports.tocsin}`,
      `--console.path=${process.env['CONSOLE_DIST'] ?? folderOf('console/dist')}`,
      '--evaluation.interval=5s',
    ],
    // The bundle's entry finds Node by its first line.
    env: { PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH'] ?? ''}` },
    ready: /Listening on.*address=(\S+)/,
  });
  return running;
}

async function allUp(port: number): Promise<boolean | undefined> {
  const response = await fetch(
    `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent('sum(up{job="demo"})')}`,
  );
  const text = await response.text();
  return text.includes('"3"]') || undefined;
}

async function press(ports: Ports, name: FaultName, method: 'PUT' | 'DELETE'): Promise<void> {
  const fault = faults.find((one) => one.name === name);
  if (!fault) throw new Error(`no fault ${name}`);
  const response = await fetch(`http://127.0.0.1:${ports[fault.service]}/control/faults/${name}`, { method });
  if (!response.ok) throw new Error(`${fault.service} answered ${response.status} to ${method} ${name}`);
}
