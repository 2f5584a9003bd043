import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { buildStale } from './building/build-stale.ts';
import type { BuildStep } from './building/steps.ts';
import { inRoot } from './checkout.ts';
import { localAddresses } from './demo/addresses.ts';
import { Child } from './demo/child.ts';
import { writeConfiguration } from './demo/configuration.ts';
import { rolesSql } from './demo/database.ts';
import { outsideOf } from './demo/outside.ts';
import { choosePorts, isFree, usualPorts } from './demo/ports.ts';
import { commandOf, takeLock } from './demo/run-file.ts';
import { until } from './demo/until.ts';
import { createProgress } from './progress.ts';
import { fillOnce } from './servers/cache-folder.ts';
import { ensureServer } from './servers/real-server.ts';
import { countsOf } from './testing/jest-report.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-scripts-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('ports', () => {
  test('a taken port is seen, named, and the next free one that nobody else is to have is chosen', async () => {
    const taken = new Set([9093, 9094]);
    const { ports, remarks } = await choosePorts(usualPorts, async (port) => !taken.has(port));
    expect(ports.console).toBe(9098);
    expect(remarks).toEqual(['Port 9093 (console) is taken; taking 9098 instead.']);
    expect(new Set(Object.values(ports)).size).toBe(Object.keys(ports).length);
  });

  test('a port that someone listens on, on any address, is not free', async () => {
    const server = createServer().listen(0, '0.0.0.0');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    expect(await isFree(port)).toBe(false);
    await new Promise((resolve) => server.close(resolve));
    expect(await isFree(port)).toBe(true);
  });
});

describe('building', () => {
  const steps: BuildStep[] = [
    { name: 'below', workspace: 'below', sources: ['below'], output: 'below/dist', after: [] },
    { name: 'above', workspace: 'above', sources: ['above'], output: 'above/dist', after: ['below'] },
  ];
  const progress = createProgress(() => undefined);

  async function built(): Promise<string[]> {
    const names: string[] = [];
    const build = async ({ name }: BuildStep) => {
      names.push(name);
      await writeFile(join(folder, name, 'dist'), 'x');
      return { code: 0, output: '' };
    };
    await buildStale({ root: folder, steps, progress, build });
    return names;
  }

  beforeEach(async () => {
    for (const name of ['below', 'above']) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'source.ts'), 'one');
    }
  });

  test('builds once; an edited source builds itself and what is built from it; a test edited builds nothing', async () => {
    expect(await built()).toEqual(['below', 'above']);
    expect(await built()).toEqual([]);
    await writeFile(join(folder, 'above', 'source.ts'), 'two');
    expect(await built()).toEqual(['above']);
    await writeFile(join(folder, 'below', 'source.ts'), 'two');
    expect(await built()).toEqual(['below', 'above']);
    await writeFile(join(folder, 'below', 'source.test.ts'), 'two');
    expect(await built()).toEqual([]);
  });

  test('a result that was deleted is built again', async () => {
    await built();
    await rm(join(folder, 'above', 'dist'));
    expect(await built()).toEqual(['above']);
  });

  test('a build that fails says so with its output, and is tried again', async () => {
    const build = async () => ({ code: 1, output: 'no such thing' });
    await expect(buildStale({ root: folder, steps, progress, build })).rejects.toThrow(
      /building the below failed:\nno such thing/,
    );
    expect(await built()).toEqual(['below', 'above']);
  });
});

