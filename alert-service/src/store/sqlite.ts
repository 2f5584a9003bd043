import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { LedgerPage } from '@tocsin/model';
import { z } from 'zod';
import type { Batch } from '#core/input';
import type { Row } from '#core/turn';
import { systemClock } from '#lib/clock';
import { pack, packedFormat, unpack } from './packing.ts';
import { migrate } from './sqlite-schema.ts';
import { type Commit, type Meta, type Store, StoreError, type StoredRow } from './store.ts';

/** Statements kept prepared; a commit is one synchronous turn under full sync. `:memory:` for tests and simulations. */
export function openSqlite(path: string): Store {
  const db = open(path);
  const sql = prepare(db);
  return {
    ...reading(sql),
    commit: async (tenant, commit) => guarded('the commit failed', () => write(db, sql, { tenant, commit })),
    touch: async (tenant, now) => guarded('the heartbeat failed', () => void sql.touch.run(now, tenant)),
    dropPages: async (tenant, before) =>
      guarded('dropping old ledger failed', () => Number(sql.dropPages.run(tenant, before).changes)),
    close: async () => {
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      db.close();
    },
  };
}

function open(path: string): DatabaseSync {
  try {
    const db = new DatabaseSync(path, { timeout: 2_000 });
    db.exec('PRAGMA journal_mode = WAL');
    db.exec('PRAGMA synchronous = FULL');
    // One process owns the file: a second one is refused here rather than corrupting decisions later.
    if (path !== ':memory:') db.exec('PRAGMA locking_mode = EXCLUSIVE');
    db.exec('BEGIN IMMEDIATE; COMMIT');
    migrate(db);
    return db;
  } catch (error) {
    throw new StoreError(`cannot open the database ${path}: ${whyNot(error, path)}`, error);
  }
}

function whyNot(error: unknown, path: string): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/locked|busy/i.test(message))
    return 'another process holds it: stop that one, or give this one another --storage.path';
  if (/malformed|not a database/i.test(message))
    return `${message}: put a copy from before in its place, or move ${path}* away to start without what it knew`;
  return message;
}

const rowsAtOnce = 100;

type Statements = ReturnType<typeof prepare>;

const prepare = (db: DatabaseSync) => ({
  begin: db.prepare('BEGIN IMMEDIATE'),
  commit: db.prepare('COMMIT'),
  rollback: db.prepare('ROLLBACK'),
  input: db.prepare('INSERT INTO input (tenant, seq, now, seed, format, body) VALUES (?, ?, ?, ?, ?, ?)'),
  page: db.prepare(
    'INSERT INTO ledger (tenant, seq, at, configuration, format, body) VALUES (?, ?, ?, ?, ?, ?)',
  ),
  put: db.prepare('INSERT OR REPLACE INTO state (tenant, kind, key, body) VALUES (?, ?, ?, ?)'),
  drop: db.prepare('DELETE FROM state WHERE tenant = ? AND kind = ? AND key = ?'),
  meta: db.prepare('INSERT OR REPLACE INTO meta (tenant, now, seq) VALUES (?, ?, ?)'),
  touch: db.prepare('UPDATE meta SET now = max(now, ?) WHERE tenant = ?'),
  readMeta: db.prepare('SELECT now, seq FROM meta WHERE tenant = ?'),
  readRows: db.prepare('SELECT kind, key, body FROM state WHERE tenant = ? ORDER BY kind, key'),
  readInputs: db.prepare(
    `SELECT seq, now, seed, format, body FROM input WHERE tenant = ? AND seq > ? ORDER BY seq LIMIT ${rowsAtOnce}`,
  ),
  readPage: db.prepare(
    'SELECT seq, at, configuration, format, body FROM ledger WHERE tenant = ? AND seq = ?',
  ),
  readPages: db.prepare(
    `SELECT seq, at, configuration, format, body FROM ledger WHERE tenant = ? AND seq > ? ORDER BY seq LIMIT ${rowsAtOnce}`,
  ),
  dropPages: db.prepare('DELETE FROM ledger WHERE tenant = ? AND at < ?'),
});

