#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const built = new URL('../dist/main.js', import.meta.url);
const { main } = await import(
  existsSync(built) ? built.href : new URL('../src/main.ts', import.meta.url).href
);
const timing = {
  now: () => Date.now(),
  until: (/** @type {number} */ time) => sleep(Math.max(0, time - Date.now())),
};
process.exitCode = await main({
  args: process.argv.slice(2),
  timing,
  write: (/** @type {string} */ text) => void process.stdout.write(text),
});