describe('configuration', () => {
  const from = inRoot('provisioning');
  const addresses = localAddresses({ ...usualPorts, slack: 40_095, smtp: 40_025 });
  const write = (env: NodeJS.ProcessEnv) =>
    writeConfiguration({
      ...{ from, to: join(folder, 'config'), addresses, outside: outsideOf(env) },
      databasePassword: 's3same',
    });
  const yaml = async (file: string): Promise<unknown> => parse(await readFile(file, 'utf8'));

  test('without settings, everything points at the stand-ins with this run’s ports', async () => {
    const files = await write({});
    expect(await yaml(files.alertmanager)).toMatchObject({ global: { smtp_smarthost: '127.0.0.1:40025' } });
    expect(await yaml(files.tocsin)).toMatchObject({
      slack_app: { api_url: 'http://127.0.0.1:40095/api/', signing_secret_file: 'slack-signing-secret' },
    });
    const signing = await readFile(files.slackSigningSecret, 'utf8');
    expect(signing).toMatch(/^[0-9a-f]{48}$/);
    const database = join(folder, 'config', 'postgres-url');
    expect(await readFile(database, 'utf8')).toBe('postgres://monitor:s3same@127.0.0.1:5432/shop');
    expect((await stat(database)).mode & 0o777).toBe(0o600);
    expect((await rolesSql('s3same')).join()).not.toContain('demo-only');
    expect(await readFile(files.prometheus, 'utf8')).not.toMatch(/(?:worker|api|orchestrator|tocsin):9/);
  });

  test('with a Slack token and a mail server, the real ones are used and secrets lie in files that only the owner reads', async () => {
    const files = await write({
      SLACK_TOKEN: 'xoxb-1',
      SLACK_CHANNEL: '#ops',
      SLACK_APP_TOKEN: 'xapp-1',
      SMTP_HOST: 'mail.example.org',
      SMTP_TO: 'me@example.org',
      SMTP_USER: 'u',
      SMTP_PASSWORD: 'p4ss',
    });
    expect(await yaml(files.tocsin)).toMatchObject({
      slack_app: { token_file: join(folder, 'config', 'slack-token') },
    });
    expect(await yaml(files.tocsin)).not.toHaveProperty('slack_app.api_url');
    expect(await yaml(files.tocsin)).not.toHaveProperty('slack_app.signing_secret_file');
    expect(await yaml(files.tocsin)).toHaveProperty(
      'slack_app.app_token_file',
      join(folder, 'config', 'slack-app-token'),
    );
    const alertmanager = await readFile(files.alertmanager, 'utf8');
    expect(parse(alertmanager)).toMatchObject({
      global: { smtp_smarthost: 'mail.example.org:587', smtp_auth_username: 'u', smtp_require_tls: true },
      receivers: [
        { slack_configs: [{ channel: '#ops' }], email_configs: [{ to: 'me@example.org' }] },
        {},
        {},
      ],
    });
    expect(alertmanager).not.toContain('p4ss');
    for (const name of ['slack-token', 'smtp-password'])
      expect((await stat(join(folder, 'config', name))).mode & 0o777).toBe(0o600);
  });

  test('a mail server without anybody to write to is refused with the remedy', () => {
    expect(() => outsideOf({ SMTP_HOST: 'mail.example.org' })).toThrow(/SMTP_TO/);
  });
});

describe('processes', () => {
  const options = (script: string) => ({
    name: 'sleeper',
    command: process.execPath,
    args: ['-e', script],
    cwd: folder,
    env: process.env,
    logFile: join(folder, 'log'),
  });

  test('a death is told with how it came, a stop is not', async () => {
    const deaths: string[] = [];
    const dying = new Child({ ...options('process.exit(70)'), onDeath: (how) => deaths.push(how) });
    await until('it did not die', async () => !dying.alive, { withinMs: 10_000 });
    const stopped = new Child({
      ...options('setInterval(() => {}, 1000)'),
      onDeath: (how) => deaths.push(how),
    });
    await stopped.stop();
    expect(deaths).toEqual(['code 70']);
    expect(stopped.alive).toBe(false);
  }, 20_000);

  test('one supervisor has the lock; a lock of a process that is gone is taken over', async () => {
    const path = join(folder, 'lock');
    expect(await takeLock(path, async () => true)).toBeUndefined();
    await writeFile(path, '1');
    expect(await takeLock(path, async () => true)).toBe(1);
    expect(await takeLock(path, async () => false)).toBeUndefined();
    expect(await readFile(path, 'utf8')).toBe(String(process.pid));
  });

  test('a process is known by what it was started as', async () => {
    expect(await commandOf(process.pid)).toContain('jest');
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    expect(await commandOf(child.pid ?? 0)).toBeUndefined();
  });
});

describe('real servers', () => {
  test('what is on the PATH comes first, and only when all of it is there', async () => {
    const server = {
      name: 'thing',
      programs: ['one', 'two'],
      debian: ['no-such-package-here'],
      homebrew: 'no-such',
      remedy: 'Install thing.',
    };
    await writeFile(join(folder, 'one'), '', { mode: 0o755 });
    await writeFile(join(folder, 'two'), '', { mode: 0o755 });
    expect(await ensureServer(server, { searchPath: folder })).toMatchObject({ from: 'PATH', env: {} });
  });

  test('callers that race fill a folder once, and a fill that fails leaves nothing', async () => {
    const target = join(folder, 'cache', 'thing');
    const fill = (text: string) => fillOnce(target, (temporary) => writeFile(join(temporary, 'file'), text));
    await Promise.all(['a', 'b', 'c'].map(fill));
    expect(['a', 'b', 'c']).toContain(await readFile(join(target, 'file'), 'utf8'));
    const failing = fillOnce(join(folder, 'cache', 'other'), async () => {
      throw new Error('offline');
    });
    await expect(failing).rejects.toThrow('offline');
    await expect(stat(join(folder, 'cache', 'other'))).rejects.toThrow();
  });
});

test('counts: a file that could not run is one failure, and skipped tests have names', () => {
  const report = {
    testResults: [
      { status: 'failed', assertionResults: [] },
      {
        status: 'passed',
        assertionResults: [{ status: 'passed' }, { status: 'pending', fullName: 'needs Go' }],
      },
    ],
  };
  expect(countsOf(report)).toMatchObject({ passed: 1, failed: 1, skipped: ['needs Go'] });
});
