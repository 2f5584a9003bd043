import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Batch } from '#core/input';
import type { Row } from '#core/turn';
import { openSqlite } from '#store/sqlite';
import { type Commit, type Store, StoreError } from '#store/store';

const folders: string[] = [];
const file = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-store-'));
  folders.push(folder);
  return path.join(folder, 'tocsin.db');
};
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const incident = (id: string): Row => ({
  kind: 'incident',
  key: id,
  value: {
    id,
    group: 'g',
    groupLabels: {},
    receiver: 'team',
    status: 'triggered',
    severity: 'high',
    title: 'x',
    alerts: [],
    openedAt: 1,
  },
});

const commit = (
  seq: number,
  more: Partial<{ rows: Row[]; inputs: Batch['inputs']; at: number }> = {},
): Commit => ({
  batch: { seq, now: more.at ?? seq * 1_000, seed: 42, inputs: more.inputs ?? [{ kind: 'due' }] },
  page: {
    seq,
    at: more.at ?? seq * 1_000,
    configuration: 'hash',
    entries: [{ kind: 'configuration', hash: `h${seq}` }],
  },
  rows: more.rows ?? [],
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  return Array.fromAsync(items);
}

/** Every implementation passes these: what is not said here, no caller may rely on. */
describe.each<[string, () => Store]>([
  ['SQLite in memory', () => openSqlite(':memory:')],
  ['SQLite in a file', () => openSqlite(file())],
])('%s', (_, open) => {
  test('a new tenant has nothing', async () => {
    const store = open();
    expect(await store.meta('default')).toEqual({ now: 0, seq: 0 });
    expect(await store.rows('default')).toEqual([]);
    expect(await all(store.batches('default', 0))).toEqual([]);
    await store.close();
  });

  test('a commit gives back its batch, its ledger page, its rows and its time', async () => {
    const store = open();
    await store.commit('default', commit(1, { rows: [incident('INC-1')] }));
    expect(await store.meta('default')).toEqual({ now: 1_000, seq: 1 });
    expect(await all(store.batches('default', 0))).toEqual([commit(1).batch]);
    expect(await store.pages('default', [1])).toEqual([commit(1).page]);
    expect(await store.rows('default')).toMatchObject([
      { kind: 'incident', key: 'INC-1', value: { title: 'x' } },
    ]);
    await store.close();
  });

  test('rows are replaced and removed by later commits', async () => {
    const store = open();
    await store.commit('default', commit(1, { rows: [incident('INC-1'), incident('INC-2')] }));
    await store.commit(
      'default',
      commit(2, { rows: [{ kind: 'incident', key: 'INC-1', value: undefined }] }),
    );
    expect((await store.rows('default')).map(({ key }) => key)).toEqual(['INC-2']);
    await store.close();
  });

  test('tenants see nothing of each other', async () => {
    const store = open();
    await store.commit('a', commit(1, { rows: [incident('INC-1')] }));
    await store.commit('b', commit(1));
    expect(await store.rows('b')).toEqual([]);
    expect(await store.pages('b', [1])).toHaveLength(1);
    expect(await store.dropPages('a', 1e12)).toBe(1);
    expect(await store.pages('b', [1])).toHaveLength(1);
    await store.close();
  });

  test('a seq is taken once: the second commit of it fails whole and changes nothing', async () => {
    const store = open();
    await store.commit('default', commit(1));
    await expect(store.commit('default', commit(1, { rows: [incident('INC-9')], at: 9e9 }))).rejects.toThrow(
      StoreError,
    );
    expect(await store.rows('default')).toEqual([]);
    expect(await store.meta('default')).toEqual({ now: 1_000, seq: 1 });
    await store.commit('default', commit(2));
    await store.close();
  });

  test('thousands of batches and pages come in order, after the seq asked for', async () => {
    const store = open();
    for (let seq = 1; seq <= 1_200; seq++) await store.commit('default', commit(seq));
    const seqs = (await all(store.batches('default', 3))).map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: 1_197 }, (__, index) => index + 4));
    expect((await all(store.pagesAfter('default', 1_100))).length).toBe(100);
    await store.close();
  });

  test('whoever reads all of a long ledger lets others in between', async () => {
    const store = open();
    for (let seq = 1; seq <= 300; seq += 1) await store.commit('default', commit(seq));
    let turns = 0;
    let reading = true;
    const count = (): void => {
      turns += 1;
      if (reading) setImmediate(count);
    };
    setImmediate(count);
    for await (const { seq } of store.pagesAfter('default', 0)) expect(seq).toBeGreaterThan(0);
    for await (const { seq } of store.batches('default', 0)) expect(seq).toBeGreaterThan(0);
    reading = false;
    expect(turns).toBeGreaterThan(3);
    await store.close();
  });

  test('a heartbeat moves the time on and never back', async () => {
    const store = open();
    await store.commit('default', commit(1));
    await store.touch('default', 5_000);
    await store.touch('default', 4_000);
    expect(await store.meta('default')).toEqual({ now: 5_000, seq: 1 });
    await store.close();
  });

  test('ledger older than its retention is dropped, the rest stays', async () => {
    const store = open();
    for (const seq of [1, 2, 3]) await store.commit('default', commit(seq));
    expect(await store.dropPages('default', 3_000)).toBe(2);
    expect((await store.pages('default', [1, 2, 3])).map(({ seq }) => seq)).toEqual([3]);
    await store.close();
  });
});

test('what was committed is there after the file was closed and opened again', async () => {
  const place = file();
  const store = openSqlite(place);
  await store.commit('default', commit(1, { rows: [incident('INC-1')] }));
  await store.close();
  const again = openSqlite(place);
  expect(await again.meta('default')).toEqual({ now: 1_000, seq: 1 });
  expect(await again.rows('default')).toHaveLength(1);
  await again.close();
});

test('a file that is no database is refused with what to do', () => {
  const place = file();
  const folder = path.dirname(place);
  expect(() => openSqlite(folder)).toThrow(/cannot open the database/);
  writeFileSync(place, 'hello');
  expect(() => openSqlite(place)).toThrow(
    /not a database: put a copy from before in its place, or move .* away/,
  );
});
