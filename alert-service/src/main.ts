import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { startApp } from './app.ts';
import { verbHelp, verbs } from '#cli/verbs';
import { InvalidConfiguration } from '#config/config-error';
import { flagHelp, type Flags, parseFlags } from '#config/flags';
import { CannotListen } from '#http/listening';
import { systemClock } from '#lib/clock';
import { localTimeZone } from '#lib/local-time-zone';
import { KeyFileError } from '#lib/key-file';
import { createLog } from '#lib/log';
import { SnapshotError } from '#switch/wire';
import { versionText } from '#lib/version-text';
import { StoreError } from '#store/store';

export const version = '0.1.0';

const usage = `Usage: tocsin serve [flags]
${verbHelp()}

Alerting for teams on Grafana: takes Alertmanager's flags and files, and evaluates Prometheus rule files.

Flags:
${flagHelp()}
`;

/** The process: arguments, signals and exit codes. 0: stopped as asked; 1: could not start; 2: wrong arguments. */
export async function main(args: readonly string[]): Promise<void> {
  const [verb, ...rest] = args;
  if (verb === '--version' || verb === 'version') return void process.stdout.write(versionText(version));
  if (verb === undefined || verb === '--help' || verb === '-h' || verb === 'help')
    return void process.stdout.write(usage);
  if (Object.hasOwn(verbs, verb)) return call(verb, rest);
  if (verb !== 'serve') return fail(2, `tocsin: unknown verb ${JSON.stringify(verb)}: try tocsin serve`);
  const flags = parseFlags(rest);
  if (!flags.ok) return fail(2, flags.error);
  if (flags.value.help) return void process.stdout.write(usage);
  if (flags.value.version) return void process.stdout.write(versionText(version));
  await serve(flags.value);
}

async function call(name: string, args: readonly string[]): Promise<void> {
  const verb = await verbs[name]?.load();
  process.exitCode = await verb?.run(args, {
    print: (text) => void process.stdout.write(text),
    complain: (text) => void process.stderr.write(text),
    input: () => buffer(process.stdin),
  });
}

async function serve(flags: Flags): Promise<void> {
  // Before the first line of the log: whoever waits for it may signal at once.
  const stopped = signalled();
  const reloads = hangups();
  const log = createLog({
    level: flags['log.level'],
    format: flags['log.format'],
    now: () => systemClock.now(),
    write: (line) => void process.stderr.write(line),
  });
  log.info('Starting tocsin', { version, node: process.version });
  const zone = localTimeZone(process.env.TZ);
  if (zone.fault !== undefined) log.warn('configuration', { warning: zone.fault });
  try {
    const app = await startApp({
      flags,
      clock: systemClock,
      log,
      seed: () => randomInt(2 ** 32),
      version,
      timeZone: zone.name,
      consoleFolder: consoleFolder(),
    });
    reloads.answer(() => app.reload());
    const signal = await stopped;
    log.info('Stopping', { signal });
    await app.stop();
    log.info('Stopped');
    process.exitCode = 0;
  } catch (error) {
    report(error);
    process.exitCode = 1;
  }
  // Nothing of ours is left; a keep-alive socket of some library must not hold the process up.
  process.exit();
}

const signalled = (): Promise<string> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve(signal));
  });

/** SIGHUP asks for a reload; one that comes during the start is answered after it, since the files may be newer. */
function hangups(): { answer: (reload: () => Promise<void>) => void } {
  let asked = false;
  let reload = (): void => void (asked = true);
  process.on('SIGHUP', () => reload());
  return {
    answer(reloading) {
      // A reload that is refused says so in the log itself.
      reload = () => void reloading().catch(() => undefined);
      if (asked) reload();
    },
  };
}

function report(error: unknown): void {
  const expected = [InvalidConfiguration, KeyFileError, StoreError, CannotListen, SnapshotError].some(
    (kind) => error instanceof kind,
  );
  const text =
    error instanceof Error ? (expected ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`tocsin: ${text}\n`);
}

function fail(code: number, message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = code;
}

/** Beside the bundle when shipped, in the workspace while developing. */
function consoleFolder(): string {
  const here = import.meta.dirname;
  const candidates = [path.join(here, 'console'), path.join(here, '../../console/dist')];
  return candidates.find((folder) => existsSync(folder)) ?? path.join(here, '../../console/dist');
}
