import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { openSqlite } from '#store/sqlite';
import { exportVerb } from './export.ts';
import { call } from './kit/call.ts';

let folder: string;
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a folder that cannot be written to is named, with what to do, and nothing of it is left', async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tocsin-export-'));
  await openSqlite(path.join(folder, 'tocsin.db')).close();
  writeFileSync(path.join(folder, 'file'), '');
  const ask = (to: string) =>
    call(exportVerb, 'alertmanager', `--storage.path=${folder}`, `--to=${path.join(folder, to)}`);
  const refused = await ask('file/below');
  expect(refused.code).toBe(1);
  expect(refused.err).toMatch(/cannot write to .*ENOTDIR.*choose another --to/s);
  expect((await ask('good')).code).toBe(0);
  expect(readdirSync(path.join(folder, 'good')).sort()).toEqual(['nflog', 'silences']);
  expect((await ask('good')).err).toContain('is there already');
});

test('a database in use is left alone', async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tocsin-export-'));
  const store = openSqlite(path.join(folder, 'tocsin.db'));
  const refused = await call(exportVerb, 'alertmanager', `--storage.path=${folder}`, `--to=${folder}`);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('another process holds it');
  await store.close();
});
