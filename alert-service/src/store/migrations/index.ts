/** Applied in order, each once, in one transaction. Never edited after a release: a new one is added. */
export interface Migration {
  readonly id: number;
  readonly name: string;
  readonly sqlite: string;
}

export const migrations: readonly Migration[] = [
  {
    id: 1,
    name: 'inputs, ledger and state rows',
    sqlite: `
      CREATE TABLE input (
        tenant TEXT NOT NULL,
        seq INTEGER NOT NULL,
        now INTEGER NOT NULL,
        seed INTEGER NOT NULL,
        format INTEGER NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (tenant, seq)
      ) WITHOUT ROWID;
      CREATE TABLE ledger (
        tenant TEXT NOT NULL,
        seq INTEGER NOT NULL,
        at INTEGER NOT NULL,
        configuration TEXT NOT NULL,
        format INTEGER NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (tenant, seq)
      ) WITHOUT ROWID;
      CREATE INDEX ledger_at ON ledger (tenant, at);
      CREATE TABLE state (
        tenant TEXT NOT NULL,
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (tenant, kind, key)
      ) WITHOUT ROWID;
      CREATE TABLE meta (
        tenant TEXT NOT NULL PRIMARY KEY,
        now INTEGER NOT NULL,
        seq INTEGER NOT NULL
      ) WITHOUT ROWID;
    `,
  },
];
