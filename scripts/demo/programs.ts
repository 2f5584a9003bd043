import { inRoot, inState } from '../checkout.ts';
import type { Prometheus } from '../servers/prometheus.ts';
import type { WrittenConfiguration } from './configuration.ts';
import { secretNames } from './outside.ts';
import type { PortName, Ports } from './ports.ts';

/** One thing that `npm start` runs. */
export interface Program {
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** Answers 200 when it is ready for work. */
  readyUrl: string;
  /** What to do when it ends by itself: start it again, or leave it down until it is mended. */
  onDeath: 'restart' | 'leave';
}

const plainEnv = (extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => {
  const env = { ...process.env, ...extra };
  for (const name of secretNames) delete env[name];
  return env;
};

const local = (port: number, path = ''): string => `http://127.0.0.1:${port}${path}`;

export function demoService(
  name: Extract<PortName, 'orchestrator' | 'worker' | 'api'>,
  ports: Ports,
): Program {
  return {
    name,
    command: process.execPath,
    args: ['--no-warnings', inRoot('demo', 'src', 'main.ts'), name],
    env: plainEnv({
      PORT: String(ports[name]),
      ORCHESTRATOR_URL: local(ports.orchestrator),
      API_URL: local(ports.api),
    }),
    readyUrl: local(ports[name], '/health'),
    onDeath: 'leave',
  };
}

export function standIns(files: WrittenConfiguration, ports: Ports): Program {
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
    }),
    readyUrl: local(ports.sink, '/api/deliveries'),
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
    readyUrl: local(ports.prometheus, '/-/ready'),
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
    readyUrl: local(ports.console, '/-/ready'),
    onDeath: 'restart',
  };
}
