import type { DatabaseSync } from 'node:sqlite';
import { migrations } from './migrations/index.ts';

/** Brings the file to this version. A file of a newer version is refused: it would be read wrongly. */
export function migrate(db: DatabaseSync): void {
  db.exec('CREATE TABLE IF NOT EXISTS migration (id INTEGER PRIMARY KEY, name TEXT NOT NULL)');
  const done = Number(db.prepare('SELECT coalesce(max(id), 0) AS id FROM migration').get()?.id ?? 0);
  const newest = migrations.at(-1)?.id ?? 0;
  if (done > newest)
    throw new Error(
      `the database is of a newer Tocsin (schema ${done}, this one knows ${newest}): start that version, or use another --storage.path`,
    );
  for (const { id, name, sqlite } of migrations) {
    if (id <= done) continue;
    db.exec('BEGIN IMMEDIATE');
    try {
      db.exec(sqlite);
      db.prepare('INSERT INTO migration (id, name) VALUES (?, ?)').run(id, name);
      db.exec('COMMIT');
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  }
}
