import { inRoot, inState } from '../checkout.ts';
import { postgresAnswers, postgresArgs } from '../servers/postgres-cluster.ts';
import type { Postgres, RunAs } from '../servers/postgres.ts';
import type { Prometheus } from '../servers/prometheus.ts';
import { redisAnswers, redisArgs, type Redis } from '../servers/redis.ts';
import type { WrittenConfiguration } from './configuration.ts';
import type { Cluster, Database } from './database.ts';
import { secretNames } from './outside.ts';
import type { PortName, Ports } from './ports.ts';
import { answers } from './until.ts';

/** One thing that `npm start` runs. */
export interface Program {
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** Whether it is ready for work. */
  isReady: () => Promise<boolean>;
  /** What to do when it ends by itself: start it again, or leave it down until it is mended. */
  onDeath: 'restart' | 'leave';
  /** As another user than ours. */
  runAs?: RunAs | Record<string, never>;
  /** What ends it in order, if not SIGTERM. */
  stopBy?: NodeJS.Signals;
}

const plainEnv = (extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => {
  const env = { ...process.env, ...extra };
  for (const name of secretNames) delete env[name];
  return env;
};

const local = (port: number, path = ''): string => `http://127.0.0.1:${port}${path}`;
const answersAt = (port: number, path: string) => (): Promise<boolean> => answers(local(port, path));
const redisUrl = ({ redis }: Ports): string => `redis://127.0.0.1:${redis}`;

/** Its connections are few, so that they can be used up: about twice what the API may open. */
export function postgresServer(found: Postgres, { folder }: Cluster, ports: Ports): Program {
  return {
    name: 'postgres',
    command: found.postgres,
    args: postgresArgs(folder, { port: ports.postgres, maxConnections: 40 }),
    env: plainEnv(),
    isReady: () => postgresAnswers(ports.postgres),
    onDeath: 'restart',
    runAs: found.runAs,
    // With SIGTERM it would wait until its last client has left.
    stopBy: 'SIGINT',
  };
}

export function redisServer(found: Redis, ports: Ports): Program {
  return {
    name: 'redis',
    command: found.binary,
    args: redisArgs(ports.redis),
    env: plainEnv(found.env),
    isReady: () => redisAnswers(ports.redis),
    onDeath: 'restart',
  };
}

export function demoService(
  name: Extract<PortName, 'orchestrator' | 'worker' | 'api'>,
  { ports, database }: { ports: Ports; database: Database },
): Program {
  return {
    name,
    command: process.execPath,
    args: ['--no-warnings', inRoot('demo', 'src', 'main.ts'), name],
    env: plainEnv({
      PORT: String(ports[name]),
      ORCHESTRATOR_URL: local(ports.orchestrator),
      API_URL: local(ports.api),
      REDIS_URL: redisUrl(ports),
      ...(name === 'worker' && { PROVIDERS_PORT: String(ports.providers) }),
      ...(name === 'api' && { DATABASE_URL: database.shopUrl }),
    }),
    isReady: answersAt(ports[name], '/health'),
    onDeath: 'leave',
  };
}

export function standIns(
  files: WrittenConfiguration,
  { ports, database }: { ports: Ports; database: Database },
): Program {
  return {
    name: 'stand-ins',
    command: process.execPath,
    args: ['--no-warnings', inRoot('demo', 'src', 'stand-ins', 'main.ts')],
    env: plainEnv({
      SLACK_PORT: String(ports.slack),
      SLACK_ANSWERS_URL: local(ports.console, '/answers/slack'),
      SLACK_SIGNING_SECRET_FILE: files.slackSigningSecret,
      MAIL_PORT: String(ports.mail),
      SMTP_PORT: String(ports.smtp),
      SINK_PORT: String(ports.sink),
      EXPORTERS_PORT: String(ports.exporters),
      DATABASE_URL: database.monitorUrl,
      REDIS_URL: redisUrl(ports),
    }),
    isReady: answersAt(ports.sink, '/api/deliveries'),
    onDeath: 'restart',
  };
}

export function prometheusServer(found: Prometheus, files: WrittenConfiguration, ports: Ports): Program {
  return {
    name: 'prometheus',
    command: found.prometheus,
    args: [
      `--config.file=${files.prometheus}`,
      `--storage.tsdb.path=${inState('prometheus')}`,
      '--storage.tsdb.retention.time=2d',
      `--web.listen-address=127.0.0.1:${ports.prometheus}`,
      `--web.external-url=http://localhost:${ports.prometheus}`,
    ],
    env: plainEnv(found.env),
    isReady: answersAt(ports.prometheus, '/-/ready'),
    onDeath: 'restart',
  };
}

export function alertService(files: WrittenConfiguration, ports: Ports): Program {
  return {
    name: 'alert service',
    command: inRoot('alert-service', 'bin', 'tocsin'),
    args: [
      'serve',
      `--config.file=${files.alertmanager}`,
      `--tocsin.config.file=${files.tocsin}`,
      `--rules.file=${files.rules}`,
      `--prometheus.url=${local(ports.prometheus)}`,
      '--evaluation.interval=5s',
      `--storage.path=${inState('data')}`,
      `--web.listen-address=127.0.0.1:${ports.console}`,
      `--web.external-url=http://localhost:${ports.console}`,
      `--console.path=${inRoot('console', 'dist')}`,
      '--cluster.listen-address=',
    ],
    env: plainEnv(),
    isReady: answersAt(ports.console, '/-/ready'),
    onDeath: 'restart',
  };
}
