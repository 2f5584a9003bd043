import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, until } from '#lib/clock';
import { caseYaml } from './case-yaml.ts';
import { alertLine, type Attempt, type CaseEvent, type FuzzCase } from './fuzz-case.ts';

/** How finely a real server's times are compared. */
export const realGridMs = 250;

export interface RealRun {
  readonly attempts: readonly Attempt[];
  readonly intoMinuteMs: number;
  /** When the reload was done, where there was one. */
  readonly reloadedAtMs: number | undefined;
  /** How late the latest of our own events was: a busy machine says nothing about the server. */
  readonly latestMs: number;
}

interface Webhooks {
  readonly server: Server;
  readonly attempts: Attempt[];
  readonly answers: Map<string, number>;
  begin: number;
  reloadedAtMs: number | undefined;
}

export interface RealProgram {
  /** A command that takes Alertmanager's flags. */
  readonly program: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** It must be started there, where one is given. */
  readonly cwd?: string;
}

/** Plays a case against a real server, in real time, on addresses of this machine. */
export async function runAlertmanager({ program, env, cwd }: RealProgram, given: FuzzCase): Promise<RealRun> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-fuzz-'));
  const webhooks = await listenForWebhooks();
  const file = join(folder, 'alertmanager.yml');
  const flags = [
    `--config.file=${file}`,
    `--storage.path=${join(folder, 'data')}`,
    '--web.listen-address=127.0.0.1:0',
    '--cluster.listen-address=',
    '--log.level=info',
  ];
  const address = webhooks.server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const url = (webhook: string): string => `http://127.0.0.1:${port}/${encodeURIComponent(webhook)}`;
  // The windows of time intervals are counted from here.
  const zero = Math.floor(systemClock.now() / 60_000) * 60_000;
  await writeFile(file, caseYaml(given, zero, url));
  const [command = '', ...first] = program;
  const child = spawn(command, [...first, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
    ...(cwd !== undefined && { cwd }),
  });
  try {
    const base = `http://${await listeningOn(child)}`;
    webhooks.begin = Math.ceil((systemClock.now() + 300) / 1_000) * 1_000;
    const latestMs = await play(given, { base, webhooks });
    const { attempts, begin, reloadedAtMs } = webhooks;
    return { attempts: [...attempts], intoMinuteMs: begin - zero, reloadedAtMs, latestMs };
  } finally {
    child.kill('SIGKILL');
    webhooks.server.closeAllConnections();
    webhooks.server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function listenForWebhooks(): Promise<Webhooks> {
  const attempts: Attempt[] = [];
  const answers = new Map<string, number>();
  const webhooks = { attempts, answers, begin: 0, reloadedAtMs: undefined };
  const server = createServer((request, response) => {
    const webhook = decodeURIComponent((request.url ?? '').slice(1));
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const status = answers.get(webhook) ?? 200;
      const message = JSON.parse(Buffer.concat(chunks).toString()) as WebhookMessage;
      attempts.push(attemptOf(message, { webhook, status, begin: webhooks.begin }));
      response.writeHead(status).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(webhooks, { server });
}

interface WebhookMessage {
  readonly groupKey: string;
  readonly alerts: readonly {
    readonly status: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
    readonly startsAt: string;
    readonly endsAt: string;
  }[];
}

function attemptOf(
  { groupKey, alerts }: WebhookMessage,
  { webhook, status, begin }: { webhook: string; status: number; begin: number },
): Attempt {
  const lines = (wanted: string): string[] =>
    alerts
      .filter((alert) => alert.status === wanted)
      .map(({ labels, annotations, startsAt, endsAt }) =>
        alertLine(
          {
            labels,
            note: annotations.note ?? '',
            startsAt: Date.parse(startsAt) - begin,
            ...(wanted === 'resolved' && { endsAt: Date.parse(endsAt) - begin }),
          },
          realGridMs,
        ),
      )
      .sort();
  return {
    at: systemClock.now() - begin,
    webhook,
    groupKey,
    firing: lines('firing'),
    resolved: lines('resolved'),
    status,
  };
}

/** The log names the address that was bound. */
function listeningOn(child: ReturnType<typeof spawn>): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-20_000);
      const [, address] = /msg="?Listening on"?.* address="?([\d.]+:\d+)/.exec(log) ?? [];
      if (address) resolve(address);
    });
    child.on('error', reject);
    child.on('exit', () => reject(new Error(`the server did not start:\n${log}`)));
  });
}

interface Stage {
  readonly base: string;
  readonly webhooks: Webhooks;
}

async function play(given: FuzzCase, stage: Stage): Promise<number> {
  const slots = new Map<number, string>();
  const { begin } = stage.webhooks;
  let latestMs = 0;
  for (const events of together(given.events)) {
    const at = begin + (events[0]?.at ?? 0);
    await until(systemClock, at);
    await Promise.all(events.map((event) => happen(event, stage, slots)));
    latestMs = Math.max(latestMs, systemClock.now() - at);
  }
  await until(systemClock, begin + given.untilMs);
  return latestMs;
}

/** Events of one moment. */
function together(events: readonly CaseEvent[]): CaseEvent[][] {
  const groups = new Map<number, CaseEvent[]>();
  for (const event of events) groups.set(event.at, [...(groups.get(event.at) ?? []), event]);
  return [...groups].sort(([a], [b]) => a - b).map(([, list]) => list);
}

async function happen(
  event: CaseEvent,
  { base, webhooks }: Stage,
  slots: Map<number, string>,
): Promise<void> {
  const iso = (at: number): string => new Date(webhooks.begin + at).toISOString();
  switch (event.kind) {
    case 'post': {
      const body = event.alerts.map(({ labels, note, startsAt, endsAt }) => ({
        labels,
        annotations: { note },
        ...(startsAt !== undefined && { startsAt: iso(startsAt) }),
        ...(endsAt !== undefined && { endsAt: iso(endsAt) }),
      }));
      return void (await ask(`${base}/api/v2/alerts`, 'POST', body));
    }
    case 'silence': {
      const id = slots.get(event.slot);
      const answer = (await ask(`${base}/api/v2/silences`, 'POST', {
        ...(id !== undefined && { id }),
        matchers: event.matchers.map(({ name, op, value }) => ({
          name,
          value,
          isRegex: op.endsWith('~'),
          isEqual: op.startsWith('='),
        })),
        startsAt: iso(event.startsAt),
        endsAt: iso(event.endsAt),
        createdBy: 'fuzz',
        comment: 'fuzz',
      })) as { silenceID: string };
      return void slots.set(event.slot, answer.silenceID);
    }
    case 'expire': {
      const id = slots.get(event.slot);
      if (id !== undefined) await ask(`${base}/api/v2/silence/${id}`, 'DELETE');
      return;
    }
    case 'answer':
      return void webhooks.answers.set(event.webhook, event.status);
    case 'reload':
      await ask(`${base}/-/reload`, 'POST');
      webhooks.reloadedAtMs = systemClock.now() - webhooks.begin;
      return;
  }
}

async function ask(url: string, method: string, body?: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text}`);
  return text.startsWith('{') ? JSON.parse(text) : text;
}