function write(
  db: DatabaseSync,
  sql: Statements,
  { tenant, commit }: { tenant: string; commit: Commit },
): void {
  const { batch, page, rows } = commit;
  sql.begin.run();
  try {
    sql.input.run(tenant, batch.seq, batch.now, batch.seed, packedFormat, pack(batch.inputs));
    if (page.entries.length > 0)
      sql.page.run(tenant, page.seq, page.at, page.configuration, packedFormat, pack(page.entries));
    for (const row of rows) writeRow(sql, tenant, row);
    sql.meta.run(tenant, batch.now, batch.seq);
    sql.commit.run();
  } catch (error) {
    if (db.isTransaction) sql.rollback.run();
    throw error;
  }
}

function writeRow(sql: Statements, tenant: string, { kind, key, value }: Row): void {
  if (value === undefined) sql.drop.run(tenant, kind, key);
  else sql.put.run(tenant, kind, key, JSON.stringify(value));
}

function reading(sql: Statements): Pick<Store, 'meta' | 'rows' | 'batches' | 'pages' | 'pagesAfter'> {
  return {
    async meta(tenant): Promise<Meta> {
      const row = sql.readMeta.get(tenant);
      return { now: Number(row?.now ?? 0), seq: Number(row?.seq ?? 0) };
    },
    rows: async (tenant) => sql.readRows.all(tenant).map(storedRow),
    batches: (tenant, after) => paged(sql.readInputs, { tenant, after, read: batchFrom }),
    pages: async (tenant, seqs) => seqs.flatMap((seq) => sql.readPage.all(tenant, seq).map(pageFrom)),
    pagesAfter: (tenant, after) => paged(sql.readPages, { tenant, after, read: pageFrom }),
  };
}

interface Paging<T> {
  readonly tenant: string;
  readonly after: number;
  readonly read: (row: Raw) => T;
}

type Raw = NonNullable<ReturnType<StatementSync['get']>>;

async function* paged<T extends { seq: number }>(
  statement: StatementSync,
  paging: Paging<T>,
): AsyncIterable<T> {
  let after = paging.after;
  for (;;) {
    const rows = statement.all(paging.tenant, after);
    for (const row of rows) {
      const item = paging.read(row);
      after = item.seq;
      yield item;
    }
    if (rows.length === 0) return;
    // To read all takes a minute where there is much: commits and answers go in between.
    if (rows.length === rowsAtOnce) await systemClock.turn();
  }
}

/** Every kind there is: a forgotten one does not compile. */
const kinds: Readonly<Record<Row['kind'], true>> = {
  group: true,
  told: true,
  notice: true,
  pending: true,
  pace: true,
  incident: true,
  rule: true,
  notified: true,
  silence: true,
  'rule-group': true,
  orphan: true,
  escalation: true,
  page: true,
  'on-call': true,
  verification: true,
  'round-robin': true,
  request: true,
  key: true,
  health: true,
  'health-day': true,
  unwatched: true,
  change: true,
  topology: true,
  workflows: true,
  'workflow-command': true,
  'objective-day': true,
  objective: true,
  report: true,
};
const isKind = (kind: string): kind is Row['kind'] => Object.hasOwn(kinds, kind);

function storedRow(raw: Raw): StoredRow {
  const kind = String(raw.kind);
  if (!isKind(kind)) throw new StoreError(`the database holds a row of unknown kind ${kind}`, undefined);
  return { kind, key: text(raw.key), value: JSON.parse(text(raw.body)) };
}

/** Our own writing, whose form the format number vouches for. */
const Inputs = z.custom<Batch['inputs']>(Array.isArray);
const Entries = z.custom<LedgerPage['entries']>(Array.isArray);

const batchFrom = (raw: Raw): Batch => ({
  seq: Number(raw.seq),
  now: Number(raw.now),
  seed: Number(raw.seed),
  inputs: Inputs.parse(unpack(Number(raw.format), bytes(raw.body))),
});

const pageFrom = (raw: Raw): LedgerPage => ({
  seq: Number(raw.seq),
  at: Number(raw.at),
  configuration: text(raw.configuration),
  entries: Entries.parse(unpack(Number(raw.format), bytes(raw.body))),
});

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const bytes = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : new Uint8Array());

function guarded<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new StoreError(`${what}: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}
